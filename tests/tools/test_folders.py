import pytest

from latent.tools.folders import replacing_folder
from tests.helpers.refusals import refusal_of


def write(path, text, fails=False):
    with replacing_folder(path, {"a.txt"}) as part:
        (part / "a.txt").write_text(text)
        if fails:
            raise ValueError("in the middle")


def test_a_folder_takes_the_place_of_the_one_before(tmp_path):
    write(tmp_path / "new" / "folder", "first")
    write(tmp_path / "new" / "folder", "second")
    assert (tmp_path / "new" / "folder" / "a.txt").read_text() == "second"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["folder"]


def test_what_fails_leaves_the_folder_as_it_was_and_no_part(tmp_path):
    write(tmp_path / "folder", "first")
    with pytest.raises(ValueError, match="in the middle"):
        write(tmp_path / "folder", "second", fails=True)
    assert (tmp_path / "folder" / "a.txt").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_file_of_that_name_and_a_folder_of_others_are_left_alone(tmp_path):
    (tmp_path / "file").write_text("mine")
    assert "is there and is no folder" in refusal_of(write, tmp_path / "file", "x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b.txt").write_text("mine")
    assert "holds b.txt" in refusal_of(write, tmp_path / "folder", "x")
    assert (tmp_path / "folder" / "b.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_an_error_of_one_line(tmp_path):
    (tmp_path / "file").write_text("mine")
    assert "cannot write" in refusal_of(write, tmp_path / "file" / "folder", "x")
