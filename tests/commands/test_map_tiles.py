import numpy as np
import pytest

from latent.commands.map_tiles import DecodedTiles
from latent.tiles.resizing import resize_tiles


@pytest.mark.parametrize("shape", [(6, 4), (6, 4, 3)])
def test_tiles_that_are_decoded_when_they_are_drawn_are_those_decoded_before(shape):
    images = np.random.default_rng(0).integers(0, 256, (5000, *shape), dtype=np.uint8)
    sizes = []

    def make(codes):
        sizes.append(len(codes))
        return images[codes[:, 0]]

    tiles = DecodedTiles(np.arange(5000)[:, None], make, at_once=700)
    assert (tiles.shape, tiles.ndim, len(tiles)) == (images.shape, images.ndim, 5000)
    np.testing.assert_array_equal(tiles[10:3000], images[10:3000])
    assert tiles[4:4].shape == (0, *shape)
    np.testing.assert_array_equal(resize_tiles(tiles, 3), resize_tiles(images, 3))
    assert max(sizes) <= 700
