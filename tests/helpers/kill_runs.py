"""Kills training runs at random moments and checks that each next one goes on; run by a test.

One process imports TensorFlow once and forks a child for every run, so that twenty runs take
seconds each. `python tests/helpers/kill_runs.py FOLDER N_KILLS SEED` prints a line for every kill.
"""

import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.helpers.scripts import load_script

if __name__ == "__main__":  # not in the processes that read weights first, which import this too
    from latent import models
    from latent.commands import training_run
    from latent.training import loop, weights_file

NAME = "killed"
# A kill comes at any moment of any call: so many of them, and longer than one of them takes.
MOST_CALLS = 60
MOST_SECONDS = 0.05


def in_child(work, n_calls=None, seconds=0.0):
    """Run `work` in a child; returns its exit status, or -9 if it was killed.

    With `n_calls` it is killed `seconds` after the loop was called so often.
    """
    calls, tell = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        call = loop.Trainer._call
        loop.Trainer._call = lambda self, n: (call(self, n), os.write(tell, b"."))[0]
        try:
            status = work() or 0
        except SystemExit as end:
            status = end.code
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(tell)
    if n_calls is not None:
        while n_calls > 0 and (told := os.read(calls, n_calls)):
            n_calls -= len(told)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    os.close(calls)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


def train(folder):
    training_run.SECONDS_BETWEEN_SAVES = 0  # save after every call, so that kills hit saves too
    models.Autoencoder.uses_xla = False  # it takes longer to compile than to train here
    flags = "--dataset optdigits --n_train 300 --epochs 6000 --batch_size 30 --layers 40 --no_plot"
    return load_script("dense").main([*flags.split(), "--name", NAME, "--out", str(folder)])


def check(folder):
    """Load what is there; the status says whether it is whole, the line how far it is."""
    path = folder / f"{NAME}.weights.h5"
    if not path.exists():
        print("nothing saved yet", flush=True)
        return 0
    record = weights_file.load_weights(path).record
    print(f"whole, step {record.step}", flush=True)
    return 0


def main():
    folder, n_kills, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    for _ in range(n_kills):
        moment = chance.randrange(MOST_CALLS), chance.uniform(0, MOST_SECONDS)
        assert in_child(lambda: train(folder), *moment) == -signal.SIGKILL
        assert in_child(lambda: check(folder)) == 0


if __name__ == "__main__":
    main()
