"""Serves an explorer's window to a browser until Ctrl-C; run by tests.

`python tests/helpers/served_window.py PORT FOLDER` says where the page is. For every line on its
input, the name of a file, it writes what is on the canvas there as it is in memory; for the line
"how many" it says how many images are selected.
"""

import sys
import threading
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from latent.windows.explorer.window import ExploreWindow
from latent.windows.screen import Screen
from tests.helpers.maps import fake_decode, grid_map


def write_when_asked(explorer):
    """Answer every line on the input; the canvas is read in the window's own thread."""
    window = explorer.window
    for line in sys.stdin:
        path = line.strip()

        def write(nothing, path=path):
            if path == "how many":
                print(f"selected:{len(explorer.explorer.selection.indices)}", flush=True)
                return
            is_drawn = window.can_draw_parts
            np.save(path, window.figure.canvas.buffer_rgba() if is_drawn else np.empty((0, 0, 4)))
            print("written", path, flush=True)

        window.background.start("write", lambda: None, write)


def main():
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    content = grid_map(side=24)
    explorer = ExploreWindow(content, folder / "map.pkl", Screen(port=port), lambda: fake_decode)
    threading.Thread(target=write_when_asked, args=[explorer], daemon=True).start()
    try:
        explorer.run()
    except KeyboardInterrupt:
        print("stopped", flush=True)


if __name__ == "__main__":
    main()
