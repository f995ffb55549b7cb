"""A folder for everything temporary of one run, outside the results; what killed runs left is removed by later ones."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "ocr-pipeline-run-"
READER_PREFIX = "ocr-pipeline-"
"""Folders of page readers that ran outside a run (`show`); nothing of theirs lasts a day."""
YOUNG_SECONDS = 60.0
"""A folder this young may belong to a run that has not locked it yet."""
DAY_SECONDS = 86_400.0


@contextmanager
def run_folder() -> Iterator[Path]:
    """A private folder, removed afterwards; as long as its owner lives, the owner's lock on it is held."""
    remove_stale(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with FileLock(folder / "owner"):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_stale(where: Path) -> None:
    """Remove the folders of this user's runs whose owner is dead; those of others and of living ones stay."""
    for folder in where.glob(f"{READER_PREFIX}*"):
        try:
            status = folder.lstat()
            if status.st_uid != os.getuid() or not folder.is_dir() or folder.is_symlink():
                continue
            age = time.time() - status.st_mtime
            if folder.name.startswith(PREFIX):
                _remove_if_dead(folder, age)
            elif age > DAY_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def _remove_if_dead(folder: Path, age: float) -> None:
    if age < YOUNG_SECONDS:
        return
    try:
        with FileLock(folder / "owner", timeout=0):
            shutil.rmtree(folder, ignore_errors=True)
    except Timeout:
        return


def use_for_temporary_files(folder: Path) -> None:
    """Let this process, and the programs that it starts, put their temporary files there."""
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = str(folder)
