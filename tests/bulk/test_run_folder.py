from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock

from ocr_pipeline.bulk.run_folder import DAY_SECONDS, PREFIX, YOUNG_SECONDS, remove_stale, run_folder


def aged(folder: Path, seconds: float) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "page.raw").touch()
    then = folder.stat().st_mtime - seconds
    os.utime(folder, (then, then))
    return folder


def test_a_run_cleans_up_after_itself_and_after_runs_that_were_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = aged(tmp_path / f"{PREFIX}dead", YOUNG_SECONDS + 1)

    with run_folder() as folder:
        assert folder.parent == tmp_path
        assert not dead.exists()
        (folder / "something").touch()

    assert list(tmp_path.iterdir()) == []


def test_folders_of_living_runs_young_ones_and_those_of_others_stay(tmp_path: Path) -> None:
    living = aged(tmp_path / f"{PREFIX}living", 0)
    kept = [
        aged(tmp_path / f"{PREFIX}young", 0),
        aged(tmp_path / "ocr-pipeline-reader", YOUNG_SECONDS + 1),
        aged(tmp_path / "somebody-elses", DAY_SECONDS + 1),
    ]
    gone = [aged(tmp_path / "ocr-pipeline-old", DAY_SECONDS + 1), aged(tmp_path / f"{PREFIX}old", DAY_SECONDS + 1)]

    with FileLock(living / "owner"):
        aged(living, YOUNG_SECONDS + 1)
        remove_stale(tmp_path)

    assert all(folder.exists() for folder in (living, *kept))
    assert not any(folder.exists() for folder in gone)
