"""Where the desk of a results folder keeps what it knows."""

from __future__ import annotations

from pathlib import Path


def default_path(folder: Path) -> Path:
    """The SQLite database of a results folder."""
    return folder / "review" / "desk.sqlite"


def has_desk(folder: Path) -> bool:
    """Whether anybody reviewed this folder with a database of its own."""
    return default_path(folder).exists()
