"""The door of `python -m latent.data`; the work is done in `latent/commands/show_data.py`."""

import sys

from latent.commands.show_data import main

if __name__ == "__main__":
    sys.exit(main())
