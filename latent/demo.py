"""The door of `python -m latent.demo`; the work is done in `latent/commands/demo.py`."""

import sys

from latent.commands.demo import main

if __name__ == "__main__":
    sys.exit(main())
