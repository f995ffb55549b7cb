"""The process in which an archive is opened: first to list its documents, later to hand them out one at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from ocr_pipeline.bulk.archive_budget import Budget
from ocr_pipeline.bulk.archive_names import Numbering
from ocr_pipeline.bulk.archive_walk import DAMAGE, Found, Refused, Walk, damaged
from ocr_pipeline.bulk.documents import is_document
from ocr_pipeline.bulk.measured_copy import measured_copy
from ocr_pipeline.bulk.worker import end_with_parent
from ocr_pipeline.engines.child_limits import limit_resources
from ocr_pipeline.errors import InputError
from ocr_pipeline.options import ArchiveOptions

MEMORY_BYTES = 3_000_000_000


@dataclass(frozen=True, slots=True)
class ArchiveOrder:
    """Which archive, the name it is known by, its limits, the largest document in bytes, and a private folder."""

    path: Path
    name: str
    limits: ArchiveOptions
    max_bytes: int
    scratch: Path


@dataclass(frozen=True, slots=True)
class Member:
    """A document in an archive: its place in the order of the walk, its name, the SHA-256 of its bytes."""

    index: int
    name: str
    sha256: str


def list_members(connection: Connection, order: ArchiveOrder) -> None:
    """Send a ``Member`` or a ``Refused`` for everything that needs a row, then ``None``."""
    _settle(order)
    for index, entry in _numbered(order):
        try:
            connection.send(entry if isinstance(entry, Refused) else Member(index, entry.name, _copy(entry, order)))
        except InputError as error:
            connection.send(Refused(entry.name, error))
        except DAMAGE as error:
            connection.send(Refused(entry.name, damaged(error)))
    connection.send(None)


def hand_out_members(connection: Connection, order: ArchiveOrder) -> None:
    """For each (index, path) that comes in, indices rising, write the member there and send its SHA-256 or why not."""
    _settle(order)
    entries = _numbered(order)
    while True:
        try:
            wanted, target = connection.recv()
        except EOFError:
            return
        found = next((entry for index, entry in entries if index == wanted and isinstance(entry, Found)), None)
        try:
            connection.send(damaged(EOFError("no longer there")) if found is None else _copy(found, order, target))
        except InputError as error:
            connection.send(error)
        except DAMAGE as error:
            connection.send(damaged(error))


def _settle(order: ArchiveOrder) -> None:
    """Archives may make libraries talk or this process die loudly; the parent says what there is to say."""
    os.setsid()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    limit_resources(MEMORY_BYTES, max(order.max_bytes, order.path.stat().st_size * int(order.limits.max_ratio)))


def _numbered(order: ArchiveOrder) -> Iterator[tuple[int, Found | Refused]]:
    walk = Walk(is_document, Budget(order.limits), order.scratch, Numbering())
    return enumerate(walk.entries(order.path, order.name))


def _copy(found: Found, order: ArchiveOrder, target: Path = Path(os.devnull)) -> str:
    """Write a member to ``target``; its SHA-256. Raises ``PageTooLarge`` beyond the largest document."""
    with target.open("wb") as copy:
        return measured_copy(found.stream, copy, order.max_bytes)
