import numpy as np
import pytest
from PIL import Image

from latent.codes.bits import PackedBits
from latent.codes.measures import squared_error_per_image
from latent.codes.sampling import gaussian_codes, independent_bits, independent_codes
from latent.data import Dataset
from latent.data.preprocessing import fit_preprocessing, mean_image
from latent.models import build
from latent.reports import at_end
from latent.reports.at_end import outlying_classes
from latent.reports.draw import NEEDS, can_have, reports_of, what_is_missing
from latent.reports.evaluation import Evaluation
from latent.reports.fixed_images import fixed_images
from latent.settings import KINDS, ConvSettings, DenseSettings, SparseSettings, VaeSettings
from latent.settings.figure_names import FIGURES, choose_figures, figures_of, stage_figures_of
from latent.tiles.palette import OFF_WHITE
from latent.tools.check import UserError
from latent.training.film import Film
from latent.training.loop import Trainer, TrainingRecord
from tests.helpers.digits import random_digits
from tests.helpers.figures import (
    CLOTHES,
    DIGITS,
    SIGNS,
    assert_readable,
    axes_called,
    drawn,
    pixels_of,
)


def dataset_of(n_train=200, n_test=100, names=DIGITS):
    images, _ = random_digits(n_train + n_test)
    labels = np.arange(n_train + n_test) % len(names)
    parts = images[:n_train], labels[:n_train], images[n_train:], labels[n_train:]
    return Dataset("digits", "noise", "a test", *parts, tuple(names))


def evaluation_of(settings, dataset=None, film=None):
    dataset = dataset or dataset_of()
    images = dataset.x_train
    model = build(settings, fit_preprocessing(images), mean_image(images))
    trainer = Trainer(model, images, dataset.x_test, TrainingRecord(1))
    return Evaluation(model, dataset, trainer.record, film or Film())


def title_of(figure):
    return " ".join(figure.get_suptitle().split())


def table_images(figure, n, gaps=(5,)):
    """Return the rows of a table of images by number, uint8 (n_rows, n, 28, 28)."""
    picture = 255 - pixels_of(axes_called(figure, "images 1"))[..., 0]
    starts = np.append(0, np.cumsum(28 + np.resize(gaps, n)))[:n]
    rows = picture.reshape(-1, 33, picture.shape[1])[:, 2:30]
    return np.stack([rows[..., start : start + 28] for start in starts], axis=1)


# Names


def test_every_name_has_a_drawing_and_every_drawing_a_name():
    for model in KINDS:
        assert sorted(figures_of(model)) == sorted(reports_of(model))
    assert NEEDS.keys() <= {row.name for row in FIGURES}


def test_generated_images_of_a_vae_are_seen_after_every_stage_and_of_others_at_the_end():
    assert "generated" in stage_figures_of("vae")
    assert figures_of("vae").count("generated") == 1
    assert "generated" not in stage_figures_of("dense")
    assert "generated" in figures_of("dense")


def test_a_figure_that_has_another_name_now_is_said_to_have_it():
    with pytest.raises(UserError, match="--figures samples: is called generated now"):
        choose_figures("vae", ("history", "samples"), "--figures")


# From a model to its figures


def test_classes_that_stand_by_themselves_are_chosen():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(900, 2))
    labels = np.arange(900) % 9
    for label in (1, 4, 5, 6, 7, 8):
        points[labels == label] += 10 * np.array([np.cos(label), np.sin(label)])
    assert outlying_classes(points, labels) == [1, 4, 5, 6, 7, 8]


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
        (VaeSettings(), ["codes from the prior, N(0, 1)", "a Gaussian fitted"]),
        (DenseSettings(), ["every code unit by itself", "a Gaussian fitted"]),
        (SparseSettings(d_latent=40), ["bits drawn one by one", "a Gaussian fitted"]),
    ],
    ids=["tanh", "conv", "vae", "linear", "sparse"],
)
def test_images_are_generated_from_the_distributions_that_suit_the_code(settings, words):
    figure = drawn(at_end.generated(evaluation_of(settings)))
    names = [axes.get_title(loc="left").replace("\n", " ") for axes in figure.axes]
    assert len(names) == 2
    assert all(name.startswith(start) for name, start in zip(names, words, strict=True))
    assert_readable(figure)
    first, second = map(pixels_of, figure.axes)
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


def test_histograms_are_of_all_training_codes():
    evaluation = evaluation_of(DenseSettings(d_latent=3))
    figure = drawn(at_end.code_histograms(evaluation))
    assert "3 code units over 200 training images" in title_of(figure)
    assert len(figure.axes) == 3
    for axes in figure.axes:
        (bars,) = axes.patches
        assert bars.get_data().values.sum() == pytest.approx(1)


def test_histograms_of_many_units_are_strips():
    figure = drawn(at_end.code_histograms(evaluation_of(DenseSettings(d_latent=130))))
    assert [axes.get_label() for axes in figure.axes] == ["units 0 to 129"]
    assert pixels_of(figure.axes[0]).shape[1] == 130


def test_the_histogram_of_bits_shows_how_often_each_is_on():
    evaluation = evaluation_of(SparseSettings(d_latent=40))
    figure = drawn(at_end.code_histograms(evaluation))
    assert "40 code bits over 200 training images" in title_of(figure)
    cells = np.ma.filled(axes_called(figure, "every bit").images[0].get_array(), -np.inf)
    shares = evaluation.train_codes.mean()
    assert np.allclose(10 ** cells.ravel()[:40], shares)


def test_originals_stand_beside_their_reconstructions():
    evaluation = evaluation_of(DenseSettings())
    figure = drawn(at_end.originals(evaluation))
    assert [text.get_text() for text in figure.texts[1:11]] == DIGITS
    rows = table_images(figure, 16, gaps=(1, 5))
    assert rows.shape == (10, 16, 28, 28)
    of_class = evaluation.dataset.x_test[evaluation.dataset.y_test == 0]
    assert np.array_equal(rows[0, ::2], of_class[:8])
    assert np.abs(rows[0, 1] - 255 * evaluation.reconstructed[0]).max() <= 0.5 + 1e-3


@pytest.mark.parametrize("names", [SIGNS, CLOTHES, ["one"]], ids=len)
def test_originals_of_any_number_of_classes_are_readable(names):
    evaluation = evaluation_of(DenseSettings(), dataset_of(names=names))
    assert_readable(drawn(at_end.originals(evaluation)), least_size=4)


def test_the_denoising_figure_shows_the_noisy_the_reconstructed_and_the_clean_image():
    evaluation = evaluation_of(DenseSettings(noise=0.3, noise_kind="mask"))
    figure = drawn(at_end.denoising(evaluation))
    _, *names, note = (text.get_text() for text in figure.texts)
    assert [name for name in names if name] == ["noisy", "reconstruction", "clean"] * 2
    noisy, reconstructed, clean = table_images(figure, 16)[:3]
    changed = noisy != clean
    assert (noisy[changed] == 0).all()
    assert changed.mean() == pytest.approx(0.3, abs=0.02)
    assert np.abs(reconstructed - 255 * evaluation.model.reconstruct(noisy)).max() <= 0.5 + 1e-3
    expected = squared_error_per_image(
        evaluation.dataset.x_test, evaluation.model.corrupt_images(evaluation.dataset.x_test) / 255
    ).mean()
    assert f"MSE of the noisy ones {expected:.5f}" in " ".join(note.split())
    assert_readable(figure)


def test_there_is_nothing_to_draw_where_there_is_nothing_to_see():
    evaluation = evaluation_of(DenseSettings(), dataset_of(n_test=3))
    missing = [name for name in figures_of("dense") if not can_have(evaluation, name)]
    assert missing == ["history", "manifold", "denoising", "progress", "tsne"]
    assert what_is_missing(evaluation, figures_of("dense")) == [
        "no history: it needs a training with at least one whole epoch",
        "no manifold: it needs codes of two numbers, --d_latent 2",
        "no denoising: it needs a model that was trained with --noise",
        "no progress: it needs weights that were saved with images from their training",
        "no tsne: it needs at least 4 test images",
    ]


def test_a_film_of_other_images_than_the_test_images_is_not_shown():
    film = Film()
    film.add(0, np.zeros((7, 28, 28), np.uint8))
    assert not can_have(evaluation_of(DenseSettings(), film=film), "progress")


@pytest.mark.parametrize("settings", [DenseSettings(), SparseSettings(d_latent=30)])
@pytest.mark.parametrize("n_test", [4, 5, 40])
def test_few_test_images_are_laid_out_with_a_perplexity_that_suits_them(settings, n_test):
    figure = drawn(at_end.tsne(evaluation_of(settings, dataset_of(n_test=n_test))))
    (points,) = axes_called(figure, "map").collections
    assert points.get_offsets().shape == (n_test, 2)
    assert_readable(figure)


def test_kernel_pca_takes_a_sample_of_the_training_codes(monkeypatch):
    monkeypatch.setattr(at_end, "KERNEL_PCA_IMAGES", 50)
    figure = drawn(at_end.kernel_pca(evaluation_of(DenseSettings())))
    planes = [axes for axes in figure.axes if axes.get_label().endswith(", plane")]
    assert [len(axes.collections[0].get_offsets()) for axes in planes] == [50, 50]
    assert len([axes for axes in figure.axes if len(axes.collections) == 2]) == 2 * 6
    assert "50 training images" in title_of(figure)


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
    at_end.progress(evaluation).save(path)
    return path


def test_a_film_shows_the_same_images_and_what_became_of_them(tmp_path):
    dataset = dataset_of()
    chosen = fixed_images(dataset.y_test)
    film = Film()
    for time, level in ((0, 0), (0.0625, 128), (1, 255), (2, 255)):
        film.add(time, np.full((len(chosen), 28, 28), level, np.uint8))
    evaluation = evaluation_of(DenseSettings(), dataset, film)
    animation = at_end.progress(evaluation)
    assert list(animation.seconds) == [0.6, 0.6, 0.6, 3.0]
    frames = [drawn(frame) for frame in animation.frames]
    notes = [frame.texts[-1].get_text().split(":")[0] for frame in frames]
    assert notes == ["after 0 epochs", "after 0.06 epochs", "after 1 epoch", "after 2 epochs"]
    shown, became = table_images(frames[1], 20)
    assert np.array_equal(shown, dataset.x_test[chosen])
    assert (became == 128).all()
    assert_readable(frames[0])
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
