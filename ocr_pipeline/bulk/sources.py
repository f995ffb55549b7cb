"""What the command line names, as files: folders walked, globs and lists followed, in one order on every machine."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.bulk.archive_names import is_archive
from ocr_pipeline.bulk.documents import is_document
from ocr_pipeline.bulk.remote import find_urls, is_url
from ocr_pipeline.errors import OptionsError

LIST_MARK = "@"
MOST_LISTS = 8
"""Lists that name lists; deeper is a circle."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read (or an archive of files), or a URL, and the name it is known by in the summary."""

    path: Path
    name: str
    url: str = ""


def find_sources(inputs: Iterable[str], out: Path) -> tuple[Source, ...]:
    """Every file that the inputs name, each path once, folders in sorted order; DIR itself is not walked into."""
    found: dict[str, Source] = {}
    for given in inputs:
        for named in _named(given):
            if is_url(named):
                found.update({url: Source(Path(), url, url) for url in find_urls(named) if url not in found})
                continue
            for path in _walk(Path(named), out):
                found.setdefault(str(_absolute(path)), Source(path, _name(path)))
    return tuple(found.values())


def split_list(content: bytes) -> tuple[str, ...]:
    """The paths of a list: one a line, or separated by NUL bytes where there are any."""
    separator = b"\0" if b"\0" in content else b"\n"
    lines = (os.fsdecode(line.strip(b"\r\n") if separator == b"\n" else line) for line in content.split(separator))
    return tuple(line for line in lines if line.strip())


def _named(given: str, depth: int = 0) -> Iterator[str]:
    """The paths that one input stands for: itself, what a pattern matches, or the lines of a list."""
    if is_url(given) or Path(given).exists():
        yield given
    elif given.startswith(LIST_MARK):
        for line in split_list(_read_list(Path(given.removeprefix(LIST_MARK)), depth)):
            yield from _named(line, depth + 1)
    elif glob.has_magic(given):
        yield from sorted(glob.glob(given, recursive=True)) or [given]  # noqa: PTH207 - absolute patterns too
    else:
        yield given


def _read_list(path: Path, depth: int) -> bytes:
    if depth >= MOST_LISTS:
        raise OptionsError(f"{path}: lists that name lists that name lists, {MOST_LISTS} deep; is it a circle?")
    try:
        return path.read_bytes()
    except OSError as error:
        raise OptionsError(f"{path}: the list cannot be read ({error.strerror}); write {LIST_MARK}FILE") from error


def _walk(path: Path, out: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    results = _absolute(out)
    for folder, subfolders, files in os.walk(path):
        subfolders[:] = sorted(n for n in subfolders if not n.startswith(".") and _absolute(Path(folder, n)) != results)
        for name in sorted(files):
            if (is_document(name) or is_archive(name)) and not name.startswith("."):
                yield Path(folder, name)


def _absolute(path: Path) -> Path:
    """The same for two ways of naming one file; links are not followed, they may be what is wanted."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps "..", Path.resolve follows links


def _name(path: Path) -> str:
    """A name that every encoder can write, whatever bytes the file system holds."""
    return os.fsencode(path).decode("utf-8", "replace")
