import numpy as np
import pytest

from latent.clustering.similar import find_similar
from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS
from latent.data.typeface_names import find_typeface, names_like
from latent.tools.check import UserError

N = 40


@pytest.fixture(scope="module")
def alphabets():
    """Return forty random typefaces of ten families, two of which are the same."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (N, len(CHARACTERS), 28, 28), np.uint8)
    images[7] = images[3]
    rows = np.arange(N * len(CHARACTERS)).reshape(N, -1)
    names = tuple(f"Family{k % 10}-Style{k:02d}" for k in range(N))
    return Alphabets(images.reshape(-1, 28, 28), rows, names, "a test")


@pytest.mark.parametrize("characters", ["R", "RSTW", CHARACTERS])
@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize("has_family", [True, False])
def test_the_most_similar_are_those_of_brute_force(alphabets, characters, metric, has_family):
    vectors = alphabets.vectors(characters).astype(np.float64)
    for font in (0, 3, 39):
        found = find_similar(alphabets, font, characters, metric, 12, has_family)
        if metric == "cosine":
            lengths = np.linalg.norm(vectors, axis=1)
            distances = 1 - vectors @ vectors[font] / lengths / lengths[font]
        else:
            distances = np.linalg.norm(vectors - vectors[font], axis=1)
        others = [k for k in range(N) if k != font and (has_family or k % 10 != font % 10)]
        nearest = sorted(others, key=lambda k: distances[k])[:12]
        assert found.fonts.tolist() == nearest
        assert found.distances == pytest.approx(distances[nearest], abs=1e-5)


def test_a_copy_is_at_no_distance_and_there_are_never_more_than_there_are(alphabets):
    found = find_similar(alphabets, 3, "AB", n=100)
    assert (found.fonts[0], found.distances[0]) == (7, 0)
    assert len(found.fonts) == N - 1
    assert len(find_similar(alphabets, 3, "AB", n=100, has_family=False).fonts) == N - 4


def test_empty_glyphs_have_no_direction():
    images = np.zeros((2 * len(CHARACTERS), 28, 28), np.uint8)
    rows = np.arange(len(images)).reshape(2, -1)
    empty = Alphabets(images, rows, ("A", "B"), "a test")
    assert find_similar(empty, 0, "AB", "cosine").distances.tolist() == [1]
    assert find_similar(empty, 0, "AB").distances.tolist() == [0]


def test_a_typeface_is_found_by_its_name_or_the_nearest_names_are_said(alphabets):
    assert find_typeface(alphabets, "Family3-Style13", "--like") == 13
    assert find_typeface(alphabets, "family3-STYLE13", "--like") == 13
    with pytest.raises(UserError, match=r"--like style39: no such.*nearest names are Family9-St"):
        find_typeface(alphabets, "style39", "--like")
    with pytest.raises(UserError, match=r"Famly3-Style13: no such.*Family3-Style13, "):
        find_typeface(alphabets, "Famly3-Style13", "--like")
    with pytest.raises(UserError, match=r"no such typeface in a test$"):
        find_typeface(alphabets, "\u2603", "--like")
    assert names_like(alphabets, "") == []
    assert len(names_like(alphabets, "Family")) == 5
