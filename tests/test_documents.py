import dataclasses
import json
import pickle
import re
import sys

import h5py
import pytest
from PIL import Image

from latent.maps.embedding_file import save_embedding
from latent.settings import KINDS, DenseSettings
from latent.training.film import Film
from latent.training.loop import TrainingRecord
from latent.training.weights_file import save_weights
from latent.windows.explorer.picks import Board, save_picks
from latent.windows.explorer.tabs import EXPERIMENTS
from tests.helpers.maps import grid_map
from tests.helpers.runs import images_of_two_kinds, run_to_the_end, trainer_for
from tests.helpers.scripts import ROOT, load_script

update, drawing = (load_script(f"docs/{name}") for name in ("update", "draw_rooms"))
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for folder in ("", "docs", "benchmarks", "datasets", "embeddings")
    for path in (ROOT / folder).glob("*.md")
}
DOCS = {name: text for name, text in PAGES.items() if name.startswith("docs/")}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
of_python_3_11 = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="argparse words differ by version"
)


def anchors_of(text):
    """Return the anchors that a page's headings have on GitHub."""
    headings = re.findall(r"^#+ (.*)$", BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def names_on(page):
    """Return all names of a page that stand between backticks."""
    return set(re.findall(r"`([^`\n]+)`", PAGES[page]))


@of_python_3_11
@pytest.mark.parametrize("command", update.COMMANDS)
def test_a_page_shows_the_real_help_of_every_command(command):
    shown = [text for text in PAGES.values() if f"$ python {command} --help\n" in text]
    assert len(shown) == 1, f"the help of {command} stands on {len(shown)} pages"
    assert update.with_real_help(shown[0]) == shown[0], "run make docs"


@of_python_3_11
@pytest.mark.parametrize("page", ["README.md", *DOCS])
def test_every_flag_of_a_command_that_a_page_shows_exists(page):
    text = PAGES[page].replace("\\\n", " ")
    for command in update.COMMANDS:
        name = r"(?<![\w/])" + re.escape(command)
        for rest in re.findall(rf"{name}\b([^\n`|]*)", text):
            shown = set(re.findall(r"(?<!\S)--\w+", rest))
            assert shown <= set(re.findall(r"--\w+", update.help_of(command))), command + rest


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(page):
    for target in LINK.findall(BLOCK.sub("", PAGES[page])):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.exists(), target
        assert path.resolve().is_relative_to(ROOT), target
        assert not anchor or anchor in anchors_of(path.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("page", PAGES)
def test_every_file_of_the_code_that_a_page_names_is_there(page):
    rooms = "(assets|benchmarks|docs|latent|tests)/"
    for name in names_on(page):
        if re.fullmatch(rf"{rooms}[\w/.]*", name) and "KIND" not in name:
            assert (ROOT / name).exists(), name


def test_the_readme_is_short_and_links_to_every_page():
    readme = PAGES["README.md"]
    assert len(readme.splitlines()) <= 200
    assert {*DOCS} <= {*LINK.findall(readme)}


def test_every_picture_is_shown_and_small():
    shown = {
        ((ROOT / page).parent / name).resolve()
        for page, text in PAGES.items()
        for name in PICTURE.findall(text)
    }
    pictures = {path for path in (ROOT / "assets").iterdir() if path.suffix in (".png", ".gif")}
    assert shown == pictures
    for path in pictures:
        assert path.stat().st_size < 400_000, path.name


def test_the_drawing_of_the_rooms_shows_them_as_they_are():
    with Image.open(drawing.PICTURE) as picture:
        assert picture.text["rooms"] == drawing.described(*drawing.read_rooms()), "run make docs"


def test_the_page_of_files_names_all_that_a_weights_file_and_a_history_hold(tmp_path):
    trainer = trainer_for(DenseSettings(d_latent=2, pca_dims=4, epochs=1))
    run_to_the_end(trainer)
    film = Film()
    film.add(0, images_of_two_kinds()[:2])
    path = tmp_path / "a.weights.h5"
    save_weights(path, trainer.model, trainer.record, trainer.state, film)
    names = {field.name for field in dataclasses.fields(TrainingRecord)}
    names |= {*trainer.record.history[0]}
    with h5py.File(path) as file:
        names |= {*file, *file["latent"].attrs, *json.loads(file["latent/versions"][()].tobytes())}
        file["latent"].visititems(
            lambda name, item: names.add(name) if isinstance(item, h5py.Dataset) else None
        )
    states = {name for name in names if name.startswith("training_state/")}
    assert names - states <= names_on("docs/files.md")
    assert min(states) in names_on("docs/files.md")


def test_the_page_of_files_names_all_settings():
    names = {name for kind in KINDS.values() for name in kind().to_dict()}
    assert names <= names_on("docs/files.md")


def test_the_page_of_files_names_all_that_embeddings_and_picks_hold(tmp_path):
    save_embedding(tmp_path / "a.pkl", grid_map())
    boards = [Board(experiment) for experiment in EXPERIMENTS]
    save_picks(tmp_path / "a.picks.json", EXPERIMENTS[0], boards, "digits", 9)
    picks = json.loads((tmp_path / "a.picks.json").read_text())
    names = {*pickle.loads((tmp_path / "a.pkl").read_bytes()), *picks, *picks["picks"]}
    assert names <= names_on("docs/files.md")
