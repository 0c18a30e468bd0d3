from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from latent import figures
from latent.codes.bits import PackedBits
from latent.codes.measures import squared_error_per_image
from latent.codes.sampling import gaussian_codes, independent_bits, independent_codes
from latent.commands.redraw_figures import main
from latent.data import Dataset
from latent.data.preprocessing import fit_preprocessing, mean_image
from latent.figures import KernelPanels
from latent.figures.histograms import MOST_PANELS, bit_levels
from latent.models import build
from latent.reports import at_end
from latent.reports.after_stage import STAGE_DRAWINGS
from latent.reports.at_end import FINAL_DRAWINGS, fixed_images, outlying_classes
from latent.reports.evaluation import Evaluation
from latent.settings import ConvSettings, DenseSettings, SparseSettings, VaeSettings
from latent.settings.figure_names import FINAL_FIGURES, NEEDS, STAGE_FIGURES
from latent.tiles.palette import OFF_WHITE, class_colors
from latent.tools.check import UserError
from latent.training.film import Film
from latent.training.loop import Trainer, TrainingRecord
from tests.figures.test_figures import LONG_TITLE, TITLE, assert_readable, axes_called
from tests.helpers.scripts import run_script

DIGITS = [str(digit) for digit in range(10)]
SIGNS = [chr(k) for k in range(33, 127)]
CLOTHES = ["T-shirt/top", "Ankle boot", "a class whose name is a whole long sentence", "Bag"]


def dataset_of(n_train=200, n_test=100, names=DIGITS):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (n_train + n_test, 28, 28), dtype=np.uint8)
    labels = np.arange(n_train + n_test) % len(names)
    parts = images[:n_train], labels[:n_train], images[n_train:], labels[n_train:]
    return Dataset("digits", "noise", "a test", *parts, tuple(names))


def evaluation_of(settings, dataset=None, film=None):
    dataset = dataset or dataset_of()
    images = dataset.x_train
    model = build(settings, fit_preprocessing(images), mean_image(images))
    trainer = Trainer(model, images, dataset.x_test, TrainingRecord(1))
    return Evaluation(model, dataset, trainer.record, film or Film())


def drawn(drawing):
    figure = figures.new_figure(*drawing.size)
    drawing.draw(figure)
    return figure


# Names


def test_every_name_has_a_drawing_and_every_drawing_a_name():
    assert tuple(FINAL_DRAWINGS) == FINAL_FIGURES
    assert STAGE_DRAWINGS.keys() == STAGE_FIGURES.keys()
    for model, names in STAGE_FIGURES.items():
        assert tuple(STAGE_DRAWINGS[model]) == names
    assert NEEDS.keys() <= {*FINAL_FIGURES, *STAGE_FIGURES["vae"]}


# Tables of images


def rows_of(names, n=4):
    images = np.random.default_rng(0).integers(0, 256, (n, 28, 28), dtype=np.uint8)
    return [(name, images) for name in names]


@pytest.mark.parametrize(
    ("blocks", "title", "note"),
    [
        ([rows_of(DIGITS)], TITLE, ""),
        ([rows_of(CLOTHES), rows_of(CLOTHES[:2])], LONG_TITLE, "a note"),
        ([rows_of(["one"], n=1)], TITLE, "a note " * 20),
    ],
    ids=["digits", "two blocks, long title", "one image"],
)
def test_a_table_of_images_is_readable(blocks, title, note):
    figure = figures.new_figure(*figures.image_table_size(blocks, 2, note))
    figures.image_table(figure, blocks, title, group=2, note=note)
    assert_readable(figure, least_size=4)


def test_a_table_shows_every_pixel_dark_on_white_as_a_square(tmp_path):
    blocks = [rows_of(DIGITS[:2], n=3)]
    figure = figures.new_figure(*figures.image_table_size(blocks))
    figures.image_table(figure, blocks, TITLE)
    shown = np.asarray(axes_called(figure, "images 1").images[0].get_array())
    images = blocks[0][0][1]
    assert np.array_equal(shown[2:30, :28, 0], 255 - images[0])
    assert np.array_equal(shown[35:63, 33:61, 1], 255 - images[1])
    assert shown[0, 0].tolist() == list(OFF_WHITE)
    box = axes_called(figure, "images 1").get_window_extent()
    assert box.width == pytest.approx(2 * shown.shape[1])
    assert box.height == pytest.approx(2 * shown.shape[0])


def test_images_of_a_group_stand_close_together():
    blocks = [rows_of(["x"], n=4)]
    figure = figures.image_table(figures.new_figure(9, 3), blocks, TITLE, group=2)
    shown = np.asarray(axes_called(figure, "images 1").images[0].get_array())[2]
    ground = (shown == OFF_WHITE).all(axis=1)
    assert np.flatnonzero(ground).tolist() == [28, *range(57, 62), 90, *range(119, 124)]


# Histograms


@pytest.mark.parametrize("n_units", [1, 2, 5, 16, 64, 65, MOST_PANELS, MOST_PANELS + 1, 784])
def test_the_histograms_of_any_number_of_units_are_a_readable_page(n_units):
    shares = np.random.default_rng(0).random((n_units, 50))
    figure = figures.new_figure(*figures.unit_histograms_size(n_units))
    figures.unit_histograms(figure, shares / 50, np.linspace(-1, 1, 51), LONG_TITLE)
    assert_readable(figure, least_size=4)
    width, height = figure.get_size_inches()
    assert height < 1.1 * width


def test_a_bar_is_as_high_as_its_share():
    shares = np.array([[0.25, 0.75], [1.0, 0.0]])
    figure = figures.new_figure(*figures.unit_histograms_size(2))
    figures.unit_histograms(figure, shares, np.array([-1.0, 0, 1]), TITLE)
    (bars,) = axes_called(figure, "unit 1").patches
    assert bars.get_data().values.tolist() == [0.25, 0.75]
    assert axes_called(figure, "unit 2").get_title() == "2: 100 %"


@pytest.mark.parametrize(
    "frequency",
    [np.random.default_rng(0).random(4096) ** 8, np.zeros(30), np.ones(1), np.array([0, 0.5])],
    ids=["4096 bits", "never on", "one bit", "two bits"],
)
def test_the_page_of_bits_is_readable(frequency):
    figure = figures.new_figure(*figures.bit_histograms_size())
    assert_readable(figures.bit_histograms(figure, frequency, TITLE))


def test_a_cell_of_the_page_shows_how_often_its_bit_is_on():
    frequency = np.array([0, 0.1, 1, 0.01, 0.001])
    figure = figures.new_figure(*figures.bit_histograms_size())
    figures.bit_histograms(figure, frequency, TITLE)
    cells = np.ma.filled(axes_called(figure, "every bit").images[0].get_array(), np.nan)
    assert cells.shape == (3, 3)
    assert np.allclose(cells.ravel()[1:5], [-1, 0, -2, -3])
    assert np.isnan(cells.ravel()[[0, 5, 8]]).all()


def test_bits_are_counted_once_whatever_their_share():
    rng = np.random.default_rng(0)
    frequency = np.concatenate([rng.random(500) ** 6, np.zeros(7), np.ones(3)])
    names, counts = bit_levels(frequency)
    assert len(names) == len(counts)
    assert sum(counts) == 510
    assert counts[0] == 7
    assert counts[-1] == 3


# Points in two and three dimensions


@pytest.mark.parametrize("names", [DIGITS, CLOTHES, SIGNS, ["one"]], ids=len)
def test_maps_of_codes_are_readable(names):
    rng = np.random.default_rng(0)
    points, labels = rng.normal(size=(300, 3)), np.arange(300) % len(names)
    figure = figures.new_figure(*figures.scatter_map_size(names))
    figures.scatter_map(figure, points[:, :2], labels, names, LONG_TITLE, "a note")
    assert_readable(figure, least_size=4)
    figure = figures.new_figure(*figures.kernel_components_size(names))
    kernels = [KernelPanels("polynomial, γ = 0.1", points), KernelPanels("RBF", points)]
    chosen = list(range(min(6, len(names))))
    figures.kernel_components(figure, kernels, labels, names, chosen, TITLE)
    assert_readable(figure, least_size=4)


def test_points_have_the_colours_of_their_classes_and_lie_where_they_should():
    points, labels = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]), np.array([2, 0, 2])
    figure = figures.new_figure(*figures.scatter_map_size(CLOTHES))
    figures.scatter_map(figure, points, labels, CLOTHES, TITLE, "")
    (shown,) = axes_called(figure, "map").collections
    found = {
        tuple(place): tuple(color[:3])
        for place, color in zip(shown.get_offsets().tolist(), shown.get_facecolors(), strict=True)
    }
    colors = class_colors(4) / 255
    for point, label in zip(points.tolist(), labels, strict=True):
        assert found[tuple(point)] == pytest.approx(tuple(colors[label]))


def test_a_small_panel_shows_one_class_in_its_colour_and_the_others_in_grey():
    points, labels = np.random.default_rng(0).normal(size=(30, 3)), np.arange(30) % 3
    figure = figures.new_figure(*figures.kernel_components_size(CLOTHES))
    figures.kernel_components(figure, [KernelPanels("k", points)], labels, CLOTHES, [1], TITLE)
    others, own = axes_called(figure, "k, Ankle boot").collections
    assert len(others.get_offsets()) == 20
    assert np.allclose(own.get_offsets(), points[labels == 1, :2])
    assert np.allclose(own.get_facecolors()[0][:3], class_colors(2)[1] / 255)


def test_classes_that_stand_by_themselves_are_chosen():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(900, 2))
    labels = np.arange(900) % 9
    for label in (1, 4, 5, 6, 7, 8):
        points[labels == label] += 10 * np.array([np.cos(label), np.sin(label)])
    assert outlying_classes(points, labels) == [1, 4, 5, 6, 7, 8]


# From a model to its figures


def test_fixed_images_are_the_same_number_of_every_class_and_sorted():
    labels = np.random.default_rng(0).integers(0, 10, 500)
    chosen = fixed_images(labels)
    assert labels[chosen].tolist() == sorted(list(range(10)) * 2)
    assert np.array_equal(chosen, fixed_images(labels))
    assert len(fixed_images(labels[:7])) == 7


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (DenseSettings(code_activation="tanh"), ["codes from N(0, 0.33)", "a Gaussian fitted"]),
        (ConvSettings(), ["codes from N(0, 0.33)", "a Gaussian fitted"]),
        (VaeSettings(), ["codes from N(0, 1)", "a Gaussian fitted"]),
        (DenseSettings(), ["every code unit by itself", "a Gaussian fitted"]),
        (SparseSettings(d_latent=40), ["bits drawn one by one", "a Gaussian fitted"]),
    ],
    ids=["tanh", "conv", "vae", "linear", "sparse"],
)
def test_images_are_generated_from_the_distributions_that_suit_the_code(settings, words):
    drawing = at_end.generated(evaluation_of(settings))
    figure = drawn(drawing)
    names = [axes.get_title(loc="left").replace("\n", " ") for axes in figure.axes]
    assert len(names) == 2
    assert all(name.startswith(start) for name, start in zip(names, words, strict=True))
    assert_readable(figure)
    first, second = (np.asarray(axes.images[0].get_array()) for axes in figure.axes)
    assert not np.array_equal(first, second)


def test_codes_for_generated_images_are_drawn_as_it_is_said():
    evaluation = evaluation_of(DenseSettings(d_latent=3, code_activation="tanh"))
    decoded = []
    original = evaluation.model.decode
    evaluation.model.decode = lambda codes: (decoded.append(np.asarray(codes)), original(codes))[1]
    at_end.generated(evaluation)
    fixed, fitted = decoded
    assert fixed.std() == pytest.approx(0.33, abs=0.02)
    assert np.allclose(fitted, gaussian_codes(evaluation.train_codes, len(fitted), 0))


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        (DenseSettings(d_latent=3), figures.unit_histograms_size(3)),
        (DenseSettings(d_latent=130), figures.unit_histograms_size(130)),
        (SparseSettings(d_latent=40), figures.bit_histograms_size()),
    ],
)
def test_histograms_are_of_all_training_codes(settings, size):
    evaluation = evaluation_of(settings)
    drawing = at_end.code_histograms(evaluation)
    assert drawing.size == size
    given = drawing.draw.keywords
    if "shares" in given:
        assert np.allclose(given["shares"].sum(axis=1), 1)
        assert len(given["shares"]) == settings.d_latent
    else:
        assert np.allclose(given["frequency"], evaluation.train_codes.mean())
    assert "200 training images" in given["title"]


def test_originals_stand_beside_their_reconstructions():
    evaluation = evaluation_of(DenseSettings())
    blocks = at_end.originals(evaluation).draw.keywords["blocks"]
    ((name, images), *others) = blocks[0]
    assert [name, *(other for other, _ in others)] == DIGITS
    assert images.shape == (16, 28, 28)
    of_class = evaluation.dataset.x_test[evaluation.dataset.y_test == 0]
    assert np.array_equal(images[::2], of_class[:8])
    assert np.abs(images[1] - 255 * evaluation.reconstructed[0]).max() <= 0.5 + 1e-3


@pytest.mark.parametrize("names", [SIGNS, CLOTHES, ["one"]], ids=len)
def test_originals_of_any_number_of_classes_are_readable(names):
    evaluation = evaluation_of(DenseSettings(), dataset_of(names=names))
    assert_readable(drawn(at_end.originals(evaluation)), least_size=4)


def test_the_denoising_figure_shows_the_noisy_the_reconstructed_and_the_clean_image():
    evaluation = evaluation_of(DenseSettings(noise=0.3, noise_kind="mask"))
    drawing = at_end.denoising(evaluation)
    rows = [row for row in drawing.draw.keywords["blocks"][0] if row[0]]
    assert [name for name, _ in rows] == ["noisy", "reconstruction", "clean"] * 2
    noisy, reconstructed, clean = (images for _, images in rows[:3])
    changed = noisy != clean
    assert (noisy[changed] == 0).all()
    assert changed.mean() == pytest.approx(0.3, abs=0.02)
    assert np.abs(reconstructed - 255 * evaluation.model.reconstruct(noisy)).max() <= 0.5 + 1e-3
    expected = squared_error_per_image(
        evaluation.dataset.x_test, evaluation.model.corrupt_images(evaluation.dataset.x_test) / 255
    ).mean()
    assert f"MSE of the noisy ones {expected:.5f}" in drawing.draw.keywords["note"]
    assert_readable(drawn(drawing))


def test_there_is_nothing_to_draw_where_there_is_nothing_to_see():
    evaluation = evaluation_of(DenseSettings(), dataset_of(n_test=3))
    assert at_end.denoising(evaluation) is None
    assert at_end.progress(evaluation) is None
    assert at_end.tsne(evaluation) is None


@pytest.mark.parametrize("settings", [DenseSettings(), SparseSettings(d_latent=30)])
@pytest.mark.parametrize("n_test", [4, 5, 40])
def test_few_test_images_are_laid_out_with_a_perplexity_that_suits_them(settings, n_test):
    drawing = at_end.tsne(evaluation_of(settings, dataset_of(n_test=n_test)))
    given = drawing.draw.keywords
    assert given["positions"].shape == (n_test, 2)
    assert len(given["labels"]) == n_test
    assert_readable(drawn(drawing))


def test_kernel_pca_takes_a_sample_of_the_training_codes(monkeypatch):
    monkeypatch.setattr(at_end, "KERNEL_PCA_IMAGES", 50)
    given = at_end.kernel_pca(evaluation_of(DenseSettings())).draw.keywords
    assert [kernel.points.shape for kernel in given["kernels"]] == [(50, 3)] * 2
    assert len(given["labels"]) == 50
    assert "50 training images" in given["title"]
    assert len(given["chosen"]) == 6


# Random codes


def test_bits_and_numbers_have_the_same_fitted_gaussian():
    bits = np.random.default_rng(0).random((300, 12)) < 0.3
    packed = gaussian_codes(PackedBits.of(bits.astype(np.float32)), 5000, seed=1)
    plain = gaussian_codes(bits.astype(np.float32), 5000, seed=1)
    assert np.allclose(packed, plain, atol=1e-5)
    assert np.allclose(np.cov(packed.T), np.cov(bits.T), atol=0.03)


def test_independent_codes_keep_means_and_deviations_and_nothing_else():
    codes = np.random.default_rng(0).normal(size=(2000, 1)) * [1.0, 3.0] + [5, -2]
    drawn = independent_codes(codes, 50_000, seed=0)
    assert np.allclose(drawn.mean(axis=0), codes.mean(axis=0), atol=0.05)
    assert np.allclose(drawn.std(axis=0), codes.std(axis=0), rtol=0.02)
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.02


def test_independent_bits_are_on_as_often_as_asked():
    drawn = independent_bits(np.array([0, 0.2, 1]), 20_000, seed=0)
    assert np.allclose(drawn.mean(axis=0), [0, 0.2, 1], atol=0.01)
    assert np.isin(drawn, [0, 1]).all()


# The film


def film_of(evaluation, path):
    figures.save_animation(at_end.progress(evaluation), path)
    return path


def test_a_film_shows_the_same_images_and_what_became_of_them(tmp_path):
    dataset = dataset_of()
    chosen = fixed_images(dataset.y_test)
    film = Film()
    for time, level in ((0, 0), (0.0625, 128), (1, 255), (2, 255)):
        film.add(time, np.full((len(chosen), 28, 28), level, np.uint8))
    evaluation = evaluation_of(DenseSettings(), dataset, film)
    animation = at_end.progress(evaluation)
    assert len(animation.frames) == 4
    assert list(animation.seconds) == [0.6, 0.6, 0.6, 3.0]
    notes = [frame.draw.keywords["note"].split(":")[0] for frame in animation.frames]
    assert notes == ["after 0 epochs", "after 0.06 epochs", "after 1 epoch", "after 2 epochs"]
    ((_, shown), (_, became)) = animation.frames[1].draw.keywords["blocks"][0]
    assert np.array_equal(shown, dataset.x_test[chosen])
    assert (became == 128).all()
    assert_readable(drawn(animation.frames[0]))
    first, second = (film_of(evaluation, tmp_path / f"{name}.gif").read_bytes() for name in "ab")
    assert first == second


def test_a_film_has_the_ground_and_the_shades_of_the_figures(tmp_path):
    film = Film()
    film.add(0, np.full((20, 28, 28), 100, np.uint8))
    evaluation = evaluation_of(DenseSettings(), film=film)
    with Image.open(film_of(evaluation, tmp_path / "a.gif")) as film:
        pixels = np.asarray(film.convert("RGB"))
    figure = drawn(at_end.progress(evaluation).frames[0])
    figure.canvas.draw()
    expected = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    assert pixels.shape == expected.shape
    assert (pixels[0, 0] == OFF_WHITE).all()
    assert np.abs(pixels.astype(int) - expected).max() <= 6


def test_a_film_that_cannot_be_written_is_said_in_one_line(tmp_path):
    film = Film()
    film.add(0, np.zeros((20, 28, 28), np.uint8))
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot write"):
        film_of(evaluation_of(DenseSettings(), film=film), tmp_path / "file" / "a.gif")


# Figures of saved weights


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    import vae

    out = tmp_path_factory.mktemp("results")
    line = "--dataset optdigits --n_train 300 --batch_size 50 --epochs 1 --no_plot --name small"
    assert vae.main([*line.split(), "--noise", "0.2", "--out", str(out)]) == 0
    return out / "small.weights.h5"


def test_a_training_run_draws_all_figures_that_its_model_can_have(trained):
    expected = {*STAGE_FIGURES["vae"], *FINAL_FIGURES} - {"manifold"}
    files = {path.name for path in trained.parent.glob("small.*.[pg][ni][gf]")}
    endings = {name: "gif" if name == "progress" else "png" for name in expected}
    assert files == {f"small.{name}.{ending}" for name, ending in endings.items()}


def test_saved_weights_give_the_same_figures_again_bit_for_bit(trained, tmp_path, capsys):
    assert main([str(trained), "--out", str(tmp_path)]) == 0
    drawn_again = sorted(tmp_path.iterdir())
    assert [
        Path(line) for line in capsys.readouterr().out.splitlines()
    ].sort() == drawn_again.sort()
    assert len(drawn_again) == 12
    for path in drawn_again:
        assert path.read_bytes() == trained.with_name(path.name).read_bytes(), path.name


def test_only_the_figures_asked_for_are_drawn_and_what_cannot_be_is_said(trained, tmp_path, capsys):
    flags = ["originals", "manifold", "--out", str(tmp_path)]
    assert main([str(trained), *flags]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["small.originals.png"]
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "no manifold: it needs codes of two numbers, --d_latent 2"


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["none.weights.h5"], "there is no such weights file"),
        (["{weights}", "sparsity"], "figure sparsity: must be all, stage, none, or of vae"),
        (["{weights}", "--data_dir", "/nowhere"], "--data_dir /nowhere: there is no such folder"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(trained, tmp_path, capsys, flags, words):
    flags = [flag.format(weights=trained) for flag in flags]
    with pytest.raises(SystemExit) as end:
        main([*flags, "--out", str(tmp_path)])
    assert end.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line
    assert list(tmp_path.iterdir()) == []


def test_help_of_the_figures_is_there_without_anything_heavy():
    result = run_script(["-X", "importtime", "-m", "latent.figures", "--help"])
    assert result.returncode == 0, result.stderr
    assert "usage: python -m latent.figures " in result.stdout
    assert " tensorflow" not in result.stderr
