"""The carpet: all cells that wait and were read as one value, side by side, confirmed in one look."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection

from ocr_pipeline.errors import PipelineError, RecordNotFound, StaleDecision
from ocr_pipeline.model.bound import Value
from ocr_pipeline.review import leases
from ocr_pipeline.review.acts import Act, answer_entry
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.core import Core, Shown
from ocr_pipeline.review.entries import Entry, value_from_plain, value_to_plain
from ocr_pipeline.review.queue import Candidate, Situation, candidates
from ocr_pipeline.review.types import Carpet, CarpetDecision, CarpetResult, CarpetValue, Filters, Refused, Tile
from ocr_pipeline.schema.words import Words

LONGEST_KEY = 300


class Carpets:
    """Hands out carpets and takes in what was confirmed."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def values(self, reviewer: str, filters: Filters) -> tuple[CarpetValue, ...]:
        """Values with the cells that this person could be asked, most frequent first."""
        self._core.state.look()

        def work(connection: Connection) -> tuple[CarpetValue, ...]:
            counted: dict[str, int] = {}
            for found in self._waiting(connection, reviewer, filters):
                key = value_key(_read(found))
                counted[key] = counted.get(key, 0) + 1
            ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
            return tuple(CarpetValue(key, key_value(key), count) for key, count in ranked)

        return self._core.read(work)

    def carpet(self, reviewer: str, key: str, filters: Filters, limit: int) -> Carpet:
        """Cells read as one value, the most doubtful first, leased."""
        core, value = self._core, key_value(key)

        def work(connection: Connection) -> Carpet:
            now = core.clock()
            leases.tidy(connection, now)
            found = [c for c in self._waiting(connection, reviewer, filters) if value_key(_read(c)) == key]
            found.sort(key=lambda c: (c.board.book.cells[c.address].confidence, c.id))
            chosen, until = found[:limit], now + core.options.lease_seconds
            leases.take(connection, [c.id for c in chosen], reviewer, until)
            tiles = tuple(core.shower.tile(c.board, c.address, c.board.version(c.address)) for c in chosen)
            return Carpet(key, value, tiles, len(found) - len(chosen), until)

        return core.write(work)

    def confirm(self, decision: CarpetDecision) -> CarpetResult:
        """Save the confirmed tiles as one action."""
        return self._core.write(lambda connection: self._confirm(connection, decision))

    def _confirm(self, connection: Connection, decision: CarpetDecision) -> CarpetResult:
        core = self._core
        known = core.state.ledger.action(decision.id)
        if known:
            if known[0].reviewer != decision.reviewer:
                raise StaleDecision("this id was used for another carpet; load the page again and decide anew")
            return CarpetResult(decision.id, len(known), (), repeated=True)
        entries: list[Entry] = []
        refused: list[Refused] = []
        tiles = {tile.id: tile for tile in decision.confirmed}
        each = None if decision.seconds is None or not tiles else decision.seconds / len(tiles)
        for index, tile in enumerate(tiles.values()):
            act = Act(f"{decision.id}:{index}", decision.id, decision.reviewer, core.clock(), each)
            try:
                entries.append(self._entry(connection, tile, decision.key, act))
            except PipelineError as error:
                refused.append(Refused(tile.id, self._words(error)))
        core.enter(connection, entries)
        leases.give_back(connection, decision.reviewer, list(tiles))
        return CarpetResult(decision.id, len(entries), tuple(refused), repeated=False)

    def _entry(self, connection: Connection, tile: Tile, key: str, act: Act) -> Entry:
        board, address = self._core.state.cell(tile.id)
        self._core.fresh(board, address, Shown(tile.report_digest, tile.crop_digest, tile.version))
        self._core.free(connection, tile.id, act.reviewer)
        machine = board.book.cells[address].value
        if value_key(machine) != key:
            raise StaleDecision(self._core.sentences["report_changed"].english)
        return answer_entry(board, address, machine, act)

    def _words(self, error: PipelineError) -> Words:
        """The sentence of an error in both languages, where the desk knows it."""
        known = (words for words in self._core.sentences.values() if words.english == error.message)
        return next(known, Words(error.message, error.message))

    def _waiting(self, connection: Connection, reviewer: str, filters: Filters) -> Iterator[Candidate]:
        running = leases.active(connection, self._core.clock())
        others = {lease.cell for lease in running.values() if lease.reviewer != reviewer}
        boards: list[Board] = list(self._core.state.boards.values())
        return candidates(boards, filters, Situation(reviewer, others, {}))


def value_key(value: Value) -> str:
    """A value's name in requests: what was read, letter for letter."""
    return json.dumps(value_to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def key_value(key: str) -> Value:
    """The value of a name; raises ``RecordNotFound`` for anything else."""
    try:
        value = value_from_plain(json.loads(key)) if len(key) <= LONGEST_KEY else None
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise RecordNotFound("there is no such value here; choose one of the list") from error
    if value is None:
        raise RecordNotFound("there is no such value here; choose one of the list")
    return value


def _read(found: Candidate) -> Value:
    return found.board.book.cells[found.address].value
