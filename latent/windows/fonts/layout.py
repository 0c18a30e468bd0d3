"""Where everything is in the clustering window."""

from latent.windows.rectangles import Rectangle

MARGIN = 12  # pixels of a plain display, like all that follow
COLUMN = 288  # width of the controls
LINE = 22
SLIDER = 38
BUTTON = 28
CHARACTER_ROWS = 2
CHARACTER_HEIGHT = 30
STATUS_LINES = 4
SIZES_LINES = 6
MOST_SUMMARY_LINES = 9
LEAST_CURVE = 60


def arrange(
    width: int,
    height: int,
    ratio: float,
    radios: list[str],
    controls: list[str],
    n_summary_lines: int = MOST_SUMMARY_LINES,
) -> dict[str, Rectangle]:
    """Return the place of every panel in a window of `width` by `height` pixels.

    `ratio`: pixels for each pixel of a plain display. `radios` and `controls`: the labels of the
    algorithms and of the chosen one's parameters, from the top down; a slider's begins with
    "slider:". The plot of the epsilons gets the height that the summary leaves. In a window that is
    too low the controls move together.
    """
    margin, column = MARGIN * ratio, COLUMN * ratio
    heights = [(name, LINE) for name in radios] + [("", 8)]
    heights += [(name, SLIDER if name.startswith("slider:") else LINE + 6) for name in controls]
    heights += [("", 8), ("buttons", BUTTON), ("", 8), ("status", STATUS_LINES * 17)]
    heights += [("", 6), ("sizes", SIZES_LINES * 18), ("summary", (n_summary_lines + 1) * 18)]
    fixed = sum(each for _, each in heights) * ratio
    squeeze = min(1.0, (height - 2 * margin) / fixed)
    places = {}
    top = margin
    for name, each in heights:
        used = each * ratio * squeeze
        if name:
            places[name] = Rectangle(margin, top, column, used)
        top += used
    curve = max(height - margin - top, LEAST_CURVE * ratio)
    places["curve"] = Rectangle(margin, height - margin - curve, column, curve)
    buttons = places.pop("buttons")
    half = (column - margin) / 2
    for left, names in ((0, ("Cluster", "Overwrite")), (half + margin, ("Save", "Keep"))):
        for name in names:
            places[f"button:{name}"] = Rectangle(
                buttons.left + left, buttons.top, half, buttons.height
            )

    left = column + 2 * margin
    right_width = max(width - left - margin, 1)
    strip = CHARACTER_ROWS * CHARACTER_HEIGHT * ratio
    bar = BUTTON * ratio
    places["characters"] = Rectangle(left, height - margin - strip, right_width, strip)
    bar_top = places["characters"].top - bar - 6 * ratio
    button = min(70 * ratio, right_width / 6)
    for k, name in enumerate(("All", "None", "Good")):
        places[f"button:{name}"] = Rectangle(left + k * (button + 6 * ratio), bar_top, button, bar)
    used = 3 * (button + 6 * ratio) + margin
    places["hint"] = Rectangle(left + used, bar_top, max(right_width - used, 1), bar)
    clusters_height = max(bar_top - 2 * margin, 1)
    places["clusters"] = Rectangle(left, margin, right_width, clusters_height)
    return places
