"""What a training run does besides its settings: where its files go, and where it is computed."""

import re
from dataclasses import dataclass

from latent.tools.check import UserError
from latent.tools.file_names import check_file_name

DRY_RUN_IMAGES = 512


@dataclass(frozen=True)
class RunOptions:
    """Where a training run finds and leaves its files, how it starts, and on which devices it is.

    The weights of a whole run do not depend on any of it, but for rounding. Raises UserError,
    naming the flag, for a name with a folder in it and for devices that clash.
    """

    name: str | None = None  # of its files; None: made from the settings
    out: str = "results"  # folder for its files
    data_dir: str | None = None  # where data files are looked for; None: in the usual folder
    fresh: bool = False  # start over, whatever weights are there
    dry_run: bool = False  # one epoch of at most DRY_RUN_IMAGES images
    no_plot: bool = False  # save figures without showing them
    figures: tuple[str, ...] = ()  # names of those to draw
    depth: int | None = None  # of layers whose sizes follow from images still to be read
    distribute: str | None = None  # None: over all GPUs if there are several
    devices: tuple[str, ...] = ()  # names like "GPU:0"; (): all GPUs

    def __post_init__(self) -> None:
        name, devices = self.name, self.devices
        check_file_name("--name", name)
        if devices and self.distribute in ("none", "multiworker"):
            raise UserError(
                f"--devices {' '.join(devices)}: clashes with --distribute {self.distribute}, "
                "it is for mirrored"
            )
        for device in devices:
            if not re.fullmatch(r"(CPU|GPU):\d{1,3}", device, re.ASCII):
                raise UserError(f"--devices {device}: must be like GPU:0 or CPU:1")
        if devices and len(set(devices)) < max(2, len(devices)):
            raise UserError(f"--devices {' '.join(devices)}: must be at least 2 different ones")
        if len({device[:3] for device in devices}) > 1:
            raise UserError(f"--devices {' '.join(devices)}: must all be CPUs or all be GPUs")

    @property
    def most_images(self) -> int | None:
        """How many training images are used at most; None: as many as the settings say."""
        return DRY_RUN_IMAGES if self.dry_run else None
