"""The parent's side of archives: their documents listed, and fetched one at a time into a folder of the run."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from ocr_pipeline.bulk.archive_child import ArchiveOrder, Member, hand_out_members, list_members
from ocr_pipeline.bulk.archive_walk import Refused
from ocr_pipeline.bulk.reference import DocumentRef
from ocr_pipeline.errors import InputError, UnreadableDocument
from ocr_pipeline.options import ArchiveOptions

SILENT_SECONDS = 600.0
"""The largest member unpacks in less; an archive that keeps its reader busy for longer is not worth it."""


TRIES = 2
"""How often an archive is opened that ends the process which opens it."""


@dataclass(frozen=True, slots=True)
class Unpacking:
    """How archives are opened: their limits, the largest document in bytes, and a folder for what is unpacked."""

    limits: ArchiveOptions
    max_bytes: int
    folder: Path

    def order(self, path: Path, name: str) -> ArchiveOrder:
        """The order for one archive, with a private folder of its own."""
        return ArchiveOrder(path, name, self.limits, self.max_bytes, Path(mkdtemp(dir=self.folder)))


class _Died(UnreadableDocument):
    """The process that had the archive open is gone: by the archive's fault, or because somebody ended it."""


class _Opened:
    """A process that has an archive open."""

    def __init__(self, target: Callable[[Connection, ArchiveOrder], None], order: ArchiveOrder) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=target, args=(theirs, order), daemon=True)
        self._process.start()
        theirs.close()
        self.order = order
        self.given = -1

    def ask(self, index: int, target: Path) -> Any:
        """The SHA-256 of a member, now written to ``target``; or an ``InputError``."""
        self.given = index
        with suppress(OSError):  # a process that has died does not answer either
            self._connection.send((index, target))
        return self.hear()

    def hear(self) -> Any:
        """The next message; an ``InputError`` if the process hangs or dies."""
        if not self._connection.poll(SILENT_SECONDS):
            return UnreadableDocument(f"kept its reader busy for {SILENT_SECONDS:.0f} s; unpack it by hand")
        try:
            return self._connection.recv()
        except (EOFError, OSError):
            return _Died("crashed the process that unpacked it, twice; unpack it by hand")

    def close(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(self._process.pid or 0, signal.SIGKILL)
        self._process.join()
        self._connection.close()
        shutil.rmtree(self.order.scratch, ignore_errors=True)


def members_of(path: Path, name: str, unpacking: Unpacking) -> Iterator[Member | Refused]:
    """Every document of an archive, and everything of it that is refused, in the order of the archive.

    A process that dies is replaced once, and what it told already is not told again.
    """
    told = 0
    for tried in range(TRIES):
        opened = _Opened(list_members, unpacking.order(path, name))
        try:
            for number in itertools.count():
                message = opened.hear()
                if message is None:
                    return
                if isinstance(message, _Died) and tried + 1 < TRIES:
                    break
                if isinstance(message, InputError):
                    yield Refused(name, message)
                    return
                if number >= told:
                    told += 1
                    yield message
        finally:
            opened.close()


class Fetcher:
    """Fetches members as they are wanted, one archive open at a time; members in rising order cost one pass."""

    def __init__(self, unpacking: Unpacking) -> None:
        self._unpacking = unpacking
        self._opened: _Opened | None = None
        self._at_hand: dict[str, DocumentRef] = {}

    def fetch(self, ref: DocumentRef) -> DocumentRef:
        """The reference with a path that can be read; raises ``InputError`` if the member cannot be had again."""
        if ref.member is None:
            return ref
        if ref.document in self._at_hand:
            return self._at_hand[ref.document]
        target = self._path(ref)
        answer = self._open(ref.path, ref.member).ask(ref.member, target)
        if isinstance(answer, _Died):
            self.close()
            answer = self._open(ref.path, ref.member).ask(ref.member, target)
        if isinstance(answer, InputError) or answer != ref.sha256:
            self.drop(ref)
            self.close()
            raise answer if isinstance(answer, InputError) else UnreadableDocument("the archive changed meanwhile")
        self._at_hand[ref.document] = replace(ref, path=target)
        return self._at_hand[ref.document]

    def drop(self, ref: DocumentRef) -> None:
        """Forget what was fetched for a reference."""
        if ref.member is not None:
            self._at_hand.pop(ref.document, None)
            self._path(ref).unlink(missing_ok=True)

    def close(self) -> None:
        """End the process that has an archive open."""
        if self._opened is not None:
            self._opened.close()
        self._opened = None

    def _path(self, ref: DocumentRef) -> Path:
        return self._unpacking.folder / f"member-{ref.document}"

    def _open(self, path: Path, member: int) -> _Opened:
        if self._opened is None or self._opened.order.path != path or self._opened.given >= member:
            self.close()
            self._opened = _Opened(hand_out_members, self._unpacking.order(path, path.name))
        return self._opened
