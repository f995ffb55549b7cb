"""The files that scripts/torture reads: enough, of many kinds, the same for the same seed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest

from scripts.torture_files import MAKERS, MUST_FAIL, bad_files, small_pdf, write_all


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("torture") / "bad"
    assert len(write_all(folder, 1)) == len(list(folder.iterdir()))
    return folder


def test_there_are_more_than_three_hundred_of_more_than_twenty_kinds(files: Path) -> None:
    assert len(list(files.iterdir())) >= 300
    assert len(MAKERS) > 20


def test_what_must_fail_holds_nothing_to_read() -> None:
    (locked,) = [bad for bad in bad_files(1) if bad.name.startswith("encrypted-0")]

    assert locked.verdict == MUST_FAIL
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(locked.content))


def test_a_seed_gives_the_same_files_and_another_seed_others() -> None:
    def of(seed: int) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for bad in bad_files(seed):
            if bad.name.startswith("bomb"):
                return found
            if bad.name.startswith(("cut-0", "no-document", "deep")):
                found[bad.name] = bad.content
        return found

    assert of(1) == of(1)
    assert of(1) != of(2)


def test_a_good_file_is_good() -> None:
    assert len(pikepdf.open(io.BytesIO(small_pdf("x", 3))).pages) == 3
    assert zipfile.is_zipfile(io.BytesIO(next(b.content for b in bad_files(1) if b.name.startswith("nested"))))
