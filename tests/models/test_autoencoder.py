import numpy as np
import pytest

from latent.models.autoencoder import IMAGES_PER_CALL, PIXELS_PER_CALL, parts_of


@pytest.mark.parametrize(("n_pixels", "most"), [(1, 1024), (784, 1024), (78_400, 213), (2**25, 1)])
def test_large_images_go_through_a_network_in_smaller_parts(n_pixels, most):
    rows = np.arange(2100)
    parts = parts_of(rows, n_pixels)
    assert np.array_equal(np.concatenate(parts), rows)
    assert max(map(len, parts)) == most
    assert most == 1 or most * n_pixels <= PIXELS_PER_CALL
    assert most <= IMAGES_PER_CALL


def test_no_rows_are_one_empty_part():
    assert [len(part) for part in parts_of(np.zeros((0, 3)), 784)] == [0]
