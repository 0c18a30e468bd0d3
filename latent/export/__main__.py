"""The door of `python -m latent.export`; the work: `latent/commands/export.py`."""

import sys

from latent.commands.export import main

if __name__ == "__main__":
    sys.exit(main())
