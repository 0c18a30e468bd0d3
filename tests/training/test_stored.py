import h5py
import numpy as np
import pytest

from latent.tools.processes import Lost
from latent.training import stored
from latent.training.stored import Unreadable, check_stored


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["a/b"] = np.arange(5, dtype=np.float32)
    return path


def problem_with(path):
    with pytest.raises(Unreadable) as problem:
        check_stored(path)
    assert str(problem.value) == stored.problem_of(str(path))
    return str(problem.value)


def test_plain_arrays_can_be_read(path):
    check_stored(path)


@pytest.mark.parametrize("content", [b"", b"no weights", b"\x89HDF"])
def test_a_file_that_is_no_hdf5_is_said_to_be_none(path, content):
    path.write_bytes(content)
    with pytest.raises(ValueError, match="does not begin as HDF5 does"):
        check_stored(path)


@pytest.mark.parametrize(
    ("add", "words"),
    [
        (lambda f: f.create_dataset("x", (2**40,), "f4"), "claims values"),
        (lambda f: f.create_dataset("x", (9,), "f4", chunks=(3,)), "one plain block"),
        (lambda f: f.create_dataset("x", (9,), "f4", external="/etc/passwd"), "one plain block"),
        (
            lambda f: f.create_dataset("x", data=["a"], dtype=h5py.string_dtype()),
            "holds no numbers",
        ),
        (lambda f: f.create_dataset("x", (2,), dtype=h5py.ref_dtype), "holds no numbers"),
        (lambda f: f.__setitem__("x", h5py.SoftLink("/a")), "links"),
        (lambda f: f.__setitem__("x", h5py.ExternalLink("b.h5", "/")), "links"),
        (lambda f: f.__setitem__("a/x", f["/"]), "more parts than a model needs"),
        (lambda f: f.__setitem__("x", np.dtype("f4")), "of a kind that a model does not need"),
    ],
)
def test_what_points_elsewhere_or_is_no_plain_array_is_refused(path, add, words):
    with h5py.File(path, "a") as file:
        add(file)
    assert words in problem_with(path)


def test_a_virtual_array_is_refused(path):
    with h5py.File(path, "a") as file:
        layout = h5py.VirtualLayout((5,), "f4")
        layout[:] = h5py.VirtualSource(file["a/b"])
        file.create_virtual_dataset("x", layout)
    assert "not stored as one plain block" in problem_with(path)


@pytest.mark.parametrize("reason", ["crashes what reads it", "takes what reads it more than 4 s"])
def test_a_file_that_crashes_the_library_takes_only_the_other_process_down(
    path, monkeypatch, reason
):
    monkeypatch.setattr(stored, "map_safely", lambda f, items, s: [(items[0], Lost(reason))])
    with pytest.raises(Unreadable, match=f"it {reason}"):
        check_stored(path)
