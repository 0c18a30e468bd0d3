"""Which fonts typefaces come from, and how they are to be drawn: what flags say of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FontChoice:
    """Folders of fonts, `()` for those of this computer, and how glyphs are made of them.

    `axes`: words as `--axes` has them; `image_size`: height and width of images on a common
    baseline, None for TMNIST's 28×28.
    """

    folders: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    image_size: tuple[int, int] | None = None

    @property
    def source(self) -> str:
        """Where the glyphs come from, in words."""
        folders = ", ".join(self.folders)
        return f"font files in {folders}" if folders else "the fonts of this computer"

    @property
    def flag(self) -> str:
        """A flag that was given and needs font files, "" if there is none."""
        given = {"--fonts": self.folders, "--axes": self.axes, "--image_size": self.image_size}
        return next((name for name, value in given.items() if value), "")
