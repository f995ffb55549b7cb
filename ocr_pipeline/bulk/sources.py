"""What the command line names, as files: folders walked, lists read, everything in one order on every machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
"""What a folder is searched for; a file named outright is tried whatever it is called."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read and the name it is known by in the summary."""

    path: Path
    name: str


def find_sources(inputs: Iterable[str], out: Path) -> tuple[Source, ...]:
    """Every file that the inputs name, each path once, folders in sorted order; DIR itself is not walked into."""
    found: dict[Path, Source] = {}
    for given in inputs:
        for path in _walk(Path(given), out):
            found.setdefault(_absolute(path), Source(path, _name(path)))
    return tuple(found.values())


def split_list(content: bytes) -> tuple[str, ...]:
    """The paths of a list: one a line, or separated by NUL bytes where there are any."""
    separator = b"\0" if b"\0" in content else b"\n"
    lines = (os.fsdecode(line.strip(b"\r\n") if separator == b"\n" else line) for line in content.split(separator))
    return tuple(line for line in lines if line.strip())


def _walk(path: Path, out: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    results = _absolute(out)
    for folder, subfolders, files in os.walk(path):
        subfolders[:] = sorted(n for n in subfolders if not n.startswith(".") and _absolute(Path(folder, n)) != results)
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield Path(folder, name)


def _absolute(path: Path) -> Path:
    """The same for two ways of naming one file; links are not followed, they may be what is wanted."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps "..", Path.resolve follows links


def _name(path: Path) -> str:
    """A name that every encoder can write, whatever bytes the file system holds."""
    return os.fsencode(path).decode("utf-8", "replace")
