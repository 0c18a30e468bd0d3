import json

import numpy as np
import pytest
from PIL import Image

import cluster_fonts
import dense
from latent import cli
from latent.data import load, load_for, loading
from latent.data.characters import CHARACTERS
from latent.data.font_hashes import hashes_of_glyphs
from latent.data.fontset import FontSet, write_font_set
from latent.data.glyphs import Glyphs
from latent.data.loading import load_alphabets
from latent.data.tmnist import HEADER
from latent.settings import DenseSettings
from tests.helpers.scripts import check_error_line

N_FONTS = 12


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Return a folder with a small file in TMNIST's format: twelve typefaces of three looks."""
    folder = tmp_path_factory.mktemp("data")
    rng = np.random.default_rng(0)
    looks = rng.integers(0, 256, (3, 784))
    lines = [",".join(HEADER)]
    for font in range(N_FONTS):
        for character in CHARACTERS:
            pixels = np.clip(looks[font % 3] + rng.integers(-9, 10, 784), 0, 255)
            label = '""""' if character == '"' else f'"{character}"'
            lines.append(f"Family{font:02d}-Bold,{label}," + ",".join(map(str, pixels)))
    (folder / "94_character_TMNIST.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture(autouse=True)
def own_folders(tmp_path, tmp_path_factory, monkeypatch):
    cache = tmp_path_factory.getbasetemp() / "cache-of-cluster-fonts"
    monkeypatch.setenv("LATENT_CACHE", str(cache))
    monkeypatch.delenv("LATENT_DATA", raising=False)
    monkeypatch.chdir(tmp_path)


def run(data, *flags):
    return cluster_fonts.main(["--data_dir", str(data), *map(str, flags)])


def error_of(capsys, data, *flags):
    with pytest.raises(SystemExit) as end:
        run(data, *flags)
    assert end.value.code == 2
    return check_error_line(capsys.readouterr().err.splitlines()[-1], "cluster_fonts.py")


KMEANS = ("--algorithm", "kmeans", "--n_clusters", 3)


def test_a_choice_is_saved_without_a_window(data, tmp_path, capsys):
    assert run(data, *KMEANS, "--characters", "XYZ", "--select", "1:50 3:100", "--save") == 0
    content = json.loads((tmp_path / "font_set.json").read_text())
    assert content["charset"] == ["X", "Y", "Z"]
    sizes = [len(cluster["font_names"]) for cluster in content["clusters"]]
    assert sizes == [2, 4]
    looks = [
        {int(name[6:8]) % 3 for name in cluster["font_names"]} for cluster in content["clusters"]
    ]
    assert [len(each) for each in looks] == [1, 1]
    said = capsys.readouterr().out
    assert "KMeans by XYZ: 3 clusters" in said
    assert "6 typefaces × 3 characters = 18 images" in said
    assert "python dense.py --dataset font_set.json" in said
    with Image.open(tmp_path / "font_chars.png") as picture:
        assert picture.width >= 800


def test_a_saved_choice_trains_at_once(data, tmp_path, capsys):
    run(data, *KMEANS, "--characters", "AB", "--select", "1:100 2:100", "--save")
    flags = ["--dataset", "font_set.json", "--data_dir", str(data), "--epochs", "1", "--no_plot"]
    assert dense.main(flags) == 0
    assert "font_set of 8 typefaces" in capsys.readouterr().out


def test_training_on_other_typefaces_of_the_same_names_is_refused_unless_a_flag_says_so(
    data, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(loading, "_load_typefaces", lambda *_: glyphs_of("Ours-Bold"))
    run(data, *KMEANS, "--select", "1:100 2:100", "--save")
    other = tmp_path / "other"
    other.mkdir()
    header, *rows = (data / "94_character_TMNIST.csv").read_text().splitlines()
    rows[0] = rows[0].rpartition(",")[0] + ",255"  # one pixel of one character of Family00
    rows[94] = rows[94].rpartition(",")[0] + ",255"
    rows[188] = rows[188].rpartition(",")[0] + ",255"
    (other / "94_character_TMNIST.csv").write_text("\n".join([header, *rows]) + "\n")
    flags = ["--dataset", "font_set.json", "--data_dir", str(other), "--epochs", "1", "--no_plot"]
    with pytest.raises(SystemExit) as end:
        dense.main(flags)
    assert end.value.code == 2
    line = check_error_line(capsys.readouterr().err.splitlines()[-1], "dense.py")
    assert "of its 8 typefaces look otherwise in" in line
    assert "--other_source" in line
    assert not (tmp_path / "results").exists()
    parse = dense.build_parser().parse_args
    settings, _ = cli.read_training_flags(parse([*flags, "--other_source"]), DenseSettings)
    assert len(load_for(settings, other, other_source=False).x_train) > 0


def test_the_same_command_saves_the_same_bytes(data, tmp_path):
    flags = (*KMEANS, "--select", "2:30", "--save")
    for folder in ("one", "two"):
        assert run(data, *flags, "--out", folder, "--snapshot", f"{folder}.png") == 0
    for name in ("font_set.json", "font_chars.png"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    with Image.open(tmp_path / "one.png") as picture:
        assert picture.size == (1600, 900)


@pytest.mark.parametrize(
    "flags",
    [
        "--algorithm spectral --n_clusters 3 --n_neighbors 3 --pca_dims 4",
        "--algorithm SPECTRAL --n_clusters 2 --n_neighbors 6 --mutual --metric cosine",
        "--algorithm dbscan-auto --min_size 2 --characters all",
        "--algorithm dbscan --min_size 2 --epsilon 0.5 --characters good --seed 3",
    ],
)
def test_every_algorithm_draws_its_window_into_a_file(data, tmp_path, capsys, flags):
    assert run(data, *flags.split(), "--snapshot", "window.png") == 0
    assert (tmp_path / "window.png").stat().st_size > 10_000
    assert "clusters" in capsys.readouterr().out


def test_an_earlier_choice_is_opened_again_and_can_be_saved_elsewhere(data, tmp_path, capsys):
    run(data, *KMEANS, "--select", "1:100 2:50", "--save")
    assert "clustering 12 typefaces" in capsys.readouterr().out.splitlines()
    flags = ("--open", "font_set.json", "--snapshot", "window.png", "--save", "--out", "copy")
    assert run(data, *flags) == 0
    said = capsys.readouterr().out
    assert said.startswith("font_set.json: making its clusters again\n")  # before the wait
    name = "font_set.json"
    assert (tmp_path / name).read_bytes() == (tmp_path / "copy" / name).read_bytes()
    run(data, "--open", "font_set.json", "--characters", "Qq", "--save", "--out", "other")
    content = json.loads((tmp_path / "other" / "font_set.json").read_text())
    assert content["charset"] == ["Q", "q"]


def test_the_most_similar_are_listed_and_drawn_without_clustering(data, tmp_path, capsys):
    assert run(data, "--like", "family04-bold", "--n_similar", 3, "--no_plot", "--out", "o") == 0
    title, *lines, path = capsys.readouterr().out.splitlines()
    assert title == "Family04-Bold, the 3 most like it by RSTW, euclidean distance:"
    places, distances, names, families = zip(*map(str.split, lines), strict=True)
    assert places == ("1", "2", "3")
    assert set(names) == {"Family01-Bold", "Family07-Bold", "Family10-Bold"}  # of the same look
    assert [float(each) for each in distances] == sorted(map(float, distances))
    assert families[0] == names[0].partition("-")[0]
    assert path == "o/similar-Family04-Bold.png"
    with Image.open(tmp_path / path) as picture:
        assert picture.width > 500


def test_a_check_and_numbers_of_clusters_are_printed_without_a_window(data, tmp_path, capsys):
    assert run(data, *KMEANS, "--check", "--try_k", 4, 2) == 0
    said = capsys.readouterr().out
    assert "agreement of seeds, 0 to 1: 1.00" in said
    assert "3: stable 1.00" in said
    assert said.index("2 clusters: silhouette") < said.index("4 clusters: silhouette")
    assert [path.name for path in tmp_path.iterdir()] == []


def test_a_font_set_finds_its_fonts_again_or_says_where_they_were(data, tmp_path, capsys):
    run(data, *KMEANS, "--select", "1:100 2:50", "--save")
    path = tmp_path / "font_set.json"
    content = json.loads(path.read_text())
    assert content["source"] == {"dataset": "alphanumeric", "fonts": []}
    assert len(content["hashes"]) == 6
    content["source"] = {"dataset": "typefaces", "fonts": ["/gone"]}
    path.write_text(json.dumps(content))
    flags = ("--open", "font_set.json", "--save", "--out", "copy")
    assert "its typefaces were in /gone, which is not there" in error_of(capsys, data, *flags)
    assert run(data, *flags, "--dataset", "alphanumeric") == 0


def test_files_that_are_there_are_not_overwritten_unasked(data, tmp_path, capsys):
    (tmp_path / "font_set.json").write_text("mine")
    flags = (*KMEANS, "--select", "1:50", "--save")
    line = error_of(capsys, data, *flags)
    assert "font_set.json is there already" in line
    assert "--overwrite" in line
    assert (tmp_path / "font_set.json").read_text() == "mine"
    assert run(data, *flags, "--overwrite") == 0
    assert json.loads((tmp_path / "font_set.json").read_text())["charset"] == list("RSTW")


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ("--algorithm kmeans --mutual", "--mutual: goes with --algorithm spectral, not kmeans"),
        ("--epsilon 0.2", "--epsilon: goes with --algorithm dbscan, not kmeans"),
        ("--algorithm dbscan --n_clusters 5", "--n_clusters: goes with --algorithm kmeans or spec"),
        ("--save", "--save: needs a choice, give --select or --open"),
        ("--overwrite", "--overwrite: goes with --save"),
        ("--open x.json --select 1:50", "--open: clashes with --select"),
        ("--open x.json --n_clusters 5", "--open: clashes with --n_clusters"),
        ("--open gone.json", "cannot read a font set gone.json"),
        ("--select 1", "--select 1: must be CLUSTER:PERCENT"),
        (
            "--n_clusters 3 --select 99:50",
            "--select 99: there is no such cluster, clusters go from 1 to",
        ),
        ("--n_clusters 13 --select 1:50", "--n_clusters 13: there are only 12 typefaces"),
        ("--characters é", "--characters é: 'é' is not among the 94 characters"),
        ("--characters set", "--characters set: goes with a font set"),
        ("--algorithm dbscan --epsilon 0.001 --select 1:50", "choose a larger epsilon"),
        ("--like x --n_clusters 5", "--n_clusters: clashes with --like"),
        ("--like x --select 1:50", "--select: clashes with --like"),
        ("--like x --web", "--web: clashes with --like"),
        ("--like x --n_similar 0", "--n_similar 0: must be a whole number from 1 to 200"),
        ("--like family1", "no such typeface in … the nearest names are Family10-Bold"),
        ("--n_similar 3", "--n_similar: goes with --like NAME"),
        ("--without_family", "--without_family: goes with --like NAME"),
        ("--no_plot", "--no_plot: goes with --like NAME"),
        ("--try_k 1", "--n_clusters 1: must be a whole number from 2 to 200"),
        ("--algorithm dbscan --try_k 5", "--try_k: DBScan has no number of clusters"),
        ("--open x.json --try_k 5", "--open: clashes with --try_k"),
        ("--open x.json --seed 5", "--open: clashes with --seed"),
        ("--snapshot window.jpg", "--snapshot window.jpg: must be a file name that ends in .png"),
        ("--snapshot a.png --web", "--snapshot: clashes with --web"),
        ("--seed -1", "--seed -1: must be a whole number"),
        ("--fonts . --dataset alphanumeric", "--fonts: goes with --dataset typefaces"),
        ("--fonts .", "no font file"),
    ],
)
def test_what_cannot_be_is_one_line(data, tmp_path, capsys, flags, words):
    line = error_of(capsys, data, *flags.split())
    assert all(part in line for part in words.split(" … "))
    assert [path.name for path in tmp_path.iterdir()] == []


def test_a_folder_that_cannot_be_written_is_said_before_clustering(data, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    flags = (*KMEANS, "--select", "1:50", "--save", "--out", "file/inner")
    assert "cannot write" in error_of(capsys, data, *flags)


def test_no_display_is_one_line_that_says_what_to_do(data, capsys):
    line = error_of(capsys, data)
    assert "--snapshot" in line
    assert "--web" in line


def test_a_font_set_of_unknown_typefaces_is_one_line(data, capsys):
    write_font_set("gone.json", FontSet(("A",), (("Gone-Bold",),)))
    line = error_of(capsys, data, "--open", "gone.json", "--save", "--out", "elsewhere")
    assert "none of the 1 typefaces of the font set is in" in line


def test_without_a_name_the_file_of_tmnist_is_taken_if_it_is_there(data, tmp_path, monkeypatch):
    assert len(load_alphabets(None, data)) == N_FONTS
    ours = glyphs_of("Ours-Bold", "Ours2-Bold")
    monkeypatch.setattr(loading, "_load_typefaces", lambda *_: ours)
    assert load_alphabets(None, tmp_path).font_names == ("Ours-Bold", "Ours2-Bold")
    assert load_alphabets(None, data, fonts=("somewhere",)).font_names[0] == "Ours-Bold"


def glyphs_of(*names):
    n = len(names)
    return Glyphs(
        images=np.full((n * 94, 28, 28), 9, np.uint8),
        characters=np.tile(np.frombuffer(CHARACTERS.encode(), np.uint8), n),
        fonts=np.repeat(np.arange(n, dtype=np.int32), 94),
        font_names=names,
        source="this computer",
    )


def test_of_two_sources_with_the_same_names_the_one_is_taken_that_looks_as_it_did(
    data, monkeypatch
):
    names = ("Family00-Bold", "Family01-Bold")
    ours = glyphs_of(*names)
    monkeypatch.setattr(loading, "_load_typefaces", lambda *_: ours)
    tmnist = loading._load_tmnist("alphanumeric", data)
    for glyphs in (ours, tmnist):
        hashes = hashes_of_glyphs(glyphs, names)
        write_font_set("set.json", FontSet(("A",), (names,), hashes=hashes))
        assert load("set.json", data).source == glyphs.source


def test_a_font_set_is_found_among_the_typefaces_it_was_chosen_from(data, tmp_path, monkeypatch):
    ours = glyphs_of("Ours-Bold", "Ours2-Bold")
    monkeypatch.setattr(loading, "_load_typefaces", lambda *_: ours)
    for names, folder, source in (
        (("Ours-Bold", "Ours2-Bold"), data, "this computer"),
        (("Ours-Bold", "Ours2-Bold"), tmp_path, "this computer"),
        (("Ours-Bold", "Ours2-Bold", "Family00-Bold"), data, "this computer"),
        (("Family00-Bold", "Family01-Bold"), data, str(data / "94_character_TMNIST.csv")),
    ):
        write_font_set("set.json", FontSet(("A",), (names,)))
        dataset = load("set.json", folder)
        assert dataset.source == source
        assert {*dataset.font_train, *dataset.font_test} <= set(names)
        assert len(dataset.x_train) + len(dataset.x_test) == 2
