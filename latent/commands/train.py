"""Training from the command line; what is slow is imported as late as it can be."""

import argparse

from latent import cli
from latent.settings import Settings


def train(
    parser: argparse.ArgumentParser, kind: type[Settings], argv: list[str] | None = None
) -> None:
    """Train one kind of autoencoder as the flags in `argv` say, which `parser` knows.

    Raises UserError: for wrong flags before data load, for missing data before TensorFlow starts.
    """
    settings, options = cli.read_training_flags(parser.parse_args(argv), kind)

    from latent.data import load_for

    dataset = load_for(
        settings,
        options.data_dir,
        options.most_images,
        may_stay_in_file=True,
        other_source=False,
    )
    settings = settings.for_images(dataset.array_shape)
    if options.depth is not None:
        settings = settings.with_depth(options.depth)

    from latent.commands.training_run import TrainingRun

    TrainingRun(settings, options, dataset).run()
