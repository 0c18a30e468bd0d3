"""Windows without a screen: what a user does, as the public events that matplotlib sends."""

from matplotlib.backend_bases import KeyEvent, LocationEvent, MouseEvent, ResizeEvent

from latent.windows.screen import Screen

UNSEEN = Screen(snapshot="never-written.png")  # drawn in memory, as for a picture


def panel(figure, label):
    """Return the one axes with this label."""
    (found,) = [axes for axes in figure.axes if axes.get_label() == label]
    return found


def canvas_place(axes, x, y):
    """Return where a pixel of a panel, from its upper left corner, is on the canvas."""
    return axes.bbox.x0 + x, axes.bbox.y1 - y


def send(figure, event):
    figure.canvas.callbacks.process(event.name, event)


def move(axes, x, y):
    place = canvas_place(axes, x, y)
    send(axes.figure, MouseEvent("motion_notify_event", axes.figure.canvas, *place))


def press(axes, x, y, button=1, is_double=False, held=()):
    canvas, place = axes.figure.canvas, canvas_place(axes, x, y)
    more = {"dblclick": is_double, "modifiers": held}
    send(axes.figure, MouseEvent("button_press_event", canvas, *place, button, **more))


def release(axes, x, y, button=1):
    place = canvas_place(axes, x, y)
    send(axes.figure, MouseEvent("button_release_event", axes.figure.canvas, *place, button))


def click(axes, x=None, y=None, held=()):
    """Click a panel at a pixel of it, by default in its middle, with keys `held` beside."""
    x = axes.bbox.width / 2 if x is None else x
    y = axes.bbox.height / 2 if y is None else y
    move(axes, x, y)
    press(axes, x, y, held=held)
    release(axes, x, y)


def drag(axes, start, end, steps=3, held=()):
    """Press at the pixel `start` of a panel, move to `end` in equal steps, and release."""
    press(axes, *start, held=held)
    for k in range(1, steps + 1):
        move(axes, *(a + (b - a) * k / steps for a, b in zip(start, end, strict=True)))
    release(axes, *end)


def draw_line(axes, corners, held=()):
    """Press at the first of some pixels of a panel, move to the others in turn, and release."""
    press(axes, *corners[0], held=held)
    for corner in corners[1:]:
        move(axes, *corner)
    release(axes, *corners[-1])


def scroll(axes, x, y, step):
    place = canvas_place(axes, x, y)
    event = MouseEvent("scroll_event", axes.figure.canvas, *place, step=step)
    send(axes.figure, event)


def press_key(figure, key, axes=None, x=0, y=0):
    """Press a key, with the pointer at a pixel of a panel if one is given."""
    place = (0, 0) if axes is None else canvas_place(axes, x, y)
    send(figure, KeyEvent("key_press_event", figure.canvas, key, *place))


def leave(figure):
    send(figure, LocationEvent("figure_leave_event", figure.canvas, -1, -1))


def resize(figure, width, height):
    figure.set_size_inches(width / figure.dpi, height / figure.dpi, forward=False)
    send(figure, ResizeEvent("resize_event", figure.canvas))
