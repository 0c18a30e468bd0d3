"""Where the panels of the latent explorer stand in a window of any size."""

from collections.abc import Callable

from latent.windows.rectangles import Rectangle

# In pixels of a plain display.
MARGIN = 8
TITLE_HEIGHT = 30
BUTTON_HEIGHT = 30
CARD_HEIGHT = 176
STATUS_HEIGHT = 26
RIGHT_SHARE = 0.37  # of the window, within these limits
RIGHT_LIMITS = (260, 720)
LEAST_LEGEND = 84
LEAST_MAP_SHARE = 0.35
BUTTON_SHARES = {"Toggle experiment": 2.0, "Undo": 1, "Clear": 1, "Save": 1, "Keys": 1}


def arrange(
    size: tuple[int, int], fit_legend: Callable[[float], float], ratio: float = 1
) -> dict[str, Rectangle]:
    """Return the places of all panels, by their labels, in a window of `size` pixels.

    `fit_legend`: returns the width that the legend needs at a height, both in pixels; it gets less
    if the map would become too narrow. `ratio`: pixels for each pixel of a plain display.
    """
    width, height = size
    margin, title, button, status = (
        ratio * length for length in (MARGIN, TITLE_HEIGHT, BUTTON_HEIGHT, STATUS_HEIGHT)
    )
    least, most = (ratio * limit for limit in RIGHT_LIMITS)
    right_width = min(max(width * RIGHT_SHARE, least), most, width / 2)
    inner = width - right_width - 4 * margin
    top, bottom = title + margin, height - status - margin
    map_height = max(bottom - top, 1)
    legend_width = max(fit_legend(map_height), ratio * LEAST_LEGEND)
    legend_width = min(legend_width, inner - width * LEAST_MAP_SHARE)
    legend_width = max(legend_width, 1)
    map_place = Rectangle(margin, top, max(inner - legend_width, 1), map_height)
    legend = Rectangle(map_place.right + margin, top, legend_width, map_height)
    right = legend.right + margin
    card_height = min(ratio * CARD_HEIGHT, (bottom - top) * 0.3)
    card = Rectangle(right, bottom - card_height, right_width, card_height)
    results_top = top + button + margin
    results_height = max(card.top - margin - results_top, 1)
    title_place = Rectangle(margin, margin / 2, width - 2 * margin, title)
    places = {
        "title": title_place,
        "search": title_place,
        "file": title_place,
        "map": map_place,
        "legend": legend,
        "scale": legend,
        "results": Rectangle(right, results_top, right_width, results_height),
        "keys": Rectangle(right, results_top, right_width, results_height),
        "pad": Rectangle(right, results_top, right_width, results_height),
        "card": card,
        "neighbors": card,
        "selection": card,
        "here": card,
        "status": Rectangle(margin, height - status - margin / 2, width - 2 * margin, status),
    }
    step = (right_width + margin) / sum(BUTTON_SHARES.values())
    left = right
    for words, share in BUTTON_SHARES.items():
        places[f"button:{words}"] = Rectangle(left, top, max(share * step - margin, 1), button)
        left += share * step
    return places
