import numpy as np

from latent.tiles.classes import Classes
from latent.tiles.palette import class_colors

SOME = Classes(np.array([2, 0, 2, 2]), ["a", "b", "c"])


def test_a_class_has_the_same_colour_in_every_set_of_images():
    assert (SOME.colors == class_colors(3)).all()
    assert (SOME.image_colors == class_colors(3)[[2, 0, 2, 2]]).all()
    assert (SOME.of(np.array([1])).image_colors == class_colors(1)).all()


def test_images_of_a_class_are_found_in_their_order():
    assert SOME.images_of(2).tolist() == [0, 2, 3]
    assert SOME.images_of(1).tolist() == []
    assert SOME.first_of_each(2).tolist() == [1, 0, 2]
    assert SOME.of(np.array([3, 1])).labels.tolist() == [2, 0]
