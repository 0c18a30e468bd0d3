"""`python -m latent.export`: which files it makes, and what it refuses."""

import errno
from pathlib import Path

import pytest

from latent.commands.export import main
from latent.export import html_page
from latent.maps.embedding_file import save_embedding
from latent.settings import DenseSettings
from tests.helpers.maps import grid_map
from tests.helpers.models import model_of, random_images, save_model
from tests.helpers.refusals import error_line_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    save_model(folder / "a.weights.h5", model_of(DenseSettings(layers=(), d_latent=3), IMAGES))
    save_embedding(folder / "a.weights.h5.embed-UMAP.pkl", grid_map())
    save_embedding(folder / "a.weights.h5.embed-PCA.pkl", grid_map(method="PCA"))
    save_embedding(folder / "other.pkl", grid_map(side=4))
    return folder


IMAGES = random_images()
WEIGHTS, UMAP, PCA = "a.weights.h5", "a.weights.h5.embed-UMAP.pkl", "a.weights.h5.embed-PCA.pkl"


def run(folder, *words):
    """Run the command; words that name a file of `folder` are its paths."""
    return main(resolved(folder, words))


def resolved(folder, words):
    words = [*map(str, words)]
    return [str(folder / word) if (folder / word).is_file() else word for word in words]


def refused(capsys, folder, *words):
    return error_line_of(capsys, "python -m latent.export", main, *resolved(folder, words))


def test_several_maps_become_one_file_for_each_target_named_after_the_first(
    folder, tmp_path, capsys
):
    # Files may stand behind the targets.
    targets = ["html", "csv", "npz", "parquet", "projector", "csv"]
    assert run(folder, UMAP, "--out", tmp_path, "--to", *targets, PCA) == 0
    expected = [tmp_path / f"{UMAP}.{target}" for target in targets[:5]]
    assert capsys.readouterr().out.splitlines() == [*map(str, expected)]
    assert {*tmp_path.iterdir()} == {*expected}
    header = (tmp_path / f"{UMAP}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "x_UMAP,y_UMAP,x_PCA,y_PCA" in header.replace('"', "")


def test_a_part_of_the_images_can_be_taken(folder, tmp_path):
    assert run(folder, UMAP, "--to", "csv", "--n_images", 9, "--out", tmp_path) == 0
    assert len((tmp_path / f"{UMAP}.csv").read_text(encoding="utf-8").splitlines()) == 10


def test_weights_become_networks_beside_them(folder, capsys):
    before = {*folder.iterdir()}
    assert run(folder, WEIGHTS, "--to", "keras") == 0
    written = {folder / "a.encoder.keras", folder / "a.decoder.keras"}
    assert {*folder.iterdir()} - before == written
    assert {*map(Path, capsys.readouterr().out.splitlines())} == written


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--to", "csv"], "give a WEIGHTS file or an EMBEDDING to export"),
        ([UMAP, "--to", "word"], "--to word: must be one of keras, onnx, html, projector, parquet"),
        (["none.pkl", "--to", "csv"], "none.pkl: there is no such file; give weights"),
        ([UMAP, "--to", "keras"], "takes weights, and FOLDER/a.weights.h5.embed-UMAP.pkl is an"),
        ([WEIGHTS, "--to", "html"], "make one with embed.py FOLDER/a.weights.h5"),
        ([WEIGHTS, UMAP, "--to", "csv"], "FOLDER/a.weights.h5: nothing of --to csv is made of it"),
        ([UMAP, "other.pkl", "--to", "csv"], "other.pkl: maps other images or other codes than"),
        ([UMAP, "--to", "csv", "--n_images", "0"], "--n_images 0: must be a whole number, at"),
        ([UMAP, "--to", "csv", "--n_images", "65"], "--n_images 65: there are 64"),
        ([WEIGHTS, "--to", "keras", "--n_images", "9"], "--n_images: goes with html, projector"),
    ],
)
def test_what_cannot_be_made_is_refused(folder, capsys, words, problem):
    before = {*folder.iterdir()}
    assert problem.replace("FOLDER", str(folder)) in refused(capsys, folder, *words)
    assert {*folder.iterdir()} == before


def test_two_weights_of_one_name_are_refused(folder, tmp_path, capsys):
    (tmp_path / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes())
    line = refused(capsys, folder, WEIGHTS, tmp_path / WEIGHTS, "--to", "keras")
    assert "two weights files of one name would become one file" in line


def test_onnx_without_its_package_says_how_to_get_it(folder, capsys, monkeypatch):
    def no_version(name):
        raise packages.PackageNotFoundError(name)

    from latent.export import packages

    monkeypatch.setattr(packages, "version", no_version)
    assert "pip install tf2onnx" in refused(capsys, folder, WEIGHTS, "--to", "onnx")
    monkeypatch.setattr(packages, "version", lambda name: "3.6.0")
    assert 'pip install "keras>=3.8"' in refused(capsys, folder, WEIGHTS, "--to", "onnx")


def test_a_full_disk_leaves_what_was_there(folder, tmp_path, capsys, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / f"{UMAP}.html").write_text("before")
    monkeypatch.setattr(html_page, "page_text", full)
    with pytest.raises(SystemExit) as end:
        run(folder, UMAP, "--to", "html", "--out", tmp_path)
    assert end.value.code == 2
    *progress, line = capsys.readouterr().err.splitlines()
    assert progress == [f"writing {UMAP}.html"]
    assert "the disk is full, make room or choose another folder with --out" in line
    assert [path.name for path in tmp_path.iterdir()] == [f"{UMAP}.html"]
    assert (tmp_path / f"{UMAP}.html").read_text() == "before"
