"""Every kind of file that the project reads: a whole one, ways to damage it, and its reader.

A target's `damage` writes a damaged file into a folder; `read` reads it as the project does, and
goes on with what it got as far as a user would see it.
"""

import json
import pickle
import random
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

import numpy as np
from PIL import Image

from latent.tools.checksum import seal
from tests.campaign.mutate import changed_value, damaged, wild_value
from tests.campaign.pickles import random_pickle
from tests.helpers.digits import idx_bytes, write_mnist

SHARE_UNSEALED = 0.1  # of damaged files that have a checksum, and one that does not fit


@dataclass(frozen=True)
class Target:
    """A kind of file. `share`: of all tries. `is_contained`: another process reads it first."""

    name: str
    share: float
    damage: Callable[[Path, random.Random], Path]
    read: Callable[[Path], object]
    is_contained: bool = False


def write_damaged(path: Path, content: bytes, rng: random.Random, is_sealed: bool = False) -> Path:
    """Write content with damage; the checksum of a sealed file mostly fits the damage."""
    if is_sealed and rng.random() < SHARE_UNSEALED:
        path.write_bytes(content)
        seal(path)
        path.write_bytes(damaged(path.read_bytes(), rng))
        return path
    path.write_bytes(damaged(content, rng))
    if is_sealed and rng.random() < 0.8:
        seal(path)
    return path


def as_json(value) -> bytes:
    """Return a value as JSON, also one that JSON has no words for."""
    try:
        return json.dumps(value).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return b"[" * 100_000


# Weights.


MODELS = {
    "dense": {"layers": (6,), "d_latent": 2, "pca_dims": 5},
    "vae": {"layers": (6,), "d_latent": 2},
    "sparse": {"layers": (6,), "d_latent": 8},
    "conv": {
        "filters": (2,),
        "dec_filters": (2, 2),
        "dec_kernel": (3,),
        "dec_strides": (2, 2),
        "d_latent": 2,
    },
}


@cache
def whole_weights(kind: str) -> bytes:
    """Return the bytes of a weights file of a kind of model, with a history and a film."""
    from latent.models import Autoencoder
    from latent.settings import KINDS
    from latent.training.film import Film
    from latent.training.weights_file import save_weights
    from tests.helpers.runs import run_to_the_end, trainer_for
    from tests.helpers.sealing import unseal

    small = {"dataset": "optdigits", "epochs": 2, "batch_size": 48}
    with mock.patch.object(Autoencoder, "uses_xla", False):  # compiling takes longer than it
        trainer = trainer_for(KINDS[kind](**small, **MODELS[kind]))
        run_to_the_end(trainer)
    film = Film(np.array([0.0, 1.0]), np.zeros((2, 3, 28, 28), np.uint8))
    path = Path(cache_folder()) / "whole.weights.h5"
    save_weights(path, trainer.model, trainer.record, trainer.state, film)
    content = unseal(path)
    path.unlink()
    return content


def damage_weights(folder: Path, rng: random.Random) -> Path:
    import h5py

    path = folder / "a.weights.h5"
    content = whole_weights(rng.choice(list(MODELS)))
    if rng.random() < 0.4:
        return write_damaged(path, content, rng, is_sealed=True)
    path.write_bytes(content)
    with h5py.File(path, "a") as file:
        rng.choice((_change_text, _change_text, _change_array, _add_strange_part))(file, rng)
    seal(path)
    return path


def _change_text(file, rng: random.Random) -> None:
    name = rng.choice(("settings", "progress", "versions"))
    value = json.loads(file["latent"][name][()].tobytes())
    del file["latent"][name]
    file["latent"][name] = np.frombuffer(as_json(changed_value(value, rng)), np.uint8)


def _change_array(file, rng: random.Random) -> None:
    import h5py

    found: list[str] = []
    file.visititems(
        lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) else None
    )
    name = rng.choice(found)
    old = file[name][()]
    if rng.random() < 0.3:
        del file[name]
        return
    changes = (
        lambda: np.full(old.shape, np.nan, np.float32),
        lambda: np.zeros((*old.shape, 2), old.dtype),
        lambda: old.astype(np.float64),
        lambda: np.zeros(0, old.dtype),
        lambda: old.ravel()[: old.size // 2],
        lambda: np.array(7, old.dtype),
        lambda: -np.abs(old.astype(np.float32)),
        lambda: old.astype(">f4"),
        lambda: np.zeros(3, [("a", "f4"), ("b", "S3")]),
        lambda: np.array(["text"], h5py.string_dtype()),
    )
    new = rng.choice(changes)()
    del file[name]
    file.create_dataset(name, data=new)


def _add_strange_part(file, rng: random.Random) -> None:
    import h5py

    place = rng.choice((file, file["latent"], file["layers"], file["latent/preprocessing"]))
    name = rng.choice(("x", "settings", "mean", "layers", "\x1b[2J", "vars"))
    if name in place:
        del place[name]
    lambda_layer = {"class_name": "Lambda", "config": {"function": ["4wEAAAA=", None, None]}}
    parts = (
        lambda: place.create_dataset(name, (2**40,), "f4"),
        lambda: place.create_dataset(name, (2**20, 2**20), "u1", chunks=True, compression="gzip"),
        lambda: place.create_dataset(name, data=np.zeros(2**24, "u1"), compression="gzip"),
        lambda: place.create_dataset(name, (100,), "u1", external=[("/etc/passwd", 0, 100)]),
        lambda: place.__setitem__(name, h5py.SoftLink("/latent")),
        lambda: place.__setitem__(name, h5py.SoftLink("/nowhere")),
        lambda: place.__setitem__(name, h5py.ExternalLink("/etc/passwd", "/")),
        lambda: place.__setitem__(name, h5py.ExternalLink("a.weights.h5", "/latent")),
        lambda: place.__setitem__(name, file["/"]),
        lambda: place.__setitem__(name, np.dtype("f8")),
        lambda: place.create_dataset(name, (3,), h5py.vlen_dtype(np.float32)),
        lambda: place.create_dataset(name, (3,), h5py.ref_dtype),
        lambda: place.create_dataset(name, data=h5py.Empty("f4")),
        lambda: [place.require_group(name).create_group(str(k)) for k in range(12_000)],
        lambda: _virtual(place, name),
        lambda: file.attrs.__setitem__("model_config", json.dumps(lambda_layer)),
        lambda: file["latent"].attrs.__setitem__("format", np.arange(3)),
        lambda: file["latent"].attrs.__setitem__("format_version", wild_number(rng)),
        lambda: file["latent"].attrs.__setitem__("format_version", "2"),
    )
    rng.choice(parts)()


def _virtual(place, name: str) -> None:
    import h5py

    layout = h5py.VirtualLayout((784,), "f4")
    layout[:] = h5py.VirtualSource("elsewhere.h5", "a", (784,))
    place.create_virtual_dataset(name, layout)


def wild_number(rng: random.Random) -> float:
    return rng.choice((-1, 0, 3, 2**40, 1.5, float("nan")))


def read_weights(path: Path) -> None:
    from latent import figures
    from latent.reports import vae
    from latent.training import stored, weights_file

    def check_here(path: Path) -> None:
        """Look at the file without another process: this one may crash."""
        problem = stored.problem_of(str(path))
        if problem is not None:
            raise stored.Unreadable(problem)

    weights_file.check_stored = check_here
    saved = weights_file.load_weights(path)
    saved.model.encode(np.zeros((1, *saved.model.settings.array_shape), np.uint8))
    history = saved.record.history
    if history:
        figures.history(history, saved.model.loss_name, "title").new_figure()
        if saved.model.settings.model == "vae":
            vae.weight_of_every_step(saved.model, history)


# Embeddings.


@cache
def whole_embedding() -> tuple[bytes, dict]:
    from latent.maps.embedding_file import save_embedding
    from tests.helpers.maps import grid_map
    from tests.helpers.sealing import unseal

    path = Path(cache_folder()) / "whole.pkl"
    save_embedding(path, grid_map(side=4))
    content = unseal(path)
    path.unlink()
    return content, pickle.loads(content)


def damage_embedding(folder: Path, rng: random.Random) -> Path:
    path = folder / "a.pkl"
    content, values = whole_embedding()
    kind = rng.random()
    if kind < 0.4:
        return write_damaged(path, content, rng, is_sealed=True)
    if kind < 0.6:
        path.write_bytes(random_pickle(rng, content))
    else:
        values = dict(values)
        for name in rng.sample(list(values), rng.choice((1, 1, 2))):
            values[name] = _other_array(values[name], rng)
        try:
            path.write_bytes(pickle.dumps(values, 4))
        except (RecursionError, UnicodeError):
            path.write_bytes(b"")
    if rng.random() < 0.9:
        seal(path)
    return path


def _other_array(value, rng: random.Random):
    if not isinstance(value, np.ndarray):
        return changed_value(value, rng)
    changes = (
        lambda: value[: rng.randrange(len(value) + 1)],
        lambda: value.astype(np.float64),
        lambda: np.asfortranarray(value.reshape(len(value), -1)),
        lambda: value.astype(object),
        lambda: np.array([{}, []], object),
        lambda: value[..., None],
        lambda: np.full(value.shape, wild_number(rng)).astype(value.dtype),
        lambda: -value if value.dtype.kind == "f" else value + 100,
        lambda: wild_value(rng),
        lambda: value.astype(">f8"),
        lambda: np.zeros((1, 0, 2, 3), value.dtype),
    )
    with np.errstate(all="ignore"):
        return rng.choice(changes)()


def read_embedding(path: Path) -> None:
    from latent.maps.embedding_file import load_embedding
    from latent.windows.explorer.title import map_title
    from latent.windows.explorer.window import ExploreWindow
    from tests.helpers.maps import fake_decode
    from tests.helpers.windows import UNSEEN

    content = load_embedding(path)
    map_title(content)
    size = content.images.shape[1:] == (28, 28) and content.codes is not None
    decode = fake_decode if size and content.codes.shape[1] == 3 else None
    window = ExploreWindow(content, path, UNSEEN, decode and (lambda: decode), size=(500, 400))
    window.explorer.pointer.point_at_image(0)
    window.card.show()
    window.window.background.finish()
    window.window.figure.canvas.draw()


# JSON.


def damage_font_set(folder: Path, rng: random.Random) -> Path:
    path = folder / "a.json"
    value = {"charset": ["R", "S"], "clusters": [{"font_names": ["Lato-Bold", "Lato-Light"]}] * 2}
    if rng.random() < 0.7:
        value |= _how_it_was_chosen(rng)
    if rng.random() < 0.5:
        return write_damaged(path, as_json(value), rng)
    path.write_bytes(as_json(changed_value(value, rng)))
    return path


def read_font_set(path: Path) -> None:
    from latent.clustering.settings import ClusterSettings
    from latent.clustering.workbench import Workbench
    from latent.data.fontset import choose_font_set, read_font_set, write_font_set
    from latent.windows.fonts.opening import open_font_set
    from latent.windows.fonts.saving import Choice
    from latent.windows.fonts.state import ClusterState

    font_set = read_font_set(path)
    write_font_set(path, font_set)
    assert read_font_set(path) == font_set
    choose_font_set(str(path), None)
    alphabets = _alphabets()
    state = ClusterState(alphabets, ClusterSettings())
    open_font_set(state, font_set, Workbench(alphabets).cluster)
    if state.shares:
        Choice.of(state)


def _how_it_was_chosen(rng: random.Random) -> dict:
    """Return the keys by which a font set is opened as it was saved."""
    from latent.clustering.settings import ALGORITHMS, ClusterSettings

    settings = ClusterSettings(algorithm=rng.choice(list(ALGORITHMS)), n_clusters=2, min_size=2)
    is_made = rng.random() < 0.7
    return {
        "source": {"dataset": "typefaces", "fonts": ["/fonts"]},
        "hashes": {"Lato-Bold": "0" * 64},
        "controls": settings.to_dict(),
        "clustering": settings.to_dict() if is_made else None,
        "groups": [] if is_made else [["Lato-Bold", "Lato-Light"], ["Lato-Thin"]],
        "shares": {"1": 50, "noise": 10},
        "excluded": ["Lato-Thin"],
        "shown": "R",
    }


@cache
def _alphabets():
    """Return six typefaces of two looks."""
    from latent.data.alphabets import Alphabets

    names = ("Lato-Bold", "Lato-Light", "Lato-Thin", "Moon-Bold", "Moon-Light", "Moon-Thin")
    looks = np.random.default_rng(0).integers(0, 200, (2, 1, 28, 28))
    noise = np.random.default_rng(1).integers(0, 20, (6, 94, 28, 28))
    images = (looks[np.arange(6) // 3] + noise).astype(np.uint8).reshape(-1, 28, 28)
    return Alphabets(images, np.arange(6 * 94).reshape(6, 94), names, "a test")


def damage_picks(folder: Path, rng: random.Random) -> Path:
    path = folder / "a.picks.json"
    value = json.loads(_whole_picks())
    if rng.random() < 0.4:
        return write_damaged(path, _whole_picks(), rng)
    path.write_bytes(as_json(changed_value(value, rng)))
    return path


@cache
def _whole_picks() -> bytes:
    """Return picks as a window saves them, whatever belongs to them now."""
    from latent.windows.explorer.window import ExploreWindow
    from tests.helpers.maps import fake_decode, grid_map
    from tests.helpers.windows import UNSEEN

    folder = Path(cache_folder())
    window = ExploreWindow(grid_map(), folder / "picks.pkl", UNSEEN, lambda: fake_decode)
    window.window.background.finish()
    for k in range(5):
        window.explorer.tabs.board.pick(k)
    window.keeping.save()
    (path,) = folder.glob("picks.pkl.*.json")
    content = path.read_bytes()
    for path in folder.glob("picks.pkl.*"):
        path.unlink()
    return content


def read_picks(path: Path) -> None:
    from latent.windows.explorer.window import ExploreWindow
    from tests.helpers.maps import fake_decode, grid_map
    from tests.helpers.windows import UNSEEN

    content = grid_map()
    ExploreWindow(content, path, UNSEEN, lambda: fake_decode, path, size=(400, 300))


# Data sets.


def damage_idx(folder: Path, rng: random.Random) -> Path:
    ending = rng.choice(("", ".gz"))
    write_mnist(folder, ending=ending)
    path = rng.choice(sorted(folder.iterdir()))
    if rng.random() < 0.3:
        shape = rng.choice(((2**32 - 1, 28, 28), (5, 2**31, 2**31), (10**7, 28, 28), (0, 28, 28)))
        content = idx_bytes(np.zeros((5, 28, 28), np.uint8), shape=shape)
        if ending:
            import gzip

            content = gzip.compress(content + b"\0" * rng.choice((0, 10**6)))
        path.write_bytes(content)
    else:
        write_damaged(path, path.read_bytes(), rng)
    return folder


def read_idx(folder: Path) -> None:
    from latent.data.idx import find_idx_files, read_idx_dataset

    files = find_idx_files(folder)
    if files is not None:
        read_idx_dataset(files)


@cache
def whole_prepared() -> Path:
    """Return the folder of a small data set that tensorflow-datasets prepared."""
    from tests.helpers.prepared import prepare_digits

    folder = Path(cache_folder()) / "prepared"
    return prepare_digits(folder, n_train=4, n_test=2) / "mnist" / "3.0.1"


def damage_prepared(folder: Path, rng: random.Random) -> Path:
    folder = folder / "mnist" / "3.0.1"
    shutil.copytree(whole_prepared(), folder)
    path = rng.choice(sorted(folder.iterdir()))
    if path.suffix == ".json" and rng.random() < 0.6:
        path.write_bytes(as_json(changed_value(json.loads(path.read_text()), rng)))
    else:
        write_damaged(path, path.read_bytes(), rng)
    return folder


def read_prepared(folder: Path) -> None:
    from latent.data import tfds

    tfds.read_prepared(folder)


@cache
def whole_csv() -> str:
    from latent.data.tmnist import HEADER

    rng = random.Random(0)
    rows = [
        ",".join([f"Font{k}-Bold", str(k % 10), *(str(rng.randrange(256)) for _ in range(784))])
        for k in range(6)
    ]
    return "\n".join([",".join(HEADER), *rows, ""])


def damage_tmnist(folder: Path, rng: random.Random) -> Path:
    path = folder / "TMNIST_Data.csv"
    text = whole_csv().encode()
    if rng.random() < 0.4:
        write_damaged(path, text, rng)
        return folder
    zipped = folder / "TMNIST_Data.csv.zip"
    if rng.random() < 0.3:
        text = rng.choice((b"0" * 10**7, b"\n" * 10**7, text + b"\n" * 10**6, b'"' * 10**6))
    with zipfile.ZipFile(zipped, "w", rng.choice((0, 8, 12, 14))) as archive:
        archive.writestr(rng.choice(("a.csv", "\x1b.csv", "../a.csv", "a.txt")), text)
    write_damaged(zipped, zipped.read_bytes(), rng)
    return folder


def read_tmnist(folder: Path) -> None:
    from latent.data import tmnist

    tmnist.load_cached, tmnist.store_cached = (lambda *_: None), (lambda *_: None)
    tmnist.read_tmnist(tmnist.SOURCES["numeric"], folder)


def damage_cache(folder: Path, rng: random.Random) -> Path:
    import os

    from latent.data.cache import store_cached

    os.environ["LATENT_CACHE"] = str(folder)
    small = {"names": np.array(["a", "b"]), "counts": np.arange(3)}
    store_cached("a", [1], np.arange(3 * 784, dtype=np.uint8).reshape(3, 28, 28), small)
    path = rng.choice((folder / "a.npy", folder / "a.npz"))
    if rng.random() < 0.2:
        np.save(path, np.array([{}], object), allow_pickle=True)
        return folder
    write_damaged(path, path.read_bytes(), rng)
    return folder


def read_cache(folder: Path) -> None:
    from latent.data.cache import load_cached, store_cached

    cached = load_cached("a", [1])
    if cached is None:  # made again, over whatever is there
        store_cached("a", [1], np.zeros((2, 3), np.uint8), {})
        assert load_cached("a", [1]) is not None
    else:
        assert cached[0].sum() == np.arange(3 * 784, dtype=np.uint8).sum()
        assert cached[1]["names"].tolist() == ["a", "b"]


def damage_array(folder: Path, rng: random.Random) -> Path:
    images = np.random.default_rng(0).integers(0, 256, (8, 6, 5), np.uint8)
    path = folder / rng.choice(("a.npy", "a.npz"))
    if rng.random() < 0.3:
        images = rng.choice(
            (
                images.astype(object),
                images.astype(np.float32),
                images[..., None],
                images[:1],
                np.zeros((9, 300, 2), np.uint8),
                np.asfortranarray(images),
                np.zeros(4, [("a", "u1")]),
            )
        )
    if path.suffix == ".npy":
        np.save(path, images, allow_pickle=True)
    else:
        others = rng.choice(
            (
                {},
                {"labels": np.arange(8) % 2},
                {"y": np.arange(8) % 2, "label_names": np.array(["a", "\x1b[2J"])},
                {"labels": np.full(8, 2**62)},
                {"labels": np.array([{}] * 8, object)},
                {"labels": np.full(8, np.nan)},
            )
        )
        rng.choice((np.savez, np.savez_compressed))(path, images=images, **others)
    if rng.random() < 0.8:
        write_damaged(path, path.read_bytes(), rng)
    return path


def read_array(path: Path) -> None:
    from latent.data.image_arrays import load_image_array

    load_image_array(path)


def _write_images(folder: Path, ending: str, rng: random.Random) -> list[Path]:
    mode = (
        rng.choice(("L", "RGB", "RGBA", "P", "1", "I;16")) if ending in ("png", "tiff") else "RGB"
    )
    paths = []
    for k in range(2):
        path = folder / f"{k}.{ending}"
        picture = Image.new("RGB", (20, 12), (200, 40 * k, 9))
        (Image.new("I;16", (20, 12), 999) if mode == "I;16" else picture.convert(mode)).save(path)
        paths.append(path)
    return paths


def damage_image(folder: Path, rng: random.Random) -> Path:
    own = folder / "images"
    own.mkdir()
    paths = _write_images(own, rng.choice(("png", "jpg", "gif", "bmp", "tiff", "webp", "ppm")), rng)
    write_damaged(paths[0], paths[0].read_bytes(), rng)
    return own


def read_image(folder: Path) -> None:
    from latent.data import image_folder

    image_folder.load_cached = lambda *_: None
    image_folder.store_cached = lambda *_: None
    image_folder.find_image_folder(folder).load(None, "auto")


def damage_table(folder: Path, rng: random.Random) -> Path:
    own = folder / "images"
    own.mkdir()
    names = [path.name for path in _write_images(own, "png", rng)]
    names += ["../secret.png", "\0", "x" * 300, "/etc/passwd", "a" * 5000]
    rows = "".join(f"{rng.choice(names)},{rng.choice(('a', 'b', ''))}\n" for _ in range(4))
    text = (
        rng.choice(("file,label\n", ""))
        + f"{names[0]},a\n{names[1]},a\n"
        + rows * (rng.random() < 0.5)
    )
    path = own / "a.csv"
    return write_damaged(path, text.encode(), rng) if rng.random() < 0.8 else _written(path, text)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def read_table(path: Path) -> None:
    from latent.data.image_folder import read_image_table

    read_image_table(path)


@cache
def whole_fonts() -> dict[str, bytes]:
    from tests.helpers import fonts

    folder = Path(cache_folder())
    made = {
        "a.ttf": fonts.write_truetype,
        "b.ttf": fonts.write_variable,
        "c.pfa": fonts.write_type1,
        "d.ttc": lambda path: fonts.write_collection(path, ["A", "B"]),
    }
    found = {}
    for name, write in made.items():
        path = folder / name
        write(path)
        found[name] = path.read_bytes()
        path.unlink()
    return found


def damage_font(folder: Path, rng: random.Random) -> Path:
    name = rng.choice(list(whole_fonts()))
    return write_damaged(folder / name, whole_fonts()[name], rng)


def read_font(path: Path) -> None:
    from latent.data.rendering import render_file

    rendered = render_file(str(path))
    assert len(rendered.names) == len(rendered.glyphs)
    assert "".join(rendered.names).isprintable()


@cache
def cache_folder() -> str:
    """Return a folder of this process's own for what is made once."""
    import tempfile

    return tempfile.mkdtemp(prefix="campaign-")


def damage_selection(folder: Path, rng: random.Random) -> Path:
    path = folder / "a.selection.json"
    if rng.random() < 0.4:
        return write_damaged(path, _whole_selection(), rng)
    path.write_bytes(as_json(changed_value(json.loads(_whole_selection()), rng)))
    return path


@cache
def _whole_selection() -> bytes:
    from latent.data import load
    from latent.data.selection import ENDING, Selection, digest_of, write_selection
    from latent.settings import Settings

    digits = load("optdigits")
    indices = np.arange(0, 60, 3)
    names = [digits.label_names[label] for label in digits.y_train[indices]]
    digest = digest_of(digits.x_train, digits.y_train, indices)
    n_images = len(digits.x_train)
    stem = Path(cache_folder()) / "a"
    write_selection(
        stem, Selection(Settings(dataset="optdigits"), n_images, indices, digest, names, None)
    )
    return Path(f"{stem}{ENDING}").read_bytes()


def read_selection(path: Path) -> None:
    from latent.data import load
    from latent.data.selection import read_selection, take_part

    selection = read_selection(path)
    for is_rest in (False, True):
        part = take_part(load("optdigits"), selection.part(is_rest))
        assert len(part.x_train) == len(part.y_train) > 0


TARGETS = {
    target.name: target
    for target in (
        Target("weights", 0.17, damage_weights, read_weights, is_contained=True),
        Target("embedding", 0.18, damage_embedding, read_embedding),
        Target("font_set", 0.08, damage_font_set, read_font_set),
        Target("picks", 0.06, damage_picks, read_picks),
        Target("selection", 0.05, damage_selection, read_selection),
        Target("idx", 0.08, damage_idx, read_idx),
        Target("prepared", 0.04, damage_prepared, read_prepared),
        Target("tmnist", 0.08, damage_tmnist, read_tmnist),
        Target("cache", 0.06, damage_cache, read_cache),
        Target("array", 0.04, damage_array, read_array),
        Target("image", 0.06, damage_image, read_image),
        Target("table", 0.06, damage_table, read_table),
        Target("font", 0.04, damage_font, read_font, is_contained=True),
    )
}
