"""What a training run does besides its settings."""

from dataclasses import dataclass

DRY_RUN_IMAGES = 512


@dataclass(frozen=True)
class RunOptions:
    """What a training run does besides its settings: where things are and how it starts."""

    name: str | None = None
    out: str = "results"
    data_dir: str | None = None
    fresh: bool = False
    dry_run: bool = False
    no_plot: bool = False
    figures: tuple[str, ...] = ()  # names of those to draw
    distribute: str | None = None  # None: over all GPUs if there are several
    devices: tuple[str, ...] = ()  # (): all GPUs

    @property
    def most_images(self) -> int | None:
        """How many training images are used at most; None: as many as the settings say."""
        return DRY_RUN_IMAGES if self.dry_run else None
