"""Drawing coloured tiles onto an image, front to back: compiled, with a plain twin.

A pixel keeps the share of light that still passes to the tiles behind it, its transmittance, 255
at first. A tile of opacity a takes round(transmittance * a / 255) of it for its colour, and what
is left at the end is the image's own. This is half the arithmetic of mixing three channels tile
after tile, and where nothing passes any more nothing has to be drawn.
Porter and Duff, Compositing Digital Images, 1984, section 4: "over".
"""

from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from latent.tools.compiled import compiled

_LANES = 32  # pixels that are mixed at once, each in 16 bits
# An image is drawn in cells whose work space stays in a core's own cache.
_CELL_WIDTH, _CELL_HEIGHT = 512, 128
# Of a row of the work space; its last columns take what a vector hangs over the cell.
_STRIDE = _CELL_WIDTH + _LANES
_PLANES = 4  # of a row: transmittance, red, green, blue
_CACHE_LINE = 64  # bytes
_FEWEST_FOR_THREADS = 2**17  # pixels of tiles: fewer are drawn before a thread has started
_TILES_AHEAD = 4  # that are fetched from memory already, as no processor can guess where they lie

# Lanes of a vector that lie within a tile: read from _LANES - n on, the first n let pass.
_WITHIN = np.repeat(np.array([255, 0], np.uint8), _LANES)


def blit_tiles(
    image: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    colors: np.ndarray,
    labels: np.ndarray | None = None,
) -> None:
    """Draw tiles onto `image` in place, later ones over earlier ones, on all cores.

    `image`: uint8 (height, width, 3). `tiles`: uint8 (n, h, w), 0 clear to 255 full colour.
    `places`: whole numbers (n, 2), the x and y of each tile's top-left pixel; what falls outside
    the image is left out. `colors`: uint8 (k, 3); tile i gets `colors[labels[i]]`, without
    `labels` `colors[i]`. A pixel p under one tile of opacity a and colour c becomes
    round((p * (255 - a) + c * a) / 255). Raises ValueError if the arrays do not fit together.
    """
    inks = _check_and_pick_inks(image, tiles, places, colors, labels)
    if tiles.size == 0:
        return
    height, width = tiles.shape[1:]
    left, top = np.maximum(places.min(axis=0), 0).tolist()
    right, bottom = np.add(places.max(axis=0), (width, height)).tolist()
    image = image[top : max(bottom, 0), left : max(right, 0)]
    if image.size == 0:
        return
    places = np.ascontiguousarray(places, np.int64) - (left, top)
    opacities = np.ascontiguousarray(tiles).reshape(-1)
    # A vector may reach beyond the last tile, so the last bytes are read from a padded copy.
    ending = np.concatenate([opacities[-_LANES:], np.zeros(_LANES, np.uint8)])
    bits = _CELL_HEIGHT.bit_length() - 1, _CELL_WIDTH.bit_length() - 1
    starts, members = tiles_by_cell(places, height, width, *image.shape[:2], *bits)
    fullest_first = np.argsort(starts[:-1] - starts[1:], kind="stable")
    filled = fullest_first[: np.count_nonzero(starts[:-1] < starts[1:])].tolist()
    cells = iter(filled)

    def draw_cells(_) -> None:
        work = np.empty(_CELL_HEIGHT * _PLANES * _STRIDE, np.uint16)
        for cell in cells:  # every thread takes the next one that is left
            some = members[starts[cell] : starts[cell + 1]]
            _draw_cell(
                image, cell, some, opacities, ending, height, width, places, inks, work, _WITHIN
            )

    n_threads = min(numba.config.NUMBA_NUM_THREADS, len(filled))
    if n_threads < 2 or tiles.size < _FEWEST_FOR_THREADS:
        draw_cells(0)
        return
    with ThreadPoolExecutor(n_threads) as threads:
        list(threads.map(draw_cells, range(n_threads)))


def blit_tiles_plain(
    image: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    colors: np.ndarray,
    labels: np.ndarray | None = None,
) -> None:
    """Do what `blit_tiles` does, to the last bit, one tile after the other in plain numpy."""
    inks = _check_and_pick_inks(image, tiles, places, colors, labels).astype(np.int32)
    height, width, _ = image.shape
    _, tile_height, tile_width = tiles.shape
    transmittance = np.full((height, width), 255, np.int32)
    light = np.zeros(image.shape, np.int32)  # of the tiles so far, times 255
    for i in reversed(range(len(tiles))):
        x, y = places[i].tolist()
        left, right = max(x, 0), min(x + tile_width, width)
        top, bottom = max(y, 0), min(y + tile_height, height)
        if left < right and top < bottom:
            opacity = tiles[i, top - y : bottom - y, left - x : right - x].astype(np.int32)
            taken = (transmittance[top:bottom, left:right] * opacity + 127) // 255
            transmittance[top:bottom, left:right] -= taken
            light[top:bottom, left:right] += taken[:, :, None] * inks[i]
    image[:] = (image * transmittance[:, :, None] + light + 127) // 255


@compiled
def tiles_by_cell(
    places: np.ndarray,
    tile_height: int,
    tile_width: int,
    height: int,
    width: int,
    row_bits: int,
    column_bits: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Sort tiles into the cells of an image that they touch, in their order.

    Cells are 2**row_bits pixels high and 2**column_bits wide, and counted row by row. Returns
    `starts` (n_cells + 1,) and `members`: the tiles of cell k are those of
    `members[starts[k] : starts[k + 1]]`.
    """
    n_columns = ((width - 1) >> column_bits) + 1
    n_cells = (((height - 1) >> row_bits) + 1) * n_columns
    starts = np.zeros(n_cells + 2, np.int64)
    members = np.empty(0, np.int64)
    for is_counted in (False, True):
        if is_counted:
            starts = np.cumsum(starts)
            members = np.empty(starts[-1], np.int64)
        for i in range(len(places)):
            left, right = max(places[i, 0], 0), min(places[i, 0] + tile_width, width)
            top, bottom = max(places[i, 1], 0), min(places[i, 1] + tile_height, height)
            if left >= right or top >= bottom:
                continue
            for row in range(top >> row_bits, ((bottom - 1) >> row_bits) + 1):
                for column in range(left >> column_bits, ((right - 1) >> column_bits) + 1):
                    cell = row * n_columns + column
                    if is_counted:
                        members[starts[cell + 1]] = i
                        starts[cell + 1] += 1
                    else:
                        starts[cell + 2] += 1
    return starts[:-1], members


@intrinsic
def _mix_row(typing_context, work, opacities, within, red, green, blue):
    """Lay _LANES opacities over as many pixels of the work space; addresses, and inks as uint16.

    Written in LLVM's own vectors, because numba's loops over them are not turned into any.
    """
    signature = types.void(work, opacities, within, red, green, blue)
    bytes_, words = ir.VectorType(ir.IntType(8), _LANES), ir.VectorType(ir.IntType(16), _LANES)

    def generate(context, builder, _, arguments):
        work, opacities, within, *inks = arguments

        def pointer(address, plane=0):
            address = builder.add(address, ir.Constant(address.type, 2 * plane * _STRIDE))
            return builder.inttoptr(address, words.as_pointer())

        def load_bytes(address):
            return builder.load(builder.inttoptr(address, bytes_.as_pointer()), align=1)

        def any_of(vector, n_bits):
            whole = ir.IntType(n_bits * _LANES)
            return builder.icmp_unsigned("!=", builder.bitcast(vector, whole), whole(0))

        def all_lanes(word):
            lanes = ir.Constant(ir.VectorType(ir.IntType(32), _LANES), [0] * _LANES)
            first = builder.insert_element(words(ir.Undefined), word, ir.IntType(32)(0))
            return builder.shuffle_vector(first, words(ir.Undefined), lanes)

        def rounded_255th(products):  # (s + 128 + (s + 128) // 256) // 256 up to 255 * 255
            half, eight = (ir.Constant(words, [number] * _LANES) for number in (128, 8))
            total = builder.add(products, half)
            return builder.lshr(builder.add(total, builder.lshr(total, eight)), eight)

        opacity = builder.and_(load_bytes(opacities), load_bytes(within))
        with builder.if_then(any_of(opacity, 8)):
            transmittance = builder.load(pointer(work), align=2)
            with builder.if_then(any_of(transmittance, 16)):
                opacity = builder.zext(opacity, words)
                taken = rounded_255th(builder.mul(transmittance, opacity))
                builder.store(builder.sub(transmittance, taken), pointer(work), align=2)
                for plane, ink in enumerate(inks, start=1):
                    light = builder.load(pointer(work, plane), align=2)
                    light = builder.add(light, builder.mul(taken, all_lanes(ink)))
                    builder.store(light, pointer(work, plane), align=2)
        return context.get_dummy_value()

    return signature, generate


@intrinsic
def _fetch(typing_context, address):
    """Begin to load a cache line that is read soon."""

    def generate(context, builder, _, arguments):
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", [pointer], kind)
        # To read, kept in every cache, data and not instructions.
        builder.call(fetch, [builder.inttoptr(arguments[0], pointer), *map(number, (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(address), generate


@compiled
def _draw_cell(
    image: np.ndarray,
    cell: int,
    members: np.ndarray,
    opacities: np.ndarray,
    ending: np.ndarray,
    tile_height: int,
    tile_width: int,
    places: np.ndarray,
    inks: np.ndarray,
    work: np.ndarray,
    within: np.ndarray,
) -> None:
    """Draw those of all tiles that are `members` of one cell."""
    n_columns = (image.shape[1] - 1) // _CELL_WIDTH + 1
    cell_left, cell_top = cell % n_columns * _CELL_WIDTH, cell // n_columns * _CELL_HEIGHT
    width = min(_CELL_WIDTH, image.shape[1] - cell_left)
    height = min(_CELL_HEIGHT, image.shape[0] - cell_top)
    row_size, tile_size = _PLANES * _STRIDE, tile_height * tile_width
    for y in range(height):
        work[y * row_size : y * row_size + _STRIDE] = 255
        work[y * row_size + _STRIDE : (y + 1) * row_size] = 0

    # Signed: numba makes a float of the sum of a signed and an unsigned number.
    work_address, within_address = np.int64(work.ctypes.data), np.int64(within.ctypes.data)
    tiles_address = np.int64(opacities.ctypes.data)
    last_start = opacities.size - _LANES  # a vector that begins later is read from the ending
    ending_address = np.int64(ending.ctypes.data) - max(last_start, 0)
    for k in range(members.size - 1, -1, -1):
        if k >= _TILES_AHEAD:
            ahead = tiles_address + members[k - _TILES_AHEAD] * tile_size
            for line in range(0, tile_size, _CACHE_LINE):
                _fetch(ahead + line)
        i = members[k]
        tile_left, tile_top = places[i, 0] - cell_left, places[i, 1] - cell_top
        left, right = max(tile_left, 0), min(tile_left + tile_width, width)
        red, green, blue = np.uint16(inks[i, 0]), np.uint16(inks[i, 1]), np.uint16(inks[i, 2])
        for y in range(max(tile_top, 0), min(tile_top + tile_height, height)):
            row_start = i * tile_size + (y - tile_top) * tile_width - tile_left
            for x in range(left, right, _LANES):
                start = row_start + x
                _mix_row(
                    work_address + 2 * (y * row_size + x),
                    (tiles_address if start <= last_start else ending_address) + start,
                    within_address + _LANES - min(right - x, _LANES),
                    red,
                    green,
                    blue,
                )

    for y in range(height):
        row = image[cell_top + y, cell_left : cell_left + width]
        for x in range(width):
            transmittance = np.uint32(work[y * row_size + x])
            for channel in range(3):
                light = np.uint32(work[y * row_size + (channel + 1) * _STRIDE + x])
                total = np.uint32(row[x, channel]) * transmittance + light + np.uint32(128)
                row[x, channel] = (total + (total >> np.uint32(8))) >> np.uint32(8)


def _check_and_pick_inks(
    image: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    colors: np.ndarray,
    labels: np.ndarray | None,
) -> np.ndarray:
    """Return the colour of every tile, uint8 (n, 3); raise ValueError if the arrays do not fit."""
    check_tiles(tiles)
    check_image_and_places(image, places, len(tiles))
    return pick_colors(colors, labels, len(tiles))


def check_image_and_places(image: np.ndarray, places: np.ndarray, n_tiles: int) -> None:
    """Raise ValueError unless `image` and the tiles' `places` are what tiles can be drawn with."""
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"image is {image.dtype} {image.shape}, must be uint8 (height, width, 3)")
    if not np.issubdtype(places.dtype, np.integer) or places.shape != (n_tiles, 2):
        raise ValueError(
            f"places are {places.dtype} {places.shape}, must be whole numbers ({n_tiles}, 2)"
        )


def pick_colors(colors: np.ndarray, labels: np.ndarray | None, n_tiles: int) -> np.ndarray:
    """Return each tile's colour, uint8 (n_tiles, 3): `colors[labels]`, or `colors` themselves.

    Raises ValueError if the arrays do not fit together.
    """
    if colors.dtype != np.uint8 or colors.ndim != 2 or colors.shape[1] != 3:
        raise ValueError(f"colors are {colors.dtype} {colors.shape}, must be uint8 (k, 3)")
    if labels is None:
        if len(colors) != n_tiles:
            raise ValueError(f"{len(colors)} colors for {n_tiles} tiles: give one each, or labels")
        return np.ascontiguousarray(colors)
    if not np.issubdtype(labels.dtype, np.integer) or labels.shape != (n_tiles,):
        raise ValueError(
            f"labels are {labels.dtype} {labels.shape}, must be whole numbers ({n_tiles},)"
        )
    if n_tiles and not 0 <= labels.min() <= labels.max() < len(colors):
        raise ValueError(
            f"labels are from {labels.min()} to {labels.max()}, must be from 0 to {len(colors) - 1}"
        )
    return colors[labels]


def check_color_tiles(tiles: np.ndarray) -> None:
    """Raise ValueError unless `tiles` are uint8 (n, h, w, 3) with pixels."""
    if tiles.dtype != np.uint8 or tiles.ndim != 4 or tiles.shape[3] != 3:
        raise ValueError(f"tiles are {tiles.dtype} {tiles.shape}, must be uint8 (n, h, w, 3)")
    if len(tiles) and tiles.size == 0:
        raise ValueError(f"tiles are {tiles.shape}: they have no pixels")


def check_tiles(tiles: np.ndarray) -> None:
    """Raise ValueError unless `tiles` are uint8 (n, h, w) with pixels."""
    if tiles.dtype != np.uint8 or tiles.ndim != 3:
        raise ValueError(f"tiles are {tiles.dtype} {tiles.shape}, must be uint8 (n, h, w)")
    if len(tiles) and tiles.size == 0:
        raise ValueError(f"tiles are {tiles.shape}: they have no pixels")
