"""Writing so that a reader, or a power cut, sees the old state or the new one and nothing between."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ocr_pipeline.errors import FolderNotWritable

ASIDE_SUFFIX = ".aside"
OLD_SUFFIX = ".old"


def write_file(path: Path, content: bytes) -> None:
    """Write aside, flush to disk, rename over ``path``."""
    aside = path.with_name(f".{path.name}.{os.getpid()}{ASIDE_SUFFIX}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise not_writable(path, error) from error


def replace_folder(final: Path, aside_root: Path, fill: Callable[[Path], None]) -> None:
    """Let ``fill`` write into a folder inside ``aside_root``, then put it in the place of ``final``.

    If ``fill`` fails, ``final`` stays as it was. Between the two renames ``final`` is missing for an instant;
    ``recover`` brings the old one back if the power goes just then.
    """
    aside = aside_root / f"{final.name}.{_token()}{ASIDE_SUFFIX}"
    old = aside_root / (final.name + OLD_SUFFIX)
    try:
        aside.mkdir(parents=True)
        fill(aside)
        _sync_tree(aside)
        if final.exists():
            shutil.rmtree(old, ignore_errors=True)
            final.rename(old)
        aside.rename(final)
        _sync_folder(final.parent)
    except OSError as error:
        raise not_writable(final, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if final.exists():
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def work_folder(aside_root: Path, name: str) -> Iterator[Path]:
    """An empty folder to work in, removed afterwards; ``recover`` removes what a killed process left."""
    folder = aside_root / f"{name}.{_token()}.work{ASIDE_SUFFIX}"
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise not_writable(folder, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _token() -> str:
    """Two processes that happen to be at the same document, on two machines, do not write into each other's folder."""
    return secrets.token_hex(4)


def recover(root: Path, aside_root: Path) -> None:
    """Undo what an interrupted ``replace_folder`` left behind."""
    for old in sorted(aside_root.glob("*" + OLD_SUFFIX)):
        final = root / old.name.removesuffix(OLD_SUFFIX)
        if final.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(final)
    for aside in aside_root.glob("*" + ASIDE_SUFFIX):
        shutil.rmtree(aside, ignore_errors=True)


def remove_half_written(folder: Path) -> None:
    """Remove what a killed ``write_file`` left in a folder."""
    for aside in folder.glob(f".*{ASIDE_SUFFIX}"):
        if aside.is_file():
            aside.unlink(missing_ok=True)


def not_writable(path: Path, error: OSError) -> FolderNotWritable:
    """The error that says which path cannot be written, why, and what to do."""
    reason = error.strerror or str(error)
    return FolderNotWritable(
        f"{path}: cannot be written ({reason}); choose another folder with --out or free some space"
    )


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """A rename is on disk only when its folder is; where a file system cannot do it, nothing is lost by trying."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)
