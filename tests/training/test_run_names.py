import os

from latent.training.run_names import continued_name, newest_weights


def make(folder, name, time):
    path = folder / f"{name}.weights.h5"
    path.write_text("")
    os.utime(path, (time, time))
    return path


def test_without_any_file_a_run_starts_under_its_own_name(tmp_path):
    assert newest_weights(tmp_path, "run") == tmp_path / "run.weights.h5"


def test_the_newest_of_a_run_and_its_continuations_counts_and_other_runs_do_not(tmp_path):
    own = make(tmp_path, "run", 100)
    later = make(tmp_path, continued_name("run", 50), 200)
    make(tmp_path, "run-totalx", 400)
    make(tmp_path, "run-total50-layers3", 400)
    make(tmp_path, "other-total50", 400)
    assert newest_weights(tmp_path, "run") == later
    os.utime(own, (300, 300))  # started over
    assert newest_weights(tmp_path, "run") == own


def test_of_files_of_one_moment_the_longest_run_counts(tmp_path):
    make(tmp_path, "run", 100)
    make(tmp_path, continued_name("run", 50), 100)
    longest = make(tmp_path, continued_name("run", 100), 100)
    assert newest_weights(tmp_path, "run") == longest


def test_names_with_brackets_are_found_too(tmp_path):
    make(tmp_path, "[run]", 100)
    later = make(tmp_path, "[run]-total2", 200)
    assert newest_weights(tmp_path, "[run]") == later
