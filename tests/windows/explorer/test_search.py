import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.codes.neighbors import nearest_neighbors
from latent.windows.explorer.nearest_codes import NearestCodes
from latent.windows.explorer.search import find_images
from latent.windows.explorer.state import Explorer
from tests.helpers.maps import grid_map

NAMES = ["a", "A", "smileys-emotion"]
FONTS = [["Lato Bold", "Lato", "Roboto a"][k // 3 % 3] for k in range(64)]


def found(text, **changes):
    content = grid_map(**{"label_names": NAMES, "font_names": FONTS} | changes)
    return find_images(text, Explorer(content, 300, 200).choice, 64).indices.tolist()


def those(condition):
    return [k for k in range(64) if condition(k)]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("a", lambda k: k % 3 == 0),
        ("A", lambda k: k % 3 == 1),
        (" Lato  BOLD ", lambda k: FONTS[k] == "Lato Bold"),
        ("bold lato", lambda k: FONTS[k] == "Lato Bold"),
        ("lato", lambda k: FONTS[k].startswith("Lato")),
        ("a lato bold", lambda k: k % 3 == 0 and FONTS[k] == "Lato Bold"),
        ("SMILEYS-emotion", lambda k: k % 3 == 2),
        ("smile", lambda k: k % 3 == 2),
        ("#12", lambda k: k == 12),
        ("#64", lambda k: False),
        ("#", lambda k: False),
        ("#-1", lambda k: False),
        ("#²", lambda k: False),
        ("#99999999999999999999", lambda k: False),
        ("nothing", lambda k: False),
        ("", lambda k: False),
    ],
)
def test_a_search_means_an_index_a_class_a_typeface_or_both(text, condition):
    assert found(text) == those(condition)


def test_the_beginning_of_a_name_s_part_counts_more_than_letters_in_its_middle():
    fonts = ["Lato-SemiBold", "Platon-Regular", "LATOBlack2"]
    names = [fonts[k % 3] for k in range(64)]
    assert found("lato", font_names=names) == those(lambda k: k % 3 != 1)
    assert found("bold", font_names=names) == those(lambda k: k % 3 == 0)
    assert found("semibold lato", font_names=names) == those(lambda k: k % 3 == 0)
    assert found("black", font_names=names) == those(lambda k: k % 3 == 2)
    assert found("2 lato", font_names=names) == those(lambda k: k % 3 == 2)
    assert found("latoo", font_names=names) == []
    assert found("aton", font_names=names) == those(lambda k: k % 3 == 1)
    # There is no such a: every letter of a typeface that has an a in its name is not meant.
    assert found("a black", font_names=["LATOBlack2" if k % 3 else "Lato" for k in range(64)]) == []
    # Both the class and a typeface are called a: the class is meant where another word follows.
    clashing = [["a", "Lato", "Alatoo"][k // 3 % 3] for k in range(64)]
    assert found("a lato", font_names=clashing) == those(lambda k: k % 9 == 3)


def test_without_typefaces_only_classes_and_indices_are_found():
    assert found("A", font_names=None) == those(lambda k: k % 3 == 1)
    assert found("lato", font_names=None) == []
    assert found("a lato", font_names=None) == []


@pytest.mark.parametrize("kind", ["numbers", "ties", "bits"])
def test_near_codes_are_those_of_the_exact_search(kind):
    rng = np.random.default_rng(0)
    values = rng.normal(size=(500, 5)).astype(np.float32) + 50
    if kind != "numbers":
        values = rng.integers(0, 2, (500, 9)).astype(np.float32)
    vectors = PackedBits.of(values.astype(int)) if kind == "bits" else values
    expected, finder = nearest_neighbors(vectors, 8), NearestCodes(vectors)
    for index in range(0, 500, 7):
        near = finder.near(index, 8)
        np.testing.assert_array_equal(near.indices, expected.indices[index])
        np.testing.assert_allclose(near.distances, expected.distances[index], rtol=1e-6)


def test_few_images_have_few_neighbours_or_none():
    assert NearestCodes(np.ones((3, 2), np.float32)).near(1, 8).indices.tolist() == [0, 2]
    assert len(NearestCodes(np.ones((1, 2), np.float32)).near(0, 8).indices) == 0
