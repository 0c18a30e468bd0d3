"""Where the panels of the latent explorer stand in a window of any size."""

from collections.abc import Callable

from latent.windows.rectangles import Rectangle

# In pixels of a plain display.
MARGIN = 8
TITLE_HEIGHT = 30
CARD_HEIGHT = 176
STATUS_HEIGHT = 26
RIGHT_SHARE = 0.37  # of the window, within these limits
RIGHT_LIMITS = (260, 720)
LEAST_LEGEND = 84
LEAST_MAP_SHARE = 0.35
LEAST_KEYS_WIDTH = 400  # beside the map
TABS_HEIGHT = 30
MOST_STRIP_SHARE = 0.17  # of the height of the right side
BUTTONS = ("Undo", "Clear", "Save", "GIF", "Keys")


def arrange(
    size: tuple[int, int],
    fit_legend: Callable[[float], float],
    ratio: float = 1,
    strip_height: float = 0,
) -> dict[str, Rectangle]:
    """Return the places of all panels, by their labels, in a window of `size` pixels.

    `fit_legend`: returns the width that the legend needs at a height, both in pixels; it gets less
    if the map would become too narrow. `ratio`: pixels for each pixel of a plain display.
    `strip_height`: of what stands below the results, in pixels of a plain display.
    """
    width, height = size
    margin, title, status = (ratio * length for length in (MARGIN, TITLE_HEIGHT, STATUS_HEIGHT))
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
    card_height = min(ratio * CARD_HEIGHT, (bottom - top) * 0.24)
    card = Rectangle(right, bottom - card_height, right_width, card_height)
    tabs = Rectangle(right, top, right_width, ratio * TABS_HEIGHT)
    # Without anything to show it is still somewhere, between results and card.
    scrubber_height = min(ratio * strip_height, (bottom - top) * MOST_STRIP_SHARE)
    scrubber_top = card.top - margin - scrubber_height
    scrubber = Rectangle(right, scrubber_top, right_width, max(scrubber_height, 1))
    results_top = tabs.bottom + margin / 2
    results_bottom = (scrubber if strip_height else card).top - margin
    results = Rectangle(right, results_top, right_width, max(results_bottom - results_top, 1))
    title_place = Rectangle(margin, margin / 2, max(right - 2 * margin, 1), title)
    places = {
        "title": title_place,
        "search": title_place,
        "naming": title_place,
        "file": title_place,
        "map": map_place,
        "legend": legend,
        "scale": legend,
        "tabs": tabs,
        "results": results,
        "scrubber": scrubber,
        "keys": _keys_place(width, tabs, results, card, ratio),
        "pad": results._replace(height=max(card.top - margin - results_top, 1)),
        "card": card,
        "neighbors": card,
        "selection": card,
        "here": card,
        "status": Rectangle(margin, height - status - margin / 2, width - 2 * margin, status),
    }
    step = (right_width + margin) / len(BUTTONS)
    for k, words in enumerate(BUTTONS):
        left = right + k * step
        places[f"button:{words}"] = Rectangle(left, margin / 2, max(step - margin, 1), title)
    return places


def _keys_place(
    width: float, tabs: Rectangle, results: Rectangle, card: Rectangle, ratio: float
) -> Rectangle:
    """Return where the keys stand: above the card or, in a narrow window, over all panels."""
    margin = ratio * MARGIN
    if RIGHT_SHARE * width >= ratio * LEAST_KEYS_WIDTH:
        return results._replace(height=max(card.top - margin - results.top, 1))
    height = max(card.bottom - tabs.top, 1)
    return Rectangle(margin, tabs.top, max(width - 2 * margin, 1), height)
