"""Entries of the trail: what is logged of one act of one person, and its plain form for database and exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.bound import Address, Place, Value, ValueState
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.report_codec import decimal_text
from ocr_pipeline.review.types import Asked

ENTRY_FORMAT = "ocr-pipeline/decision"
ENTRY_VERSION = 1


class Kind(StrEnum):
    """What an entry is: an answer on a cell, a word on a finding, an assignment, or taking an action back."""

    ANSWER = "answer"
    FINDING = "finding"
    ASSIGN = "assign"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person saw of a cell: its place and the SHA-256 of the page picture (of all pages if it has no place)."""

    place: Place | None
    picture: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail; ``number`` is its place in it.

    ``id`` is the client's, unique; ``action`` joins what one undo takes back. ``document`` is the SHA-256 of the bytes.
    ``old`` is what stood before, ``new`` the answer; ``shown`` what the machine offered. ``verdict`` is the word on a
    finding, the assignee, ``rules`` for an answer that ends a dispute, or the action that an undo takes back.
    ``cells`` are those of a finding. ``brought_by`` is who imported it, empty for what was entered here.
    """

    number: int
    id: str
    action: str
    kind: Kind
    reviewer: str
    at: float
    document: str
    source: str = ""
    field: Address | None = None
    finding: str = ""
    asked: Asked | None = None
    old: Value | None = None
    new: Value | None = None
    verdict: str = ""
    reason: str = ""
    seconds: float | None = None
    report_digest: str = ""
    crop_digest: str = ""
    evidence: Evidence | None = None
    shown: Plain = None
    brought_by: str = ""
    cells: tuple[Address, ...] = ()


def when(at: float) -> str:
    """A time as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def value_to_plain(value: Value | None) -> Plain:
    """A value as in ``report.json``."""
    if value is None:
        return None
    number = decimal_text(value.number)
    return {"state": value.state.value, "printed": value.printed, "value": number, "unit": value.unit}


def value_from_plain(plain: Plain) -> Value | None:
    """A value of the plain form; raises ``ValueError`` and the like where it is none."""
    if plain is None:
        return None
    number = None if plain["value"] is None else Decimal(plain["value"])
    return Value(ValueState(plain["state"]), plain["printed"], number, plain["unit"])


def to_row(entry: Entry) -> dict[str, Any]:
    """The columns of the table ``trail``."""
    return {
        "number": entry.number,
        "id": entry.id,
        "action": entry.action,
        "kind": entry.kind.value,
        "reviewer": entry.reviewer,
        "at": entry.at,
        "document": entry.document,
        "field": "" if entry.field is None else str(entry.field),
        "finding": entry.finding,
        "old": value_to_plain(entry.old),
        "new": value_to_plain(entry.new),
        "reason": entry.reason,
        "report_digest": entry.report_digest,
        "crop_digest": entry.crop_digest,
        "more": {
            "source": entry.source,
            "asked": None if entry.asked is None else entry.asked.value,
            "verdict": entry.verdict,
            "seconds": entry.seconds,
            "evidence": _evidence_to_plain(entry.evidence),
            "shown": entry.shown,
            "brought_by": entry.brought_by,
            "cells": [str(address) for address in entry.cells],
        },
    }


def from_row(row: Mapping[str, Any]) -> Entry:
    """The entry of a row."""
    more = row["more"]
    return Entry(
        number=int(row["number"]),
        id=row["id"],
        action=row["action"],
        kind=Kind(row["kind"]),
        reviewer=row["reviewer"],
        at=float(row["at"]),
        document=row["document"],
        source=more["source"],
        field=_address(row["field"]),
        finding=row["finding"],
        asked=None if more["asked"] is None else Asked(more["asked"]),
        old=value_from_plain(row["old"]),
        new=value_from_plain(row["new"]),
        verdict=more["verdict"],
        reason=row["reason"],
        seconds=more["seconds"],
        report_digest=row["report_digest"],
        crop_digest=row["crop_digest"],
        evidence=_evidence_from_plain(more["evidence"]),
        shown=more["shown"],
        brought_by=more.get("brought_by", ""),
        cells=tuple(_split(cell) for cell in more.get("cells", ())),
    )


def to_line(entry: Entry) -> Plain:
    """An entry as it leaves the desk."""
    return {"format": ENTRY_FORMAT, "version": ENTRY_VERSION, **to_row(entry), "at": when(entry.at)}


def from_line(plain: Plain, where: str) -> Entry:
    """An entry that came in; raises ``RecordDamaged`` that names ``where`` if it is none."""
    known = isinstance(plain, dict) and (plain.get("format"), plain.get("version")) == (ENTRY_FORMAT, ENTRY_VERSION)
    if not known:
        raise RecordDamaged(
            f"{where}: not a decision of format {ENTRY_FORMAT!r}, version {ENTRY_VERSION}; nothing was taken"
        )
    try:
        at = datetime.fromisoformat(plain["at"]).timestamp()
        return from_row({**plain, "at": at})
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise RecordDamaged(f"{where}: {type(error).__name__}: {error}; nothing was taken") from error


def _address(text: str) -> Address | None:
    return _split(text) if text else None


def _split(text: str) -> Address:
    table, row, column = text.split("/")
    return Address(table, row, column)


def _evidence_to_plain(evidence: Evidence | None) -> Plain:
    if evidence is None:
        return None
    place = evidence.place
    if place is None:
        return {"page": None, "box": None, "picture": evidence.picture}
    box = place.box
    edges = [round(edge, 6) for edge in (box.left, box.top, box.right, box.bottom)]
    return {"page": place.page_index + 1, "box": edges, "picture": evidence.picture}


def _evidence_from_plain(plain: Plain) -> Evidence | None:
    if plain is None:
        return None
    place = None if plain["page"] is None else Place(int(plain["page"]) - 1, Box(*plain["box"]))
    return Evidence(place, str(plain["picture"]))
