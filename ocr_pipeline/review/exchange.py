"""Decisions out and in: the trail as JSON Lines, taken in by another desk or after a new run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import Connection

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.review.core import Core
from ocr_pipeline.review.entries import Entry, Kind, from_line, to_line
from ocr_pipeline.review.evidence import same_cell
from ocr_pipeline.review.figures import Imported
from ocr_pipeline.review.trail import entries_after, reading

LONGEST_LINE = 100_000


def lines(core: Core) -> Iterator[str]:
    """The trail, oldest entry first."""
    with reading(core.engine) as connection:
        for entry in entries_after(connection, 0):
            yield json.dumps(to_line(entry), ensure_ascii=False, sort_keys=True)


def take_in(core: Core, source: Iterable[str], by: str) -> Imported:
    """Append entries that are not known yet, as the words of those who gave them, brought in ``by``; all or none."""
    entries = [_entry(line, number) for number, line in enumerate(source, 1) if line.strip()]
    core.state.look(now=True)

    def work(connection: Connection) -> Imported:
        ledger = core.state.ledger
        first = {entry.id: entry for entry in reversed(entries)}
        new = [entry for entry in entries if first[entry.id] is entry and ledger.entry(entry.id) is None]
        core.enter(connection, [replace(entry, number=0, brought_by=by) for entry in new])
        return Imported(len(new), len(entries) - len(new), sum(not _fits(core, entry) for entry in new))

    return core.write(work)


def _entry(line: str, number: int) -> Entry:
    where = f"line {number}"
    if len(line) > LONGEST_LINE:
        raise RecordDamaged(f"{where}: is longer than {LONGEST_LINE:,} characters; nothing was taken")
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordDamaged(f"{where}: cannot be read as JSON ({error}); nothing was taken") from error
    return from_line(plain, where)


def _fits(core: Core, entry: Entry) -> bool:
    """Whether an answer is about pixels that are here; other entries always fit."""
    if entry.kind is not Kind.ANSWER:
        return True
    board = core.state.boards.get(core.state.document_key(entry.document) or "")
    if board is None or entry.field not in board.book.cells or entry.evidence is None:
        return False
    return same_cell(entry.evidence, board.book.digests.evidence(board.book.cells[entry.field].place))
