"""The questions of evaluate.py, asked of models whose answers are known."""

import dataclasses
import json

import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.codes.paths import WAYS
from latent.codes.units import carried
from latent.data import Dataset
from latent.data.alphabet_grid import AlphabetGrid
from latent.data.preprocessing import fit_preprocessing
from latent.figures.style import new_figure
from latent.models import build
from latent.reports.questions import QUESTIONS, Answer, Bench, text_table
from latent.reports.questions import smooth as smooth_question
from latent.reports.questions.subjects import ComponentSubject, PixelSubject, Subject
from latent.settings import DenseSettings, SparseSettings, VaeSettings
from latent.settings.question_names import QUESTION_NAMES
from tests.helpers.figures import assert_readable

MODELS = {
    "dense": DenseSettings(d_latent=5, layers=(12,)),
    "vae": VaeSettings(d_latent=4, layers=(12,), loss="bce"),
    "sparse": SparseSettings(d_latent=40, layers=(12,)),
}


def bars(n, seed):
    """Images of three classes, a bar at the left, in the middle or at the right, and labels."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    images = rng.integers(0, 30, (n, 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        start = 4 + 7 * label + rng.integers(0, 2)
        image[rng.integers(1, 6) : -rng.integers(1, 6), start : start + 5] = rng.integers(150, 256)
    return images, labels


@pytest.fixture(scope="module")
def dataset():
    train, test = bars(300, 0), bars(120, 1)
    return Dataset("bars", "bars", "made up", *train, *test, ("left", "middle", "right"))


def typefaces(n_families, first):
    """Glyphs of a and b: a bar at a place of its family's own, thicker in bold, moved in italic."""
    images, labels, fonts = [], [], []
    for family in range(first, first + n_families):
        place = 3 + family % 12
        for style, shift, width in (("Regular", 0, 3), ("Bold", 0, 6), ("Italic", 4, 3)):
            for label in (0, 1):
                image = np.zeros((28, 28), np.uint8)
                start = place + shift
                image[4:24, start : start + width] = 230
                images.append(image if label == 0 else image.T)
                labels.append(label)
                fonts.append(f"Family{family}-{style}")
    return np.stack(images), np.array(labels), np.array(fonts, object)


@pytest.fixture(scope="module")
def glyphs():
    (x_train, y_train, font_train), (x_test, y_test, font_test) = typefaces(24, 0), typefaces(4, 24)
    return Dataset(
        "faces",
        "faces",
        "made up",
        x_train,
        y_train,
        x_test,
        y_test,
        ("a", "b"),
        font_train,
        font_test,
    )


def bench_of(dataset, *kinds, say=lambda words: None):
    preprocessing = fit_preprocessing(dataset.x_train)
    models = {kind: build(MODELS[kind], preprocessing) for kind in kinds}
    return Bench(models, dataset, say=say)


@pytest.fixture(scope="module")
def bench(dataset):
    return bench_of(dataset, "dense", "vae", "sparse")


def draw(answer):
    figure = new_figure(*answer.drawing.size)
    answer.drawing.draw(figure)
    return figure


def test_names_and_questions_are_the_same():
    assert list(QUESTIONS) == list(QUESTION_NAMES)


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "typefaces"])
def test_every_question_has_plain_numbers_a_table_and_a_figure_for_every_model(bench, name):
    answer = QUESTIONS[name](bench)
    assert isinstance(answer, Answer)
    json.dumps(answer.numbers)
    table = "\n".join(text_table(answer.header, answer.rows))
    for subject in bench.subjects:
        assert subject.name in table or (name == "units" and subject.name == "pixels")
    assert_readable(draw(answer))


def test_the_same_seed_gives_the_same_answers(dataset):
    first, second = (bench_of(dataset, "dense") for _ in range(2))
    for name in ("knows", "random", "denoising"):
        assert QUESTIONS[name](first).numbers == QUESTIONS[name](second).numbers


def test_beside_models_stand_components_of_the_same_number_and_pixels(bench):
    names = [subject.name for subject in bench.subjects]
    assert names == ["dense", "vae", "sparse", "PCA 4", "PCA 5", "PCA 40", "pixels"]
    assert [subject.size for subject in bench.subjects] == [5, 4, 40, 4, 5, 40, 784]
    assert isinstance(bench.subjects[2].test_codes, PackedBits)


def test_pixels_keep_everything_and_all_components_nearly_so(dataset):
    bench = bench_of(dataset, "dense")
    pixels = PixelSubject(dataset, bench.rows)
    decoded = pixels.decode(pixels.encode(dataset.x_test))
    np.testing.assert_allclose(decoded, dataset.x_test / 255, atol=1e-6)
    everything = ComponentSubject(bench.components, len(bench.components), dataset, bench.rows)
    rebuilt = everything.decode(everything.encode(dataset.x_train))
    np.testing.assert_allclose(rebuilt, dataset.x_train / 255, atol=1e-3)


def test_the_error_of_components_is_what_principal_components_say(bench, dataset):
    numbers = QUESTIONS["keeps"](bench).numbers
    errors = bench.components.errors(dataset.x_test)
    # What lies outside of 0 and 1 is cut off, which can only help.
    assert numbers["PCA 5"]["test_mse"] <= errors[5] + 1e-9
    assert numbers["PCA 5"]["test_mse"] == pytest.approx(errors[5], rel=0.05)
    assert numbers["pixels"]["test_mse"] == pytest.approx(0, abs=1e-12)
    summed = numbers["dense"]["test_mse"] * 784
    assert numbers["dense"]["test_summed"] == pytest.approx(summed)
    assert numbers["vae"]["test_elbo"] < 0
    assert "test_elbo" not in numbers["dense"]
    assert numbers["sparse"]["mean_active_bits"] > 0


def test_real_images_score_what_real_images_must(bench, dataset):
    ceiling = bench.ceiling()
    assert ceiling["accuracy"] > 0.95
    assert ceiling["legible"] > 0.9
    assert ceiling["realistic"] > 0.3
    train = bench.judge.look_at(dataset.x_train[bench.rows[bench.real]])
    assert train.is_realistic.all()


@pytest.mark.parametrize("name", ["dense", "vae", "sparse", "PCA 5", "pixels"])
def test_at_its_ends_every_way_decodes_to_the_reconstructions(bench, dataset, name):
    subject = next(each for each in bench.subjects if each.name == name)
    codes = np.asarray(subject.test_codes, np.float32)
    reconstructed = subject.decode(subject.test_codes)
    if subject.model is not None and name != "sparse":
        np.testing.assert_allclose(
            reconstructed, subject.model.reconstruct(dataset.x_test), atol=1e-6
        )
    for make in WAYS.values():
        way = make(subject.real_codes(bench.real)).many(codes[:6], codes[6:12], np.array([0, 1]))
        for end, wanted in enumerate((reconstructed[:6], reconstructed[6:12])):
            decoded = subject.decode(way[:, end].astype(np.float32))
            np.testing.assert_allclose(decoded, wanted, atol=1e-5)


def test_at_its_ends_a_walk_scores_what_reconstructions_score(bench, dataset):
    found = QUESTIONS["smooth"](bench).numbers["found"]
    start = smooth_question.TS.tolist().index(0)
    for name in ("dense", "pixels"):
        values = [found[name][way]["two classes"]["legible"]["value"][start] for way in WAYS]
        assert values == [values[0]] * 3  # all ways begin alike
    pixels = found["pixels"]["straight line"]["two classes"]
    assert pixels["cycle"]["value"][8] == pytest.approx(0, abs=0.01)
    assert pixels["step_ratio"]["value"] == pytest.approx(1, abs=0.1)


class Switch(Subject):
    """Draws one of two images, by the sign of its only number: nothing but a jump in between."""

    name = "switch"

    def encode(self, images):
        return np.where(images[:, 14, :14].max(axis=1) > 100, -1.0, 1.0)[:, None].astype(np.float32)

    def decode(self, codes):
        images = np.zeros((len(codes), 28, 28), np.float32)
        images[codes[:, 0] < 0, :, 4:9] = 1
        images[codes[:, 0] >= 0, :, 18:23] = 1
        return images


def test_a_jump_is_told_from_a_smooth_walk(bench, dataset):
    switch = Switch(dataset, bench.rows)
    way = WAYS["straight line"](switch.train_codes)
    left, right = (np.flatnonzero(dataset.y_test == label)[:10] for label in (0, 2))
    curves, images = smooth_question._walk(bench, switch, way, np.stack([left, right], axis=1))
    assert curves["step_ratio"].value == pytest.approx(8)  # all in one of eight steps
    assert images.shape == (17, 28, 28)


def test_random_codes_of_pixels_are_not_realistic_and_mixtures_more_than_gaussians(bench):
    found = QUESTIONS["random"](bench).numbers["found"]["pixels"]
    assert list(found) == ["Gaussian", "mixture", "uniform"]
    assert found["uniform"]["realistic"]["value"][0] == 0
    mixture, gaussian = (found[name]["realistic"]["value"][0] for name in ("mixture", "Gaussian"))
    assert mixture > gaussian
    shares = np.array(found["mixture"]["classes"])
    np.testing.assert_allclose(shares.sum(axis=1), found["mixture"]["legible"]["value"])


def test_the_components_that_tell_where_the_bar_is_tell_the_class(bench):
    numbers = QUESTIONS["units"](bench).numbers
    assert numbers["class_entropy"] == pytest.approx(np.log2(3), abs=0.02)
    information = numbers["found"]["PCA 5"]["information"]
    assert 0.8 < max(information) < numbers["class_entropy"] + 0.05
    carried = numbers["found"]["PCA 5"]["carried"]
    shares = np.diff(bench.components.explained())[:5]
    np.testing.assert_allclose(carried, shares, atol=0.05)


def test_noise_stays_in_pixels_and_goes_where_there_are_few_components(bench):
    answer = QUESTIONS["denoising"](bench)
    found = answer.numbers["found"]
    layers = found["pixels"]["layers"]
    assert layers["pixels"] == layers["code"] == layers["image"]
    assert found["PCA 4"]["layers"]["code"]["value"] < 0.6 * layers["code"]["value"]
    assert list(found["dense"]["layers"]) == ["pixels", "encoder_0", "code", "decoder_0", "image"]
    assert answer.numbers["noise"] == 0.25


def test_the_noise_of_a_model_that_was_trained_with_it_is_used_for_all(dataset):
    settings = DenseSettings(d_latent=4, noise=0.4, noise_kind="mask")
    noisy = build(settings, fit_preprocessing(dataset.x_train))
    plain = build(MODELS["dense"], fit_preprocessing(dataset.x_train))
    numbers = QUESTIONS["denoising"](Bench({"plain": plain, "noisy": noisy}, dataset)).numbers
    assert (numbers["noise_kind"], numbers["noise"]) == ("mask", 0.4)
    assert numbers["found"]["noisy"]["trained_with_noise"] == 0.4
    assert numbers["found"]["plain"]["trained_with_noise"] == 0


def test_what_a_pixel_carries_is_what_is_lost_where_it_is_at_its_mean(dataset):
    bench = bench_of(dataset, "dense")
    pixels = PixelSubject(dataset, bench.rows)
    codes = np.asarray(pixels.test_codes, np.float32)
    rest = pixels.mean_code.astype(np.float32)
    expected = carried(pixels.decode, codes, dataset.x_test, rest)
    np.testing.assert_allclose(pixels.carried, expected, rtol=1e-3, atol=1e-7)
    some = ComponentSubject(bench.components, 4, dataset, bench.rows)
    assert some.carried.shape == (4,)


def test_other_data_than_typefaces_have_no_question_about_them(bench):
    assert QUESTIONS["typefaces"](bench) == "typefaces: the question is for models of typefaces"


def test_whole_typefaces_are_completed_as_wholes(glyphs):
    grid = AlphabetGrid("ab")
    parts = {}
    for part in ("train", "test"):
        images = getattr(glyphs, f"x_{part}").reshape(-1, 2, 28, 28)
        fonts = getattr(glyphs, f"font_{part}")[::2]
        labels = np.array([("Bold" in font) + 2 * ("Italic" in font) for font in fonts])
        parts |= {f"x_{part}": grid.lay_out(images), f"y_{part}": labels, f"font_{part}": fonts}
    dataset = dataclasses.replace(glyphs, label_names=("Regular", "Bold", "Italic"), **parts)
    settings = DenseSettings(
        dataset="alphanumeric", unit="typeface", charset="ab", d_latent=4, image_shape=(28, 56, 1)
    )
    preprocessing = fit_preprocessing(dataset.x_train)
    bench = Bench({"dense": build(settings, preprocessing)}, dataset)
    answer = QUESTIONS["typefaces"](bench)
    assert answer.numbers["pairs"]["bold"] == {"training": 24, "test": 4}
    found = answer.numbers["found"]["pixels"]["bold"]
    errors = {way: estimate["value"] for way, estimate in found.items()}
    # In pixels the nearest family is a copy of C's, twelve families before or after it.
    assert errors["most similar family"] == pytest.approx(0, abs=1e-9)
    assert errors["nearest real typeface in the style"] == pytest.approx(0, abs=1e-9)
    plain, bold = dataset.x_test[::3], dataset.x_test[1::3]
    nothing = np.mean(((plain - bold.astype(float)) / 255) ** 2)
    assert errors["leave C alone"] == pytest.approx(nothing)
    assert errors["a random other family"] > errors["mean of all families"] > 0
    assert_readable(draw(answer))


def test_typefaces_are_completed_best_by_the_same_letter(glyphs):
    answer = QUESTIONS["typefaces"](bench_of(glyphs, "dense"))
    assert answer.numbers["pairs"] == {
        style: {"training": 24, "test": 4} for style in ("bold", "italic")
    }
    pixels = answer.numbers["found"]["pixels"]
    for style in ("bold", "italic"):
        errors = {way: estimate["value"] for way, estimate in pixels[style].items()}
        # In pixels the nearest family is a copy of C's, twelve families before or after it.
        assert errors["same letter, most similar family"] == pytest.approx(0, abs=1e-9)
        assert errors["nearest real glyph in the style"] == pytest.approx(0, abs=1e-9)
        assert errors["the true glyph, decoded"] == pytest.approx(0, abs=1e-9)
        # A bar that lies is no help to one that stands.
        assert errors["another letter, same family"] > errors["leave C alone"]
    assert_readable(draw(answer))


def test_progress_is_said_for_every_step(dataset):
    said = []
    QUESTIONS["keeps"](bench_of(dataset, "dense", say=said.append))
    assert said == ["principal components", *(f"keeps: {n}" for n in ("dense", "PCA 5", "pixels"))]
