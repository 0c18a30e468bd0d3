import numpy as np
import pytest
from PIL import Image

from latent.cli import read_training_flags
from latent.commands.show_data import ROWS_PER_PAGE, describe, draw_sheets, main
from latent.data import load
from latent.data.dataset import Dataset
from latent.settings import DenseSettings
from latent.tools.check import UserError
from tests.helpers.digits import write_mnist
from tests.helpers.scripts import load_script, run_script

dense = load_script("dense")


def write_fashion(folder):
    return write_mnist(folder / "fashion_mnist", n_train=20, n_test=10, ending=".gz")


def typefaces_dataset(n_fonts):
    names = np.array([f"Font{k:03}-Bold" for k in range(n_fonts)], object)
    images = np.full((n_fonts, 28, 28), 255, np.uint8)
    labels = np.zeros(n_fonts, np.int64)
    parts = (images[1:], labels[1:], images[:1], labels[:1])
    return Dataset("x", "x", "a test", *parts, ("A",), names[1:], names[:1])


def test_fashion_is_read_from_its_idx_files_with_the_names_of_clothes(tmp_path):
    arrays = write_fashion(tmp_path)
    dataset = load("fashion", tmp_path)
    assert np.array_equal(dataset.x_train, arrays["train-images-idx3-ubyte"])
    assert dataset.label_names[0] == "T-shirt/top"
    assert dataset.label_names[9] == "Ankle boot"
    assert len(dataset.label_names) == 10


def test_fashion_without_files_or_network_says_what_to_do(tmp_path):
    done = run_script(["-m", "latent.data", "fashion"], LATENT_DATA=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "fashion_mnist" in done.stderr


def test_what_a_data_set_holds_is_said(tmp_path, capsys):
    write_fashion(tmp_path)
    assert main(["fashion", "--data_dir", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    for words in ("20 training images, 10 test images", "Ankle boot", "2 to 2", str(tmp_path)):
        assert words in said


def test_typefaces_and_families_are_counted():
    lines = list(describe(typefaces_dataset(3)))
    assert lines[-2:] == [
        "2 training typefaces of 2 families",
        "1 test typefaces of 1 families",
    ]


def test_a_sheet_has_a_row_for_each_class(tmp_path, capsys):
    write_fashion(tmp_path)
    sheet = tmp_path / "out" / "sheet.png"
    main(["fashion", "--data_dir", str(tmp_path), "--sheet", str(sheet)])
    with Image.open(sheet) as picture:
        assert picture.height > 10 * 28
    assert str(sheet) in capsys.readouterr().out


def test_sheets_of_many_typefaces_have_pages(tmp_path):
    pages = list(draw_sheets(typefaces_dataset(ROWS_PER_PAGE + 1), tmp_path / "sheet.png"))
    assert [page.name for page in pages] == ["sheet.png", "sheet-2.png"]
    with Image.open(pages[0]) as first, Image.open(pages[1]) as second:
        assert first.height - second.height == (ROWS_PER_PAGE - 1) * 28


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--sheet", "a.jpg"], "must end in .png"),
        (["--export", "a.csv"], "must end in .csv.zip"),
        (["--charset", "all"], "goes with typefaces"),
        (["--export", "a.csv.zip"], "has no typefaces"),
    ],
)
def test_flags_that_do_not_fit_are_one_line(tmp_path, capsys, monkeypatch, flags, words):
    monkeypatch.chdir(tmp_path)
    write_fashion(tmp_path)
    with pytest.raises(SystemExit) as caught:
        main(["fashion", "--data_dir", str(tmp_path), *flags])
    assert caught.value.code == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.glob("a.*"))


def test_data_flags_of_a_training_script_reach_its_settings(tmp_path):

    arguments = dense.build_parser().parse_args(
        ["--dataset", "typefaces", "--charset", "AB", "--fonts", str(tmp_path)]
    )
    settings, _ = read_training_flags(arguments, DenseSettings)
    assert (settings.dataset, settings.charset) == ("typefaces", "AB")
    assert settings.fonts == (str(tmp_path.resolve()),)


def test_empty_choices_are_refused():
    with pytest.raises(UserError, match="must not be empty"):
        DenseSettings(charset="")
