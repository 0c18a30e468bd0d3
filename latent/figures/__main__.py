"""The door of `python -m latent.figures`; the work: `latent/commands/redraw_figures.py`."""

import sys

from latent.commands.redraw_figures import main

if __name__ == "__main__":
    sys.exit(main())
