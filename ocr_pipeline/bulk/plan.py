"""Files -> what is to be read: bytes decide what a document is, so copies are read once and names never collide."""

from __future__ import annotations

import hashlib
import stat
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.bulk.reference import DocumentRef
from ocr_pipeline.bulk.sources import Source
from ocr_pipeline.errors import InputError, PageTooLarge, RecordDamaged, UnreadableDocument
from ocr_pipeline.store.names import DIGEST_DIGITS, folder_name
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.summary import FAILED, Failure, SummaryRow


@dataclass(frozen=True, slots=True)
class Copy:
    """A file with the same bytes as a document that is read under another name."""

    source: str
    ref: DocumentRef


@dataclass(frozen=True, slots=True)
class Plan:
    """Documents to read, copies of them, and files that cannot even be opened (as finished rows)."""

    refs: tuple[DocumentRef, ...]
    copies: tuple[Copy, ...]
    refused: tuple[SummaryRow, ...]


def make_plan(sources: Iterable[Source], folder: ResultsFolder, max_bytes: int) -> Plan:
    """Read every file once for its digest and give every document a folder; ``max_bytes`` refuses larger files."""
    refs: dict[str, DocumentRef] = {}
    copies: list[Copy] = []
    refused: list[SummaryRow] = []
    register = _Register(folder)
    for source in sources:
        try:
            digest = digest_of(source.path, max_bytes)
        except InputError as error:
            failure = Failure(error.code, f"{source.name}: {error.message}")
            refused.append(SummaryRow(source.name, None, FAILED, error=failure))
            continue
        if digest in refs:
            copies.append(Copy(source.name, refs[digest]))
        else:
            refs[digest] = DocumentRef(digest, source.path, source.name, register.name(source.name, digest))
    return Plan(tuple(refs.values()), tuple(copies), tuple(refused))


def digest_of(path: Path, max_bytes: int) -> str:
    """The SHA-256 of a regular file; raises ``InputError`` for anything else."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableDocument("is not a file; give a PDF or a picture, or a folder of them")
        if status.st_size > max_bytes:
            raise PageTooLarge(f"has {status.st_size:,} bytes; the limit is {max_bytes:,} (raster.max_bytes)")
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise UnreadableDocument("there is no such file; check the path") from error
    except OSError as error:
        raise UnreadableDocument(f"cannot be opened: {error.strerror}; check its permissions") from error


class _Register:
    """Which folder stands for which bytes; the folders of earlier runs are opened only where a name could be theirs."""

    def __init__(self, folder: ResultsFolder) -> None:
        self._folder = folder
        self._earlier: dict[str, list[str]] = defaultdict(list)
        self._given: dict[str, str] = {}
        for name in folder.documents():
            self._earlier[name.rpartition("-")[2][:DIGEST_DIGITS]].append(name)

    def name(self, source: str, digest: str) -> str:
        """The folder that already stands for these bytes, under whatever name they were read, or a free one."""
        for name in self._earlier.pop(digest[:DIGEST_DIGITS], ()):
            self._given[name] = self._digest_of(name)
        known = [name for name, given in self._given.items() if given == digest]
        chosen = known[0] if known else folder_name(source, digest, self._given)
        self._given[chosen] = digest
        return chosen

    def _digest_of(self, name: str) -> str:
        try:
            return self._folder.load(name).sha256
        except RecordDamaged:
            return ""
