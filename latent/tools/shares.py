"""How far long work has come, told as a share to whoever wants to hear it."""

from collections.abc import Callable

TellShare = Callable[[float], object]  # called now and then with the share done, 0 to 1


def unheard(share: float) -> None:
    """Hear a share that nobody wants to know."""
