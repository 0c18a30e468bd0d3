import dataclasses
import os
import pickle
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from latent.maps import embedding_file
from latent.maps.embedding_file import EmbeddingFile, key_of, load_embedding, save_embedding
from latent.maps.places import LinearMap
from latent.tools import plain_pickle
from latent.tools.check import UserError
from tests.helpers.refusals import refusal_of
from tests.helpers.sealing import unseal


def content(**changes):
    rng = np.random.default_rng(0)
    values = {
        "method": "TSNE",
        "parameters": {"perplexity": 30.0, "steps": 750, "start": "pca"},
        "positions": rng.random((5, 2), np.float32),
        "codes": rng.normal(size=(5, 3)).astype(np.float32),
        "labels": np.array([0, 1, 1, 0, 1], np.int32),
        "label_names": ["zero", "één"],
        "font_names": ["Arial", "Times", "Arial", "Times", "Courier"],
        "images": rng.integers(0, 256, (5, 28, 28), np.uint8),
        "dataset": "digits",
        "seed": 3,
        "weights_path": "results/dense.weights.h5",
        "weights_sha256": "ab" * 32,
        "settings_json": '{"d_latent": 3}',
        "linear_map": LinearMap(rng.normal(size=(3, 2)), rng.normal(size=2)),
        "versions": {"numpy": "2.4"},
        "key": key_of(seed=3),
    }
    return EmbeddingFile(**values | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"label_names": [f"class {k}" for k in range(256)]},
        {"label_names": ["a" * 1001, "b"]},
        {"dataset": "d" * 5000},
        {"weights_path": "w" * 5000},
        {"method": "m" * 5000},
    ],
)
def test_more_classes_or_longer_names_than_a_window_can_show_are_refused(changes):
    content(label_names=[f"class {k}" for k in range(255)])
    with pytest.raises(ValueError):
        content(**changes)


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "map.pkl"
    save_embedding(path, content())
    return path


def write(path, values):
    path.write_bytes(pickle.dumps(values, protocol=4))
    return path


def assert_refused(path):
    with pytest.raises(UserError) as caught:
        load_embedding(path)
    message = str(caught.value)
    assert str(path) in message
    assert "make it again with embed.py" in message
    assert "\n" not in message


def assert_alike(first, second):
    for field in dataclasses.fields(EmbeddingFile):
        one, other = getattr(first, field.name), getattr(second, field.name)
        if isinstance(one, np.ndarray):
            assert one.dtype == other.dtype and np.array_equal(one, other), field.name
        elif isinstance(one, LinearMap):
            assert all(map(np.array_equal, one, other)), field.name
        else:
            assert one == other, field.name


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"linear_map": None},
        {"font_names": None},
        {"codes": None, "linear_map": None, "weights_path": "", "weights_sha256": ""},
        {"label_names": [f"label {number}" for number in range(255)]},
        {"parameters": {}, "versions": {}},
    ],
)
def test_what_was_saved_is_loaded(tmp_path, changes):
    save_embedding(tmp_path / "map.pkl", content(**changes))
    assert_alike(load_embedding(tmp_path / "map.pkl"), content(**changes))


def test_loaded_arrays_can_be_written_to(saved):
    loaded = load_embedding(saved)
    loaded.images[0] = 7
    assert (loaded.images[0] == 7).all()


def test_plain_pickle_opens_the_file_to_plain_things(saved):
    values = pickle.loads(saved.read_bytes())
    assert values["format"] == "latent embedding"
    assert np.array_equal(values["images"], content().images)
    assert values["label_names"] == ["zero", "één"]
    plain = (np.ndarray, str, int, float, list, dict, type(None))
    assert all(type(value) in plain for value in values.values())


def test_arrays_in_another_layout_are_saved_too(tmp_path):
    positions = np.asfortranarray(content().positions)
    save_embedding(tmp_path / "map.pkl", content(positions=positions))
    assert np.array_equal(load_embedding(tmp_path / "map.pkl").positions, positions)


def test_files_written_with_numpy_1_are_read(saved):
    # The name's length is one byte in front of it.
    new, old = b"numpy._core.multiarray", b"numpy.core.multiarray"
    data = unseal(saved)
    data = data.replace(bytes([len(new)]) + new, bytes([len(old)]) + old)
    saved.write_bytes(data)
    assert_alike(load_embedding(saved), content())


def test_equal_content_gives_equal_bytes(tmp_path):
    for name in ("one", "other"):
        save_embedding(tmp_path / name, content())
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_key_belongs_to_its_values_in_any_order():
    assert key_of(seed=3, method="PCA") == key_of(method="PCA", seed=3)
    assert key_of(seed=3, method="PCA") != key_of(seed=4, method="PCA")


def test_codes_are_placed_by_the_linear_map_if_there_is_one():
    doubled = LinearMap(np.array([[2.0, 0.0], [0.0, 2.0], [0.0, 0.0]]), np.array([1.0, 0.0]))
    placed = content(linear_map=doubled).place(np.array([[3.0, 4.0, 5.0]]))
    assert placed.tolist() == [[7.0, 8.0]]


def test_codes_are_placed_among_the_fitted_ones_otherwise():
    made = content(linear_map=None)
    assert np.array_equal(made.place(made.codes), made.positions)


def test_a_map_of_pixels_places_images():
    made = content(codes=None, linear_map=None)
    assert made.vectors.shape == (5, 784)
    assert made.vectors.max() <= 1
    assert np.array_equal(made.place(made.vectors), made.positions)


@pytest.mark.parametrize(
    "changes",
    [
        {"positions": np.full((5, 2), 1.5, np.float32)},
        {"positions": np.full((5, 2), np.nan, np.float32)},
        {"positions": np.zeros((4, 2), np.float32)},
        {"positions": np.zeros((5, 2))},
        {"codes": np.full((5, 3), np.inf, np.float32)},
        {"codes": np.zeros((5, 0), np.float32)},
        {"codes": np.zeros((5, 4), np.float32)},  # the linear map takes 3
        {"labels": np.array([0, 1, 2, 0, 1], np.int32)},
        {"labels": np.array([0, 1, -1, 0, 1], np.int32)},
        {"label_names": ["zero", 1]},
        {"label_names": ["zero", "\ud800"]},
        {"font_names": ["Arial"]},
        {"images": [[0] * 28] * 5},
        {"images": np.zeros((5, 28, 27, 4), np.uint8)},
        {"images": np.zeros((5, 28, 1025), np.uint8)},
        {"images": np.zeros((5, 28, 0), np.uint8)},
        {"seed": -1},
        {"seed": True},
        {"seed": 0.5},
        {"method": None},
        {"parameters": {"perplexity": None}},
        {"versions": {"numpy": 2}},
        {"settings_json": "x" * 16_000_001},
        {"linear_map": LinearMap(np.full((3, 2), np.nan), np.zeros(2))},
    ],
)
def test_content_that_does_not_fit_together_is_refused(changes):
    with pytest.raises(ValueError):
        content(**changes)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert_refused(tmp_path / "missing.pkl")
    assert_refused(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are not for this system")
def test_a_named_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert_refused(tmp_path / "pipe")


def test_a_file_cut_off_anywhere_is_refused(saved):
    data = saved.read_bytes()
    for length in [*range(300), *range(300, len(data), 97), len(data) - 1]:
        saved.write_bytes(data[:length])
        assert_refused(saved)


def test_a_file_with_something_behind_it_is_refused(saved):
    saved.write_bytes(saved.read_bytes() + b"x")
    assert_refused(saved)


def test_a_flipped_bit_is_named(saved):
    data = saved.read_bytes()
    for place in range(0, len(data) - 60, 17):
        saved.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        assert "is damaged: its checksum is another" in refusal_of(load_embedding, saved)


def test_a_file_without_a_checksum_still_opens(saved):
    unseal(saved)
    assert_alike(load_embedding(saved), content())


def test_flipped_bytes_are_refused_or_harmless_without_a_checksum(saved):
    data = bytearray(unseal(saved))
    rng = np.random.default_rng(0)
    # All of the first ones, which are names and types, and some of the rest.
    places = [*range(400), *range(400, len(data), 11)]
    refused = 0
    for place in places:
        damaged = data.copy()
        damaged[place] ^= int(rng.integers(1, 256))
        saved.write_bytes(damaged)
        try:
            assert type(load_embedding(saved)) is EmbeddingFile
        except UserError:
            refused += 1
    assert refused > 100


def test_random_bytes_are_refused(tmp_path):
    path = tmp_path / "random.pkl"
    rng = np.random.default_rng(0)
    for length in (0, 1, 10, 100, 10_000):
        path.write_bytes(rng.bytes(length))
        assert_refused(path)
    for _ in range(300):
        path.write_bytes(b"\x80\x04" + rng.bytes(50) + b".")
        assert_refused(path)


class TouchesFile:
    """Pickled, it is a command that Python's own unpickler runs."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@pytest.mark.parametrize("place", ["alone", "as a value", "in a list"])
def test_a_pickle_that_would_run_a_command_runs_nothing(saved, place):
    touched = saved.with_name("touched")
    command = TouchesFile(touched)
    values = pickle.loads(saved.read_bytes())
    hostile = {
        "alone": command,
        "as a value": values | {"dataset": command},
        "in a list": values | {"label_names": [command, "one"]},
    }[place]
    write(saved, hostile)
    assert_refused(saved)
    assert not touched.exists()
    pickle.loads(saved.read_bytes())  # the command does work
    assert touched.exists()


@pytest.mark.parametrize(
    "hostile",
    [
        b"cos\nsystem\n(S'exit'\ntR.",  # text instructions
        b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04exit\x85R.",
        b"\x80\x04\x8c\x05numpy\x8c\x07ndarray\x93K\x01\x85R.",  # ndarray(1)
        b"\x80\x04\x8c\x05numpy\x8c\x05dtype\x93\x8c\x01O\x89\x88\x87R.",  # dtype of objects
        b"\x80\x04\x8c\x05numpy\x8c\x05dtype\x93}b.",  # a state for the class itself
        b"\x80\x04]}\x8c\x08__init__K\x01sb.",  # a state for a list
        b"\x80\x04}\x8c\x01aK\x01]b.",
        b"\x80\x04K\x05R.",
        b"\x80\x04(.",
        b"\x80\x04.",
        b"\x80\x04K\x01K\x02.",
        b"\x80\x04]0.",  # pops more than plain data ever does
        b"\x80\x04h\x07.",  # a value that was never kept
        b"\x80\x04}(K\x01K\x02u.",  # a key that is no text
        b"\x80\x04}(\x8c\x01au.",  # a key without a value
        b"\x80\x04]\x94h\x00a.",  # a list within itself
        b"\x82\x01.",  # extension registry
        b"\x97.",  # out-of-band buffer
    ],
)
def test_small_hostile_pickles_are_refused(tmp_path, hostile):
    path = tmp_path / "hostile.pkl"
    path.write_bytes(hostile)
    assert_refused(path)


HUGE = 1 << 40


@pytest.mark.parametrize(
    "hostile",
    [
        b"\x80\x04\x8e" + struct.pack("<Q", HUGE) + b"x.",  # bytes
        b"\x80\x04\x8d" + struct.pack("<Q", HUGE) + b"x.",  # text
        b"\x80\x04\x96" + struct.pack("<Q", HUGE) + b"x.",  # bytearray
        b"\x80\x04\x95" + struct.pack("<Q", HUGE) + b"}.",  # frame
        b"\x80\x04\x8b" + struct.pack("<i", 2**31 - 1) + b"x.",  # whole number
        b"\x80\x04}r" + struct.pack("<I", 2**32 - 1) + b".",  # memo index
    ],
)
def test_claimed_sizes_are_not_believed(tmp_path, hostile):
    path = tmp_path / "huge.pkl"
    path.write_bytes(hostile)
    tracemalloc.start()
    try:
        assert_refused(path)
        assert tracemalloc.get_traced_memory()[1] < 1e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "hostile",
    [
        b"\x80\x04" + b"(" * 200_000 + b".",
        b"\x80\x04" + b"]" * 200_000 + b"a" * 199_999 + b".",  # nested lists
        b"\x80\x04}" + b")" + b"\x85" * 200_000 + b"K\x01s.",  # a deep tuple as a key
        b"\x80\x04]" + b"\x94h\x00h\x00h\x00\x87" * 40_000 + b".",  # shared, tripled each time
    ],
)
def test_deep_and_shared_values_are_refused(tmp_path, hostile):
    path = tmp_path / "bomb.pkl"
    path.write_bytes(hostile)
    assert_refused(path)


def test_endless_instructions_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(plain_pickle, "MOST_INSTRUCTIONS", 100)
    assert_refused(write(tmp_path / "long.pkl", {"label_names": [str(k) for k in range(100)]}))


def test_one_piece_of_bytes_cannot_serve_many_arrays(saved):
    values = pickle.loads(saved.read_bytes())
    pixels = np.zeros((100, 28, 28), np.uint8)
    write(saved, values | {f"images{number}": pixels for number in range(50)})
    with saved.open("rb") as file, pytest.raises(ValueError, match="share"):
        embedding_file.read_plain_pickle(file)


@pytest.mark.parametrize(
    "array",
    [
        np.array([None, "text"]),
        np.zeros(5, "f4,f4"),
        np.zeros((5, 2), ">f4"),
        np.zeros((5, 2), "c8"),
        np.array(["text"]),
        np.zeros((5, 2), "M8[s]"),
    ],
)
def test_arrays_of_anything_but_plain_numbers_are_refused(saved, array):
    write(saved, pickle.loads(saved.read_bytes()) | {"positions": array})
    assert_refused(saved)


def test_shapes_that_the_bytes_do_not_fill_are_refused(saved):
    data = saved.read_bytes()
    shape = b"K\x05K\x1cK\x1c\x87"  # (5, 28, 28)
    assert data.count(shape) == 1
    for other in (b"K\x06K\x1cK\x1c\x87", b"J\xff\xff\xff\xffK\x1cK\x1c\x87", b"K\x05K\x1c\x86"):
        saved.write_bytes(data.replace(shape, other))
        assert_refused(saved)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "another"),
        ("format_number", None),
        ("positions", [[0.5, 0.5]] * 5),
        ("codes", "none"),
        ("label_names", "zero"),
        ("fonts", ["Arial"]),
        ("font_indices", np.array([0, 1, 2, 0, -1], np.int32)),
        ("linear_offset", None),
        ("unknown", 1),
        ("seed", "3"),
    ],
)
def test_a_pickle_of_other_things_is_refused(saved, name, value):
    write(saved, pickle.loads(saved.read_bytes()) | {name: value})
    assert_refused(saved)


@pytest.mark.parametrize("name", ["format", "format_number", "images", "fonts", "key"])
def test_a_missing_part_is_refused(saved, name):
    values = pickle.loads(saved.read_bytes())
    del values[name]
    assert_refused(write(saved, values))


def test_a_later_format_is_told_from_damage(saved):
    write(saved, pickle.loads(saved.read_bytes()) | {"format_number": 2})
    with pytest.raises(UserError, match="has format 2, this program reads 1: make it again"):
        load_embedding(saved)


WHOLE = {
    "settings_json": '{"dataset": "alphanumeric", "unit": "typeface", "charset": "BAC"}',
    "images": np.zeros((5, 56, 56), np.uint8),
}


def test_the_letters_that_stand_for_a_whole_typeface_are_kept(tmp_path):
    path = tmp_path / "map.pkl"
    save_embedding(path, content(**WHOLE, specimen="CA"))
    loaded = load_embedding(path)
    assert loaded.specimen == "CA"
    assert loaded.grid.characters == "ABC"
    assert loaded.grid.shape == (56, 56)


def test_maps_of_other_images_have_no_such_letters_and_no_grid(saved):
    loaded = load_embedding(saved)
    assert loaded.specimen == ""
    assert loaded.grid is None


@pytest.mark.parametrize(
    "changes",
    [
        {"specimen": "A"},
        {**WHOLE, "specimen": "D"},
        {**WHOLE, "specimen": 3},
        {**WHOLE, "specimen": "A", "images": np.zeros((5, 57, 56), np.uint8)},
    ],
)
def test_letters_that_the_images_do_not_have_are_refused(changes):
    with pytest.raises(ValueError):
        content(**changes)
