"""The layers that a map's images are in."""

# From what is not drawn to what is drawn on top.
HIDDEN, FADED, SHOWN = range(3)
