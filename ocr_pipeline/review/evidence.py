"""Words that name things and digests that bind answers to what was seen: of cells, crops, findings and reports."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from ocr_pipeline.model.bound import Address, Place
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Finding
from ocr_pipeline.model.report_codec import PROBABILITY_DIGITS
from ocr_pipeline.review.entries import Evidence, value_to_plain

WORD = 20
"""Hexadecimal digits of a name: 80 bits, so that two things never share one."""
SAME_PLACE = 0.5
"""Boxes that share this much of what they cover together are the same cell; neighbours share nothing."""
_BOX_DIGITS = 5


def document_key(sha256: str) -> str:
    """The name of a document in requests."""
    return _digest("document", sha256)[:WORD]


def cell_id(sha256: str, address: Address) -> str:
    """The name of a cell in requests."""
    return _digest("cell", sha256, str(address))[:WORD]


def finding_id(sha256: str, finding: Finding) -> str:
    """The name of a finding: what it is about, not what it says, so that it keeps its name while numbers change."""
    cells = [str(address) for address in finding.cells]
    about = [finding.code, finding.says, *cells]
    if not cells or finding.code.startswith("statement."):
        about += [finding.message_zh, repr(finding.place)]
    return _digest("finding", sha256, *about)[:WORD]


def report_digest(report: CheckedReport) -> str:
    """SHA-256 over all that the machine read of the fields; equal runs give equal digests."""
    fields = [_cell(cell) for cell in report.cells]
    return _digest(report.document_id, json.dumps(fields, ensure_ascii=False), json.dumps(report.editions))


def _cell(cell: CheckedCell) -> list[object]:
    read = cell.machine
    value = cell.value if read is None else read.value
    sure = cell.confidence if read is None else read.confidence
    others = [[value_to_plain(a.value), round(a.probability, PROBABILITY_DIGITS)] for a in cell.alternatives]
    place = None if cell.place is None else [cell.place.page_index, *_edges(cell.place)]
    return [str(cell.address), value_to_plain(value), round(sure, PROBABILITY_DIGITS), place, others]


def crop_digest(evidence: Evidence) -> str:
    """SHA-256 of a crop: of its picture and the edges, which decide its pixels."""
    place = evidence.place
    where = [] if place is None else [str(place.page_index), *(str(edge) for edge in _edges(place))]
    return _digest("crop", evidence.picture, *where)


def same_cell(one: Evidence, other: Evidence) -> bool:
    """Whether two crops show the same cell of the same picture, perhaps cut a little differently."""
    if one.picture != other.picture or (one.place is None) != (other.place is None):
        return False
    if one.place is None or other.place is None:
        return True
    if one.place.page_index != other.place.page_index:
        return False
    shared = one.place.box.intersection(other.place.box)
    both = one.place.box.area + other.place.box.area - shared
    return shared >= SAME_PLACE * both if both else one.place.box == other.place.box


class PictureDigests:
    """The SHA-256 of page pictures, each read once."""

    def __init__(self, pictures: Mapping[int, Path]) -> None:
        self._pictures = pictures
        self._known: dict[int, str] = {}

    def evidence(self, place: Place | None) -> Evidence:
        """What is to be seen of a cell; a page whose picture is gone has an empty digest."""
        if place is not None:
            return Evidence(place, self._of(place.page_index))
        return Evidence(None, _digest("pages", *(self._of(index) for index in sorted(self._pictures))))

    def _of(self, page_index: int) -> str:
        if page_index not in self._known:
            path = self._pictures.get(page_index)
            try:
                content = b"" if path is None else path.read_bytes()
            except OSError:
                content = b""
            self._known[page_index] = hashlib.sha256(content).hexdigest() if content else ""
        return self._known[page_index]


def share_of(purpose: str, sha256: str, address: Address) -> float:
    """A number in [0, 1) that is fixed for a cell and purpose, and as good as random: who is drawn is who is below."""
    return int(_digest(purpose, sha256, str(address))[:13], 16) / 16**13


def _edges(place: Place) -> tuple[float, ...]:
    box = place.box
    return tuple(round(edge, _BOX_DIGITS) for edge in (box.left, box.top, box.right, box.bottom))


def _digest(*parts: str) -> str:
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "replace")
        whole.update(f"{len(content)}:".encode() + content)
    return whole.hexdigest()
