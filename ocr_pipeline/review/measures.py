"""How far the work is, and how people and the machine did."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ocr_pipeline.model.bound import Address, Value
from ocr_pipeline.model.reliability import by_confidence
from ocr_pipeline.review.answers import same_value
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.entries import Entry
from ocr_pipeline.review.figures import Audit, ConfidenceBin, Progress, ReviewerFigures, Statistics
from ocr_pipeline.review.queue import fits
from ocr_pipeline.review.types import Asked, CellState, Filters
from ocr_pipeline.store.expected import SECONDS_PER_FIELD

EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0)
"""Bins of confidence, finer where it matters."""
BLIND = (Asked.SECOND, Asked.DISPUTE)
Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Tally:
    """What the cells of one document that pass some filters amount to; ``done`` tells that nothing waits in it."""

    cells: int = 0
    left: int = 0
    settled: int = 0
    second: int = 0
    disputed: int = 0
    audit: int = 0
    wrong: float = 0.0
    wrong_left: float = 0.0
    done: bool = False


def tally(board: Board, filters: Filters) -> Tally:
    """The tally of a document."""
    inside = [(address, board.state(address)) for address in board.book.cells if fits(board, address, filters)]
    states = [state for _, state in inside]
    errors = [
        (state, 1 - float(board.book.cells[address].confidence))
        for address, state in inside
        if state is not CellState.SETTLED
    ]
    return Tally(
        cells=len(inside),
        left=states.count(CellState.OPEN),
        settled=states.count(CellState.SETTLED),
        second=sum(board.wants_second(address) for address, _ in inside),
        disputed=states.count(CellState.DISPUTED),
        audit=sum(state is CellState.ACCEPTED and board.is_drawn(address) for address, state in inside),
        wrong=sum(error for _, error in errors),
        wrong_left=sum(error for state, error in errors if state is not CellState.ACCEPTED),
        done=not board.open_cells(),
    )


def progress(tallies: Sequence[Tally], seconds: Collection[float]) -> Progress:
    """How far the work is, from the tallies of all documents and the ``seconds`` of the latest decisions."""
    each = median(seconds) if seconds else SECONDS_PER_FIELD
    left = sum(t.left for t in tallies)
    second, disputed, audit = (
        sum(t.second for t in tallies),
        sum(t.disputed for t in tallies),
        sum(t.audit for t in tallies),
    )
    return Progress(
        cells=sum(t.cells for t in tallies),
        left=left,
        settled=sum(t.settled for t in tallies),
        second=second,
        disputed=disputed,
        audit=audit,
        seconds_each=each,
        minutes=(left + second + disputed + audit) * each / 60,
        expected_wrong=sum(t.wrong for t in tallies),
        expected_wrong_left=sum(t.wrong_left for t in tallies),
        documents=len(tallies),
        documents_done=sum(t.done for t in tallies),
    )


def statistics(boards: Sequence[Board]) -> Statistics:
    """What people decided on the documents that are here."""
    answered = [(board, address) for board in boards for address in board.book.cells if board.standing(address).answers]
    entries = [entry for board, address in answered for entry in board.standing(address).answers]
    pairs = [pair for board, address in answered for pair in _pairs(board.standing(address).answers)]
    agreed = sum(same_value(one, other) for _, _, one, other in pairs)
    return Statistics(
        decisions=len(entries),
        corrected=sum(_corrected(board, address) for board, address in answered),
        reviewers=_reviewers(answered, pairs),
        compared=len(pairs),
        agreed=agreed,
        kappa=kappa([(one, other) for _, _, one, other in pairs]),
        disputed=sum(board.standing(address).disputed for board, address in answered),
        bins=_bins(answered),
        audit=_audit(boards),
    )


Cell = tuple[Board, Address]
Pair = tuple[str, str, Value, Value]
"""Two people and what each read in the same cell, the second without seeing the first's answer."""


def _pairs(answers: Sequence[Entry]) -> list[Pair]:
    """Each blind reading with the first answer."""
    first, *others = sorted(answers, key=lambda entry: entry.number)
    if first.new is None:
        return []
    blind = (entry for entry in others if entry.asked in BLIND)
    return [(first.reviewer, entry.reviewer, first.new, entry.new) for entry in blind if entry.new is not None]


def _corrected(board: Board, address: Address) -> bool:
    value = board.standing(address).value
    return value is not None and not same_value(value, board.book.cells[address].value)


def _reviewers(answered: Sequence[Cell], pairs: Sequence[Pair]) -> tuple[ReviewerFigures, ...]:
    own: dict[str, list[tuple[Entry, bool]]] = {}
    for board, address in answered:
        machine = board.book.cells[address].value
        for entry in board.standing(address).answers:
            other = entry.new is not None and not same_value(entry.new, machine)
            own.setdefault(entry.reviewer, []).append((entry, other))
    return tuple(_reviewer(name, own[name], [pair for pair in pairs if name in pair[:2]]) for name in sorted(own))


def _reviewer(name: str, entries: Sequence[tuple[Entry, bool]], pairs: Sequence[Pair]) -> ReviewerFigures:
    seconds = [entry.seconds for entry, _ in entries if entry.seconds is not None]
    return ReviewerFigures(
        reviewer=name,
        decisions=len(entries),
        corrected=sum(corrected for _, corrected in entries),
        seconds_median=median(seconds) if seconds else None,
        compared=len(pairs),
        agreed=sum(same_value(one, other) for _, _, one, other in pairs),
    )


def kappa(pairs: Sequence[tuple[Value, Value]]) -> float | None:
    """Cohen's kappa over what two readers gave: agreement beyond what their habits would give by chance."""
    if not pairs:
        return None
    words = [(_word(one), _word(other)) for one, other in pairs]
    observed = sum(one == other for one, other in words) / len(words)
    said = {word for pair in words for word in pair}
    firsts, seconds = [one for one, _ in words], [other for _, other in words]
    chance = sum(firsts.count(word) * seconds.count(word) for word in said) / len(words) ** 2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def _word(value: Value) -> str:
    return f"{value.state.value} {value.number} {value.unit}"


def _bins(answered: Sequence[Cell]) -> tuple[ConfidenceBin, ...]:
    """The machine's confidence against what people say, over all cells with a settled answer."""
    told: list[tuple[float, bool]] = []
    for board, address in answered:
        if board.standing(address).value is not None:
            told.append((float(board.book.cells[address].confidence), not _corrected(board, address)))
    return tuple(
        ConfidenceBin(low, high, len(inside), sum(sure for sure, _ in inside), sum(right for _, right in inside))
        for low, high, inside in by_confidence(told, EDGES)
    )


def _audit(boards: Iterable[Board]) -> Audit:
    """What reading the accepted cells that were drawn has shown."""
    drawn = [(board, address) for board in boards for address in board.book.cells if board.is_drawn(address)]
    read = [(board, address) for board, address in drawn if board.standing(address).value is not None]
    wrong = sum(_corrected(board, address) for board, address in read)
    low, high = wilson(wrong, len(read))
    expected = sum(1 - float(board.book.cells[address].confidence) for board, address in read)
    return Audit(len(drawn), len(read), wrong, low, high, expected)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a rate (Wilson 1927); everything is possible where nothing was seen."""
    if of == 0:
        return 0.0, 1.0
    rate, square = hits / of, Z95**2
    middle = (rate + square / (2 * of)) / (1 + square / of)
    half = Z95 * math.sqrt(rate * (1 - rate) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def decided(board: Board) -> int:
    """The fields that people answered for."""
    return sum(board.state(address) is CellState.SETTLED for address in board.book.cells)
