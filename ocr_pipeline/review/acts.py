"""An answer as it is logged: with all that the person had before them."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_pipeline.model.bound import Address, Value
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.entries import Entry, Evidence, Kind, value_to_plain
from ocr_pipeline.review.evidence import crop_digest
from ocr_pipeline.review.standing import RULES
from ocr_pipeline.review.types import Asked

LONGEST_REASON = 2000
MOST_SECONDS = 3600.0
"""A person who looked longer than an hour at one cell was elsewhere."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who did it and when; ``action`` joins what one undo takes back, ``rules`` ends a dispute."""

    id: str
    action: str
    reviewer: str
    at: float
    seconds: float | None = None
    reason: str = ""
    rules: bool = False


def answer_entry(board: Board, address: Address, value: Value, act: Act) -> Entry:
    """The entry of an answer; it gets its number when it is written."""
    evidence = board.book.digests.evidence(board.book.cells[address].place)
    kept = Evidence(evidence.place, evidence.picture)
    return Entry(
        number=0,
        id=act.id,
        action=act.action,
        kind=Kind.ANSWER,
        reviewer=act.reviewer,
        at=act.at,
        document=board.book.sha256,
        source=board.book.report.source,
        field=address,
        asked=board.due(address, act.reviewer) or Asked.FIRST,
        old=board.value(address),
        new=value,
        verdict=RULES if act.rules else "",
        reason=act.reason[:LONGEST_REASON],
        seconds=None if act.seconds is None else max(0.0, min(act.seconds, MOST_SECONDS)),
        report_digest=board.book.digest,
        crop_digest=crop_digest(kept),
        evidence=kept,
        shown=_shown(board, address),
    )


def _shown(board: Board, address: Address) -> Plain:
    """What the machine offered."""
    cell = board.book.cells[address]
    return {
        "machine": value_to_plain(cell.value),
        "confidence": round(cell.confidence, 6),
        "decision": cell.decision.value,
        "alternatives": [[a.value.printed or a.value.state.value, round(a.probability, 6)] for a in cell.alternatives],
    }
