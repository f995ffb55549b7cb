from __future__ import annotations

from pathlib import Path

import pytest

from ocr_pipeline.errors import FolderNotWritable
from ocr_pipeline.store.atomic import recover, replace_folder, write_file


def fill_new(folder: Path) -> None:
    (folder / "new").write_text("new", encoding="utf-8")


def break_off(folder: Path) -> None:
    (folder / "half").write_text("half", encoding="utf-8")
    raise RuntimeError("power cut")


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "a/b.json", b"one")
    write_file(tmp_path / "a/b.json", b"two")

    assert (tmp_path / "a/b.json").read_bytes() == b"two"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.json"]


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file", encoding="utf-8")

    with pytest.raises(FolderNotWritable, match="choose another folder"):
        write_file(tmp_path / "a" / "b.json", b"one")


def test_a_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "doc").mkdir()
    (tmp_path / "doc/old").write_text("old", encoding="utf-8")

    replace_folder(tmp_path / "doc", tmp_path / ".aside", fill_new)

    assert [path.name for path in (tmp_path / "doc").iterdir()] == ["new"]
    assert list((tmp_path / ".aside").iterdir()) == []


def test_a_folder_that_is_not_finished_changes_nothing(tmp_path: Path) -> None:
    replace_folder(tmp_path / "doc", tmp_path / ".aside", fill_new)

    with pytest.raises(RuntimeError):
        replace_folder(tmp_path / "doc", tmp_path / ".aside", break_off)

    assert [path.name for path in (tmp_path / "doc").iterdir()] == ["new"]
    assert list((tmp_path / ".aside").iterdir()) == []


def test_a_power_cut_between_the_renames_loses_nothing(tmp_path: Path) -> None:
    aside = tmp_path / ".aside"
    (aside / "doc.old").mkdir(parents=True)
    (aside / "doc.aside").mkdir()

    recover(tmp_path, aside)

    assert (tmp_path / "doc").is_dir()
    assert list(aside.iterdir()) == []


def test_leftovers_of_a_finished_replacement_are_removed(tmp_path: Path) -> None:
    aside = tmp_path / ".aside"
    (aside / "doc.old").mkdir(parents=True)
    replace_folder(tmp_path / "doc", tmp_path / "other", fill_new)

    recover(tmp_path, aside)

    assert [path.name for path in (tmp_path / "doc").iterdir()] == ["new"]
    assert list(aside.iterdir()) == []
