"""An archive -> its members one after the other, archives inside it included, within limits.

Runs in a process of its own (``archive_child``): archives are hostile input like documents. Nothing is ever written
under a name that an archive gives.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ocr_pipeline.bulk.archive_budget import Budget, Metered, Readable
from ocr_pipeline.bulk.archive_names import TAR_SUFFIXES, Numbering, check_name, is_archive, is_hidden, zip_name
from ocr_pipeline.errors import ArchiveTooLarge, EncryptedDocument, InputError, MemberRefused, UnreadableDocument

DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
    OverflowError,
)
"""What the standard library raises on damaged archives."""

LINK = "is a link or a device, not a file; such members are never unpacked"


@dataclass(frozen=True, slots=True)
class Found:
    """A document in an archive; ``stream`` is read before the walk goes on, or not at all."""

    name: str
    stream: Metered


@dataclass(frozen=True, slots=True)
class Refused:
    """A member (or the archive itself, or its rest) that is not read, and why."""

    name: str
    error: InputError


Entry = Found | Refused


@dataclass(frozen=True, slots=True)
class Walk:
    """How to walk: what counts as a document, the budget of the whole archive, and where inner archives are put."""

    is_document: Callable[[str], bool]
    budget: Budget
    scratch: Path
    numbering: Numbering

    def entries(self, path: Path, name: str, depth: int = 1) -> Iterator[Entry]:
        """Every document of the archive at ``path``, known as ``name``, in the order of the archive."""
        members = self._tar if name.lower().endswith(TAR_SUFFIXES) else self._zip
        try:
            self.budget.enter(depth)
            yield from members(path, name, depth)
        except InputError as error:
            yield Refused(name, error)
        except MemoryError:
            yield Refused(name, ArchiveTooLarge("needs more memory than an archive may; unpack it by hand"))
        except DAMAGE as error:
            yield Refused(name, UnreadableDocument(f"is damaged from here on ({_says(error)}); get it again"))

    def _zip(self, path: Path, name: str, depth: int) -> Iterator[Entry]:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                self.budget.count_member()
                inner = zip_name(info.filename, info.flag_bits)
                if info.is_dir() or is_hidden(inner):
                    continue
                source = self.numbering.name(f"{name}/{inner}")
                try:
                    check_name(inner)
                    _check_zip_kind(info)
                    if not self._wanted(inner):
                        continue
                    with archive.open(info) as stream:
                        yield from self._member(source, self.budget.member(stream, info.compress_size), depth)
                except InputError as error:
                    yield Refused(source, error)
                except DAMAGE as error:
                    yield Refused(source, damaged(error))

    def _tar(self, path: Path, name: str, depth: int) -> Iterator[Entry]:
        packed = path.stat().st_size
        with (
            _uncompressed(path, name) as plain,
            tarfile.open(fileobj=self.budget.container(plain, packed), mode="r|", tarinfo=_StrictHeader) as archive,
        ):
            while (info := archive.next()) is not None:
                self.budget.count_member()
                archive.members = []  # type: ignore[attr-defined]  # it keeps every header it has seen
                if info.isdir() or is_hidden(info.name):
                    continue
                source = self.numbering.name(f"{name}/{info.name}")
                try:
                    check_name(info.name)
                    if not info.isreg():
                        raise MemberRefused(LINK)
                except InputError as error:
                    yield Refused(source, error)
                    continue
                stream = archive.extractfile(info) if self._wanted(info.name) else None
                if stream is not None:
                    yield from self._member(source, self.budget.member(stream, packed), depth)

    def _wanted(self, name: str) -> bool:
        return is_archive(name) or self.is_document(name)

    def _member(self, source: str, stream: Metered, depth: int) -> Iterator[Entry]:
        if not is_archive(source):
            yield Found(source, stream)
            return
        inner = self.scratch / f"inner-{depth}"
        try:
            with inner.open("wb") as copy:
                shutil.copyfileobj(stream, copy, 1 << 20)
        except InputError as error:
            yield Refused(source, error)
        except DAMAGE as error:
            yield Refused(source, damaged(error))
        else:
            yield from self.entries(inner, source, depth + 1)
        finally:
            inner.unlink(missing_ok=True)


_ENDS = ("EOFHeaderError", "EmptyHeaderError", "SubsequentHeaderError")
"""Headers after which tarfile ends, or raises by itself; it does not publish the names."""


class _StrictHeader(tarfile.TarInfo):
    """A header that is damaged is an error; tarfile itself takes it for the end of the archive."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        """The next header."""
        try:
            return super().fromtarfile(archive)
        except tarfile.HeaderError as error:
            if type(error).__name__ in _ENDS:
                raise
            raise UnreadableDocument(f"is damaged from here on ({error}); get it again") from error


def damaged(error: BaseException) -> UnreadableDocument:
    """What is recorded of a member that cannot be unpacked."""
    return UnreadableDocument(f"cannot be unpacked ({_says(error)}); get it again")


def _check_zip_kind(info: zipfile.ZipInfo) -> None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise MemberRefused(LINK)
    if info.flag_bits & 0x1:
        raise EncryptedDocument("is encrypted in its archive; unpack the archive by hand and give the folder")


def _uncompressed(path: Path, name: str) -> Readable:
    lowered = name.lower()
    if lowered.endswith(("gz", "tgz")):
        return gzip.open(path, "rb")
    if lowered.endswith("xz"):
        return lzma.open(path, "rb")
    if lowered.endswith("bz2"):
        return bz2.open(path, "rb")
    return path.open("rb")


def _says(error: BaseException) -> str:
    return str(error) or type(error).__name__
