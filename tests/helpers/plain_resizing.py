"""The plain twin of the compiled kernel that resizes tiles."""

import numpy as np

from latent.tiles.resizing import resizing_weights, tile_sides


def resize_tiles_plain(tiles: np.ndarray, size: int) -> np.ndarray:
    """Do what `resize_tiles` does, to the last bit, as two products of matrices."""
    height, width = tiles.shape[1:3]
    new_height, new_width = tile_sides(height, width, size)
    rows, columns = resizing_weights(height, new_height), resizing_weights(width, new_width)
    total = int(rows[0].sum() * columns[0].sum())
    sums = np.einsum("ij,njk...->nik...", rows, tiles.astype(np.int64))
    sums = np.einsum("ij,nkj...->nki...", columns, sums)  # (n, new_height, new_width[, 3])
    return ((sums + total // 2) // total).astype(np.uint8)
