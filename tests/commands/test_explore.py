import json
import os
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import dense
import embed
import explore_latent
from latent.commands import demo
from latent.commands.decoder_process import DecoderProcess
from latent.commands.explore import decoder_loader, find_weights, open_explorer
from latent.data.gray_levels import to_bytes
from latent.maps.embedding_file import load_embedding, save_embedding
from latent.tools.check import UserError
from latent.training.weights_file import load_weights
from latent.windows.screen import Screen
from tests.helpers.maps import grid_map
from tests.helpers.scripts import one_error_line, run_script

SMALL = ["--dataset", "optdigits", "--no_plot", "--n_train", "200", "--epochs", "1"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A trained model and a map of its codes; returns the two files."""
    folder = tmp_path_factory.mktemp("made")
    results, maps = folder / "results", folder / "embeddings"
    dense.main([*SMALL, "--d_latent", "4", "--name", "run", "--out", str(results)])
    weights = results / "run.weights.h5"
    embed.main([str(weights), "--methods", "PCA", "--map_size", "200", "--out", str(maps)])
    return weights, maps / "run.weights.h5.embed-PCA.pkl"


@pytest.fixture
def copied(made, tmp_path):
    """The same two files where a test can change them; the map still names the first weights."""
    weights, path = made
    content = replace(load_embedding(path), weights_path=str(tmp_path / "gone" / weights.name))
    save_embedding(tmp_path / path.name, content)
    shutil.copy(weights, tmp_path / "moved.weights.h5")
    return tmp_path / "moved.weights.h5", tmp_path / path.name


def picks_file(path, experiment, picks, content):
    values = {"format": "latent picks", "dataset": content.dataset, "experiment": experiment}
    values |= {"n_images": len(content.images), "picks": {experiment: picks}}
    path.write_text(json.dumps(values))
    return path


def test_a_snapshot_is_a_picture_of_the_window_and_of_its_experiment(made, tmp_path):
    _, path = made
    content = load_embedding(path)
    picks = picks_file(tmp_path / "p.json", "analogy", list(range(9)), content)
    for name, flags in (("plain", []), ("again", []), ("picked", ["--picks", str(picks)])):
        picture = tmp_path / f"{name}.png"
        assert explore_latent.main([str(path), "--snapshot", str(picture), *flags]) == 0
        assert Image.open(picture).size == (1600, 900)
    assert (tmp_path / "plain.png").read_bytes() == (tmp_path / "again.png").read_bytes()
    assert (tmp_path / "plain.png").read_bytes() != (tmp_path / "picked.png").read_bytes()


def test_analogies_and_ends_are_what_the_model_decodes(made, tmp_path):
    weights, path = made
    content = load_embedding(path)
    model = load_weights(weights).model
    opened = open_explorer(path, Screen(snapshot=str(tmp_path / "a.png")))
    opened.window.background.finish()
    explorer = opened.explorer
    explorer.tabs.go_on()
    for index in range(9):
        explorer.tabs.board.pick(index)
    explorer.tabs.finish()
    codes = content.codes
    a, b = codes[7], codes[8]
    for cell in explorer.tabs.sheet.cells:
        if cell.name.startswith("D"):
            k = int(cell.name[1:]) - 1
            np.testing.assert_allclose(
                model.decode(cell.code[None]), model.decode((codes[k] + b - a)[None]), atol=1e-5
            )
        elif cell.slot is not None:
            reconstructed = to_bytes(model.reconstruct(content.images[cell.slot][None]))[0]
            difference = explorer.tabs.image(cell, True).astype(int) - reconstructed
            assert np.abs(difference).max() <= 1


def test_weights_are_found_where_they_were_or_beside_the_map(made, copied):
    weights, path = made
    assert find_weights(load_embedding(path), path) == weights
    moved, copy = copied
    content = load_embedding(copy)
    beside = moved.rename(copy.with_name(weights.name))
    assert find_weights(content, copy) == beside
    in_results = copy.parent.parent / "results" / weights.name
    assert in_results != beside


def test_weights_that_moved_are_asked_for_and_can_be_given(copied):
    moved, path = copied
    content = load_embedding(path)
    with pytest.raises(UserError, match=r"looked for .*gone.*: say with --weights FILE"):
        find_weights(content, path)
    assert find_weights(content, path, moved) == moved
    with pytest.raises(UserError, match=r"looked for .*elsewhere"):
        find_weights(content, path, path.parent / "elsewhere.h5")


def test_weights_that_changed_are_refused(copied):
    moved, path = copied
    with moved.open("ab") as file:
        file.write(b"more")
    content = load_embedding(path)
    with pytest.raises(UserError, match=r"was made with other weights, .*embed\.py"):
        find_weights(content, path, moved)
    beside = path.with_name(Path(content.weights_path).name)
    moved.rename(beside)
    with pytest.raises(UserError, match=r"was changed since .*embed again with embed\.py"):
        find_weights(content, path)


def test_weights_of_another_model_are_refused_with_the_name_of_the_right_ones(copied):
    moved, path = copied
    other = replace(load_embedding(path), weights_path="/a/right.weights.h5", weights_sha256="0")
    with pytest.raises(UserError, match=r"--weights .*moved.* other weights, .*/a/right\.weights"):
        find_weights(other, path, moved)


def test_weights_in_place_of_a_map_are_told_apart(made):
    weights, _ = made
    with pytest.raises(UserError, match=r"holds weights, not a map: .* embed\.py .*run\.weights"):
        open_explorer(weights, Screen(snapshot="never.png"))


def test_images_of_another_shape_than_the_weights_decode_are_one_line(made):
    weights, path = made
    content = load_embedding(path)
    larger = replace(content, images=np.zeros((len(content.images), 30, 20), np.uint8))
    with pytest.raises(UserError, match="decodes images of 28×28 pixels, the map's have 20×30"):
        decoder_loader(DecoderProcess(weights), larger)()


def test_weights_for_other_codes_are_refused(made):
    weights, _ = made
    content = grid_map(weights_sha256="")  # codes of three numbers
    with pytest.raises(UserError, match="decodes codes of 4 numbers, the map's have 3"):
        decoder_loader(DecoderProcess(weights), content)()


def test_an_image_of_ones_own_is_shown_from_the_beginning(made, tmp_path):
    _, path = made
    Image.fromarray(255 - load_embedding(path).images[3]).save(tmp_path / "own.png")
    plain, own = tmp_path / "plain.png", tmp_path / "with.png"
    explore_latent.main([str(path), "--snapshot", str(plain)])
    explore_latent.main([str(path), "--snapshot", str(own), "--image", str(tmp_path / "own.png")])
    assert plain.read_bytes() != own.read_bytes()
    opened = open_explorer(path, Screen(snapshot=str(own)), image=tmp_path / "own.png")
    opened.window.background.finish()
    np.testing.assert_array_equal(opened.explorer.own.image, opened.explorer.content.images[3])
    assert opened.explorer.own.near.indices[0] == 3
    assert opened.explorer.own.near.distances[0] < 1e-3
    with pytest.raises(UserError, match="there is no such file"):
        open_explorer(path, Screen(snapshot=str(own)), image=tmp_path / "gone.png")


@pytest.fixture(scope="module")
def made_otherwise(made):
    """A second model of the same images, and a map of its codes; returns the two files."""
    weights, maps = made[0].with_name("other.weights.h5"), made[1].parent
    flags = [*SMALL, "--d_latent", "3", "--name", "other", "--out", str(weights.parent)]
    dense.main(flags)
    embed.main([str(weights), "--methods", "PCA", "--map_size", "200", "--out", str(maps)])
    return weights, maps / "other.weights.h5.embed-PCA.pkl"


def test_two_models_decode_the_same_picks_each_by_its_own_weights(made, made_otherwise, tmp_path):
    files = made, made_otherwise
    paths = [path for _, path in files]
    opened = open_explorer(paths, Screen(snapshot=str(tmp_path / "a.png")))
    explorer = opened.explorer
    for index in (3, 4, 5, 6, 7):
        explorer.tabs.board.pick(index)
    opened.window.background.finish()
    explorer.tabs.finish()
    for model, (weights, path) in enumerate(files):
        codes, decode = load_embedding(path).codes, load_weights(weights).model.decode
        cell = next(
            cell
            for cell in explorer.tabs.sheet.cells
            if cell.model == model and cell.name == "source 2, t = 0.5"
        )
        expected = to_bytes(decode(((codes[4] + codes[7]) / 2)[None]))[0].astype(int)
        assert np.abs(explorer.tabs.image(cell) - expected).max() <= 1
    opened.run()
    assert Image.open(tmp_path / "a.png").size == (1600, 900)


def test_weights_of_several_maps_are_given_in_any_order(made, made_otherwise, tmp_path):
    paths = []
    for _, path in (made, made_otherwise):
        content = replace(load_embedding(path), weights_path=str(tmp_path / "gone.h5"))
        save_embedding(tmp_path / path.name, content)
        paths.append(tmp_path / path.name)
    weights = [made_otherwise[0], made[0]]
    screen = Screen(snapshot=str(tmp_path / "a.png"))
    opened = open_explorer(paths, screen, weights)
    opened.window.background.finish()
    assert all(coder.decode is not None for coder in opened.explorer.tabs.coders)
    with pytest.raises(UserError, match="none of these maps was made with it"):
        open_explorer(paths, screen, [paths[0]])
    with pytest.raises(UserError, match="there is no such file"):
        open_explorer(paths, screen, [tmp_path / "missing.h5"])
    with pytest.raises(UserError, match="say with --weights FILE where they are"):
        open_explorer(paths, screen, weights[:1])


def test_a_map_of_pixels_needs_no_weights(tmp_path):
    path = tmp_path / "pixels.pkl"
    save_embedding(path, grid_map(codes=None, linear_map=None, weights_path="", weights_sha256=""))
    picture = tmp_path / "a.png"
    assert explore_latent.main([str(path), "--snapshot", str(picture)]) == 0
    assert picture.exists()
    with pytest.raises(UserError, match="is a map of pixels, made without weights"):
        open_explorer(path, Screen(snapshot=str(picture)), weights="a.h5")


def test_the_demo_ends_with_a_picture_of_the_explorer_where_there_is_no_display(
    made, tmp_path, capsys
):
    _, path = made
    demo.explore(path, tmp_path / "a.png")
    assert Image.open(tmp_path / "a.png").size == (1600, 900)
    assert f"there is no display for the explorer's window, a picture of it: {tmp_path}" in (
        capsys.readouterr().out
    )


class Harmful:
    def __reduce__(self):
        return os.system, ("touch harmed",)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["missing.pkl", "--snapshot", "a.png"], "cannot read missing.pkl"),
        (["harmful.pkl", "--snapshot", "a.png"], "is not a whole embedding file"),
        (["text.pkl", "--snapshot", "a.png"], "is not a whole embedding file"),
        (["empty.pkl", "--snapshot", "a.png"], "is not a whole embedding file"),
        (["map.pkl", "--snapshot", "a.png"], "the weights of map.pkl are not there"),
        (["pixels.pkl"], "no window can be opened here: use --snapshot FILE.png"),
        (["pixels.pkl", "--snapshot", "a.png", "--web"], "--snapshot: clashes with --web"),
        (["pixels.pkl", "--snapshot", "a.png", "--picks", "p.json"], "cannot read a file of picks"),
        (["pixels.pkl", "--snapshot", "text.pkl/a.png"], "cannot write text.pkl/a.png"),
        (["pixels.pkl", "others.pkl", "--snapshot", "a.png"], "give maps of the same images"),
        (["pixels.pkl", "missing.pkl", "--snapshot", "a.png"], "cannot read missing.pkl"),
        (["pixels.pkl"] * 4, "4 maps: at most 3 are compared, give fewer"),
    ],
)
def test_bad_input_ends_with_one_line(tmp_path, monkeypatch, capsys, flags, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "harmful.pkl").write_bytes(pickle.dumps(Harmful()))
    (tmp_path / "text.pkl").write_text("hello")
    whole = grid_map()
    none = {name: getattr(whole, name)[:0] for name in ("positions", "codes", "labels", "images")}
    values = {"format": "latent embedding", "format_number": 1, **none}
    (tmp_path / "empty.pkl").write_bytes(pickle.dumps(values, protocol=4))
    save_embedding("map.pkl", whole)
    pixels = grid_map(codes=None, linear_map=None, weights_path="", weights_sha256="")
    save_embedding("pixels.pkl", pixels)
    save_embedding("others.pkl", replace(pixels, dataset="fashion"))
    with pytest.raises(SystemExit) as ended:
        explore_latent.main(flags)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("explore_latent.py: error: ")
    assert words in said
    assert said.count("\n") == 1
    assert not (tmp_path / "harmed").exists()
    assert not (tmp_path / "a.png").exists()


def test_the_script_ends_with_one_line_and_status_2_without_a_display(made):
    _, path = made
    line = one_error_line(run_script(["explore_latent.py", path]), "explore_latent.py")
    assert "--snapshot FILE.png" in line
    assert "--web" in line
