"""Where everything is in the clustering window."""

from collections.abc import Sequence

from latent.windows.rectangles import Rectangle

MARGIN = 12  # pixels of a plain display, like all that follow
COLUMN = 288  # width of the controls
LINE = 22
SLIDER = 36
MOST_SLIDERS = 3  # of any algorithm: with fewer their places stay empty
BUTTON = 28
GAP = 8
CHARACTER_HEIGHT, LEAST_CHARACTER_WIDTH = 30, 13
LOW_CHARACTER_HEIGHT = 18  # of those in more rows
STATUS_LINES = 4
SIZES_LINES = 6
TABLE_LINE = 17
MOST_SUMMARY_LINES = 11
MADE_BY = 20
WIDE = 700  # from here on what the clusters were made by is one line
LEAST_CURVE, LOWEST_CURVE = 130, 88  # beside the clusters, and where it takes of their place
CURVE_SHARE = 0.3  # of the clusters' height, where a curve has to take its place from them
N_CHARACTERS = 94
SWITCHES = (132, 148)  # widths of the switches, by their words
BUTTON_WIDTHS = {"All": 64, "None": 64, "Good": 64}  # widths of the buttons for characters
MORE_BUTTON_WIDTHS = {"Capitals": 80, "Lowercase": 88, "Figures": 72, "Hamburgefonstiv": 132}
CHECKS = (80, 80, 122)  # of the buttons for checks and the switch beside them


def arrange(
    width: int,
    height: int,
    ratio: float,
    radios: Sequence[str],
    controls: Sequence[str],
    n_summary_lines: int = MOST_SUMMARY_LINES,
    has_curve: bool = False,
) -> dict[str, Rectangle]:
    """Return the place of every panel in a window of `width` by `height` pixels.

    `ratio`: pixels for each pixel of a plain display. `radios` and `controls`: the labels of the
    algorithms and of the chosen one's parameters, a slider's beginning with "slider:". What stands
    below them is in the same place for every algorithm. A curve gets the height that the summary
    leaves or, if that is too little, a part of the clusters' place. In a window that is too low
    the controls move together.
    """
    margin, column, gap = MARGIN * ratio, COLUMN * ratio, GAP * ratio
    n_radio_rows = (len(radios) + 1) // 2
    heights = {
        "radios": n_radio_rows * LINE + GAP,
        "sliders": MOST_SLIDERS * SLIDER,
        "switches": LINE + GAP,
        "buttons": BUTTON + GAP,
        "checks": BUTTON + GAP,
        "status": STATUS_LINES * 16 + GAP,
        "sizes": SIZES_LINES * TABLE_LINE + GAP,
        "summary": (MOST_SUMMARY_LINES + 1) * TABLE_LINE,
    }
    squeeze = min(1.0, (height - 2 * margin) / (sum(heights.values()) * ratio))
    heights["summary"] = (n_summary_lines + 1) * TABLE_LINE  # moves nothing but the curve
    rows, top = {}, margin
    for name, each in heights.items():
        used = each * ratio * squeeze
        rows[name] = Rectangle(margin, top, column, used)
        top += used
    places = {name: _without_gap(rows[name], gap * squeeze) for name in ("status", "sizes")}
    places["summary"] = rows["summary"]
    places |= _in_columns(rows["radios"], radios, (1, 1), LINE * ratio * squeeze)
    sliders = [label for label in controls if label.startswith("slider:")]
    slider = SLIDER * ratio * squeeze
    for k, label in enumerate(sliders):
        places[label] = Rectangle(margin, rows["sliders"].top + k * slider, column, slider)
    switches = [label for label in controls if not label.startswith("slider:")]
    places |= _in_columns(rows["switches"], switches, SWITCHES, LINE * ratio * squeeze, gap)
    for names in (("Cluster", "Save"), ("Overwrite", "Keep")):
        labels = [f"button:{name}" for name in names]
        places |= _in_columns(rows["buttons"], labels, (1, 1), BUTTON * ratio * squeeze, gap)
    labels = ["button:Check", "button:Try k", "switch:dim unstable"]
    places |= _in_columns(rows["checks"], labels, CHECKS, BUTTON * ratio * squeeze, gap)
    switch = places[labels[-1]]
    low = (switch.height - LINE * ratio * squeeze) / 2  # its words stand as high as the buttons'
    places[labels[-1]] = switch._replace(top=switch.top + low, height=switch.height - low)

    left = column + 2 * margin
    right_width = max(width - left - margin, 1)
    strip = _strip_height(right_width / ratio) * ratio
    bar = BUTTON * ratio
    places["characters"] = Rectangle(left, height - margin - strip, right_width, strip)
    bar_top = places["characters"].top - bar - 6 * ratio
    is_wide = right_width >= WIDE * ratio
    bars = [BUTTON_WIDTHS | MORE_BUTTON_WIDTHS] if is_wide else [BUTTON_WIDTHS, MORE_BUTTON_WIDTHS]
    for row, widths in enumerate(bars):
        row_top = bar_top - row * (bar + 6 * ratio)
        unit = min(ratio, right_width / (sum(widths.values()) + 6 * len(widths)))
        places |= _side_by_side(left, row_top, bar, widths, unit)
    hint = left + sum(width + 6 for width in bars[0].values()) * ratio + margin
    places["hint"] = Rectangle(hint, bar_top, max(left + right_width - hint, 1), bar)
    bar_top = places["button:Figures"].top
    made_by = MADE_BY * (1 if is_wide else 2) * ratio
    places["made by"] = Rectangle(left, margin, right_width, made_by)
    clusters_top = margin + made_by
    clusters_height = max(bar_top - margin - clusters_top, 1)
    places["help"] = Rectangle(left, clusters_top, right_width, clusters_height)
    curve = height - margin - top
    places["curve"] = Rectangle(margin, height - margin - max(curve, 1), column, max(curve, 1))
    if has_curve and curve < LEAST_CURVE * ratio:
        curve = min(LEAST_CURVE, max(CURVE_SHARE * clusters_height / ratio, LOWEST_CURVE)) * ratio
        clusters_height -= curve
        places["curve"] = Rectangle(left, clusters_top + clusters_height, right_width, curve)
    places["clusters"] = Rectangle(left, clusters_top, right_width, max(clusters_height, 1))
    places["similar"] = places["clusters"]
    return places


def character_rows(width: float) -> int:
    """Return in how many rows the characters stand, in a strip of so many plain pixels."""
    return 2 if width >= N_CHARACTERS / 2 * LEAST_CHARACTER_WIDTH else 4


def _side_by_side(
    left: float, top: float, height: float, widths: dict[str, int], unit: float
) -> dict[str, Rectangle]:
    places = {}
    for name, width in widths.items():
        places[f"button:{name}"] = Rectangle(left, top, width * unit, height)
        left += (width + 6) * unit
    return places


def _strip_height(width: float) -> float:
    n_rows = character_rows(width)
    return n_rows * (CHARACTER_HEIGHT if n_rows == 2 else LOW_CHARACTER_HEIGHT)


def _without_gap(row: Rectangle, gap: float) -> Rectangle:
    return row._replace(height=max(row.height - gap, 1))


def _in_columns(
    row: Rectangle,
    labels: Sequence[str],
    shares: Sequence[float],
    height: float,
    gap: float = 0,
) -> dict[str, Rectangle]:
    """Set panels of this height side by side; a line is divided by these shares."""
    room = row.width - (len(shares) - 1) * gap
    widths = [room * share / sum(shares) for share in shares]
    places = {}
    for k, label in enumerate(labels):
        line, column = divmod(k, len(shares))
        left = row.left + sum(widths[:column]) + column * gap
        places[label] = Rectangle(left, row.top + line * height, widths[column], height)
    return places
