import http.server
import os
import shutil
import socket
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from latent.data import load, tfds
from tests.helpers.digits import write_mnist
from tests.helpers.prepared import prepare_digits
from tests.helpers.refusals import refusal_of

REAL_DATA = os.environ.get("LATENT_DATA")


def test_the_newest_prepared_version_is_found_by_number(tmp_path):
    assert tfds.find_prepared(tmp_path, "mnist") is None
    for version in ("3.0.9", "3.0.10", "2.9.9", "incomplete.3.0.11_x"):
        folder = tmp_path / "mnist" / version
        folder.mkdir(parents=True)
        (folder / "dataset_info.json").write_text("{}")
    (tmp_path / "mnist" / "4.0.0").mkdir()  # without dataset_info.json it is not finished
    assert tfds.find_prepared(tmp_path, "mnist") == tmp_path / "mnist" / "3.0.10"


@pytest.fixture(scope="module")
def prepared_folder(tmp_path_factory):
    """Random digits as tensorflow-datasets prepares MNIST, without a download."""
    return prepare_digits(tmp_path_factory.mktemp("prepared"))


def as_multiset(images, labels):
    """Return images with their labels in an order that does not depend on where they stood."""
    rows = np.column_stack([labels.astype(np.uint8), images.reshape(len(images), -1)])
    return np.sort(np.ascontiguousarray(rows).view(f"V{rows.shape[1]}").ravel())


def test_digits_prepared_by_tensorflow_datasets_are_the_same_as_from_idx_files(
    prepared_folder, tmp_path
):
    write_mnist(tmp_path / "mnist", n_train=20, n_test=10)
    prepared, from_files = load("digits", prepared_folder), load("digits", tmp_path)
    assert str(prepared_folder) in prepared.source
    for part in ("train", "test"):
        images, labels = getattr(prepared, f"x_{part}"), getattr(prepared, f"y_{part}")
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert images.shape[1:] == (28, 28)
        np.testing.assert_array_equal(
            as_multiset(images, labels),
            as_multiset(getattr(from_files, f"x_{part}"), getattr(from_files, f"y_{part}")),
        )


def test_prepared_digits_come_in_the_same_order_each_time(prepared_folder):
    first, second = load("digits", prepared_folder), load("digits", prepared_folder)
    np.testing.assert_array_equal(first.x_train, second.x_train)


def test_idx_files_come_before_what_is_prepared(prepared_folder):
    written = write_mnist(prepared_folder / "mnist", n_train=3)
    try:
        assert len(load("digits", prepared_folder).x_train) == 3
    finally:
        for name in written:
            (prepared_folder / "mnist" / name).unlink()


@pytest.mark.parametrize("damage", ["truncated", "emptied", "missing", "no features", "bad info"])
def test_damaged_prepared_data_are_one_line_that_says_what_to_do(prepared_folder, tmp_path, damage):
    folder = tmp_path / "mnist" / "3.0.1"
    folder.mkdir(parents=True)
    for path in (prepared_folder / "mnist" / "3.0.1").iterdir():
        content = path.read_bytes()
        is_data = "train.tfrecord" in path.name
        if is_data and damage == "truncated":
            content = content[: len(content) // 2]
        if is_data and damage == "emptied":
            content = b""
        if path.name == "dataset_info.json" and damage == "bad info":
            content = b"{"
        if not (is_data and damage == "missing") and not (
            path.name == "features.json" and damage == "no features"
        ):
            (folder / path.name).write_bytes(content)
    said = refusal_of(load, "digits", tmp_path)
    assert said.startswith(f"cannot read the data set prepared in {folder}: ")
    assert said.endswith("; remove that folder to have it prepared again")


def test_a_module_that_prepared_data_name_is_not_imported(prepared_folder, tmp_path, monkeypatch):
    folder = tmp_path / "mnist" / "3.0.1"
    shutil.copytree(prepared_folder / "mnist" / "3.0.1", folder)
    path = folder / "features.json"
    ours = "tensorflow_datasets.core.features.image_feature.Image"
    assert ours in path.read_text()
    path.write_text(path.read_text().replace(ours, "strange_module.Image"))
    (tmp_path / "strange_module.py").write_text("raise SystemExit('it was run')")
    monkeypatch.syspath_prepend(tmp_path)
    assert "features.json names strange_module.Image, a foreign class" in refusal_of(
        load, "digits", tmp_path
    )


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (np.zeros((2, 32, 32, 1), np.uint8), [0, 1]),
        (np.zeros((2, 28, 28, 1), np.float32), [0, 1]),
        (np.zeros((2, 28, 28, 1), np.uint8), [0, 10]),
        (np.zeros((2, 28, 28, 1), np.uint8), [-1, 0]),
        (np.zeros((0, 28, 28, 1), np.uint8), []),
    ],
    ids=["too large", "not bytes", "label above 9", "label below 0", "empty"],
)
def test_prepared_data_of_another_kind_are_refused(monkeypatch, images, labels):
    builder = SimpleNamespace(as_dataset=lambda **_: (images, np.array(labels)))
    monkeypatch.setattr(tfds, "_check_features", lambda _: None)
    library = SimpleNamespace(builder_from_directory=lambda _: builder)
    monkeypatch.setattr(tfds, "_import_tensorflow_datasets", lambda: library)
    assert refusal_of(tfds.read_prepared, Path("here")) == (
        "here does not hold 28×28 grey images with labels from 0 to 9"
    )


@pytest.mark.skipif(
    not REAL_DATA or not (Path(REAL_DATA).parent / "tfds" / "mnist").is_dir(),
    reason="there is no ../tfds beside $LATENT_DATA",
)
def test_real_mnist_is_the_same_from_both_sources():
    prepared = load("digits", Path(REAL_DATA).parent / "tfds")
    from_files = load("digits", REAL_DATA)
    assert "tensorflow-datasets" in prepared.source
    for part in ("train", "test"):
        np.testing.assert_array_equal(
            as_multiset(getattr(prepared, f"x_{part}"), getattr(prepared, f"y_{part}")),
            as_multiset(getattr(from_files, f"x_{part}"), getattr(from_files, f"y_{part}")),
        )


@pytest.mark.skipif(not REAL_DATA, reason="$LATENT_DATA is not set")
def test_real_mnist_has_the_known_counts():
    dataset = load("digits", REAL_DATA)
    assert dataset.x_train.shape == (60_000, 28, 28)
    assert dataset.x_test.shape == (10_000, 28, 28)
    np.testing.assert_array_equal(
        np.bincount(dataset.y_test), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    )
    np.testing.assert_array_equal(
        np.bincount(dataset.balanced_part(1000).y_train), np.full(10, 100)
    )


@pytest.fixture
def host(monkeypatch):
    """Send downloads of MNIST to a socket of this computer; returns the socket."""
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        monkeypatch.setitem(tfds.DOWNLOAD_HOSTS, "mnist", address)
        yield listener


@pytest.fixture
def no_library(monkeypatch):
    def refuse():
        raise AssertionError("tensorflow-datasets is asked although there is no network")

    monkeypatch.setattr(tfds, "_import_tensorflow_datasets", refuse)


def check_advice(said, folder):
    assert said.startswith(f"no mnist files in {folder} and no network to download them (")
    assert f"put its four IDX files (train-images-idx3-ubyte.gz and so on) into {folder}" in said
    assert said.endswith("or try --dataset optdigits, which needs no download")


def test_without_a_network_it_is_said_what_can_be_done(host, no_library, tmp_path):
    said = refusal_of(load, "digits", tmp_path)  # nobody listens at the host's port
    check_advice(said, tmp_path)
    assert "refused" in said
    assert list(tmp_path.iterdir()) == []


def test_a_host_that_never_answers_is_given_up(host, no_library, tmp_path, monkeypatch):
    monkeypatch.setattr(tfds, "NETWORK_SECONDS", 0.2)
    host.listen()
    said = refusal_of(load, "digits", tmp_path)
    check_advice(said, tmp_path)
    assert "timed out" in said


def test_a_name_that_is_looked_up_for_ever_is_given_up(host, no_library, tmp_path, monkeypatch):
    test_is_over = threading.Event()

    def look_up(*_, **__):
        test_is_over.wait(60)
        raise OSError("no such name")

    monkeypatch.setattr(tfds, "NETWORK_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    try:
        said = refusal_of(load, "digits", tmp_path)
    finally:
        test_is_over.set()
    check_advice(said, tmp_path)
    assert "did not answer in 0.2 seconds" in said


def test_what_is_said_without_a_network_is_said_within_five_seconds():
    assert tfds.NETWORK_SECONDS + 0.5 < 5


def test_what_answers_but_is_no_web_server_is_said(host, no_library, tmp_path):
    def answer():
        connection, _ = host.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"220 mail\r\n\r\n")

    host.listen()
    server = threading.Thread(target=answer, daemon=True)
    server.start()
    said = refusal_of(load, "digits", tmp_path)
    server.join()
    check_advice(said, tmp_path)
    assert "does not answer as a web server does" in said


@pytest.mark.parametrize("status", [200, 403, 404, 500])
def test_any_answer_of_a_web_server_counts_as_a_network(monkeypatch, status):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    monkeypatch.setenv("no_proxy", "*")
    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        assert tfds.network_problem(f"http://127.0.0.1:{server.server_port}/") is None
        thread.join()


@pytest.fixture
def library(monkeypatch, tmp_path):
    """A network that answers, and a tensorflow-datasets that notes what it is asked for."""
    monkeypatch.setattr(tfds, "network_problem", lambda _: None)
    library = SimpleNamespace(asked=[], problem=None)

    def prepare():
        library.asked.append("prepare")
        if library.problem is not None:
            raise library.problem

    def builder(name, data_dir):
        library.asked.append((name, data_dir))
        return SimpleNamespace(
            data_dir=str(data_dir / name / "3.0.1"), download_and_prepare=prepare
        )

    library.builder = builder
    monkeypatch.setattr(tfds, "_import_tensorflow_datasets", lambda: library)
    return library


def test_a_download_is_prepared_below_the_folder_of_data(library, tmp_path):
    assert tfds.download(tmp_path, "mnist") == tmp_path / "mnist" / "3.0.1"
    assert library.asked == [("mnist", tmp_path), "prepare"]


def test_a_download_that_fails_is_one_line_that_says_what_to_do(library, tmp_path):
    library.problem = ConnectionError("reset by peer\nand a long report\n")
    assert refusal_of(tfds.download, tmp_path, "mnist") == (
        f"downloading mnist into {tmp_path} failed: ConnectionError: reset by peer; try again, "
        "or use --dataset optdigits, which needs no download"
    )
