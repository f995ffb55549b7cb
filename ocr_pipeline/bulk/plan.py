"""Files -> what is to be read: bytes decide what a document is, so copies are read once and names never collide."""

from __future__ import annotations

import hashlib
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.bulk.archive_child import Member
from ocr_pipeline.bulk.archive_names import is_archive
from ocr_pipeline.bulk.archives import Unpacking, members_of
from ocr_pipeline.bulk.reference import DocumentRef
from ocr_pipeline.bulk.remote import digest_of_url, fetch_archive
from ocr_pipeline.bulk.sources import Source
from ocr_pipeline.errors import EmptyDocument, InputError, PageTooLarge, RecordDamaged, UnreadableDocument
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


@dataclass(frozen=True, slots=True)
class _Seen:
    """A document as the plan finds it: digest, or why there is none."""

    source: str
    path: Path
    digest: str | None
    member: int | None = None
    error: InputError | None = None
    url: str = ""


def make_plan(sources: Iterable[Source], folder: ResultsFolder, unpacking: Unpacking) -> Plan:
    """Read every file once for its digest and give every document a folder; larger files than allowed are refused."""
    refs: dict[str, DocumentRef] = {}
    copies: list[Copy] = []
    refused: list[SummaryRow] = []
    register = _Register(folder)
    for seen in _look_at(sources, unpacking):
        if seen.digest is None:
            refused.append(_refused(seen))
        elif seen.digest in refs:
            copies.append(Copy(seen.source, refs[seen.digest]))
        else:
            name = register.name(seen.source, seen.digest)
            refs[seen.digest] = DocumentRef(seen.digest, seen.path, seen.source, name, seen.member, seen.url)
    return Plan(tuple(refs.values()), tuple(copies), tuple(refused))


def _refused(seen: _Seen) -> SummaryRow:
    error = seen.error or UnreadableDocument("has no bytes that could be told")
    return SummaryRow(seen.source, None, FAILED, error=Failure(error.code, f"{seen.source}: {error.message}"))


def _look_at(sources: Iterable[Source], unpacking: Unpacking) -> Iterator[_Seen]:
    for source in sources:
        try:
            if is_archive(source.name) and (source.url or source.path.is_file()):
                yield from _look_into(_at_hand(source, unpacking), unpacking)
                continue
            yield _Seen(source.name, source.path, _digest(source, unpacking.max_bytes), url=source.url)
        except InputError as error:
            yield _Seen(source.name, source.path, None, error=error)


def _at_hand(archive: Source, unpacking: Unpacking) -> Source:
    """An archive that can be opened here; what lies elsewhere is copied into the folder of the run."""
    if not archive.url:
        return archive
    return Source(fetch_archive(archive.url, unpacking.folder, unpacking.limits.max_bytes), archive.name)


def _look_into(archive: Source, unpacking: Unpacking) -> Iterator[_Seen]:
    holds_something = False
    for entry in members_of(archive.path, archive.name, unpacking):
        holds_something = True
        if isinstance(entry, Member):
            yield _Seen(entry.name, archive.path, entry.sha256, entry.index)
        else:
            yield _Seen(entry.name, archive.path, None, error=entry.error)
    if not holds_something:
        yield _Seen(archive.name, archive.path, None, error=EmptyDocument("holds no documents; look what is in it"))


def _digest(source: Source, max_bytes: int) -> str:
    return digest_of_url(source.url, max_bytes) if source.url else digest_of(source.path, max_bytes)


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
