"""The evidence on one cell as named numbers: what calibration is fitted on, and what confidence is computed from.

Names and meanings are part of a stored calibration: change them only together with refitting.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from ocr_pipeline.model.bound import Alternative, Value, ValueState
from ocr_pipeline.model.reading import CellReading, Reader
from ocr_pipeline.model.report import ReconciledCell
from ocr_pipeline.stages.parse_number import printed_form
from ocr_pipeline.stages.statement_support import UNSTATED, Stated
from ocr_pipeline.stages.weigh_habits import HABIT, SURE

Features = tuple[tuple[str, float], ...]

CERTAIN = 1e-6
"""Probabilities nearer to 0 or 1 than this count as this near."""

LARGEST_MARGIN = 20.0

CLEAR = math.log(1e-4)
"""Doubt of a report in which the pixels leave none: the logarithm of the least mean doubt that counts."""

NAMES = (
    "pixel", "posterior", "margin", "overruled", "confirmed", "broken", "unchecked", "general_agrees",
    "general_differs", "layer_agrees", "layer_differs", "numeric", "ink", "fit", "digits", "marks", "empty", "helped",
    "zero_confirmed", "stated_agrees", "stated_differs", "report_doubt", "pixel_unchecked", "doubt_unchecked",
    "joint", "usual_dash", "odd_dash",
)  # fmt: skip
"""The features, in order."""


@dataclass(frozen=True, slots=True)
class ReportEvidence:
    """What a report's cells tell of each other: how hard it is to read (``doubt``), whether it prints dashes."""

    doubt: float = CLEAR
    prints_dashes: bool = False


UNKNOWN = ReportEvidence()


def cell_features(cell: ReconciledCell, stated: Stated = UNSTATED, report: ReportEvidence = UNKNOWN) -> Features:
    """All features of a cell, in the order of ``NAMES``; log-odds are natural logarithms.

    ``helped`` of the sums that confirm it hold only since another cell was changed: these are weaker witnesses. Sums
    do not tell 0 from an empty cell, so what they confirm of nothing is told apart (``zero_confirmed``). ``joint``
    takes the value and its place together: both must be right. A dash among dashes is hardly ever anything else
    (``usual_dash``); one in a report of zeros or empty cells is dust, or a figure of which a copy left a stroke.
    """
    is_dash = cell.value.state is ValueState.DASH
    unchecked = float(cell.confirmed_by + cell.broken_by == 0)
    pixel = _log_odds(share_of(cell.pixel, cell.value))
    value, reading = cell.value, cell.reading
    printed = value.printed or ""
    general, layer = (agreement(reading, reader, value) for reader in (Reader.GENERAL, Reader.LAYER))
    values = (
        pixel,
        _log_odds(share_of(cell.posterior, value)),
        max(-LARGEST_MARGIN, min(LARGEST_MARGIN, cell.margin)),
        float(cell.by_pixels is not None),
        float(min(cell.confirmed_by, 3)),
        float(min(cell.broken_by, 3)),
        unchecked,
        float(general > 0),
        float(general < 0),
        float(layer > 0),
        float(layer < 0),
        _numeric(reading, value),
        _ink(reading, value),
        _log_odds(cell.fit),
        float(sum(character.isdigit() for character in printed)),
        float(any(not character.isdigit() for character in printed)),
        float(value.state in (ValueState.BLANK, ValueState.DASH)),
        float(min(cell.helped, 3)),
        0.0 if value.number else float(min(cell.confirmed_by, 3)),
        stated.agrees,
        stated.differs,
        report.doubt,
        pixel * unchecked,
        report.doubt * unchecked,
        _log_odds(share_of(cell.posterior, value) * cell.fit),
        float(is_dash and report.prints_dashes),
        float(is_dash and not report.prints_dashes),
    )
    return tuple(zip(NAMES, values, strict=True))


def report_evidence(cells: Collection[ReconciledCell]) -> ReportEvidence:
    """What all cells of a report tell of each one.

    The doubt is the logarithm of the mean doubt that the pixels leave of the chosen values: a page that was copied
    badly is bad all over, so that a cell which looks clear on it deserves less trust.
    """
    doubts = [1.0 - share_of(cell.pixel, cell.value) for cell in cells if cell.reading is not None]
    dashes = sum(cell.value.state is ValueState.DASH and share_of(cell.pixel, cell.value) >= SURE for cell in cells)
    doubt = math.log(max(math.exp(CLEAR), sum(doubts) / len(doubts))) if doubts else CLEAR
    return ReportEvidence(doubt, dashes >= HABIT)


def share_of(alternatives: tuple[Alternative, ...], value: Value) -> float:
    """The probability that alternatives give a value."""
    return sum(alternative.probability for alternative in alternatives if alternative.value == value)


def _log_odds(share: float) -> float:
    clipped = min(1 - CERTAIN, max(CERTAIN, share))
    return math.log(clipped / (1 - clipped))


def agreement(reading: CellReading | None, reader: Reader, value: Value) -> int:
    """1 if a reader says the same, -1 if it says something else, 0 if it was not asked or saw nothing."""
    heard = reading.by(reader) if reading else None
    if heard is None or heard.best is None or heard.best.text is None:
        return 0
    text = printed_form(heard.best.text)
    if not text and value.state is not ValueState.BLANK:
        # Recognisers of running text pass over lone digits: their silence says nothing.
        return 0
    if value.state is ValueState.DASH:
        # They write one mark for another, which says that it is one, and "1" for a slash, which says nothing.
        signs = not any(map(str.isalnum, text))
        return 1 if signs or text == value.printed else 0 if len(text) == 1 else -1
    return 1 if text == (value.printed or "") else -1


def _numeric(reading: CellReading | None, value: Value) -> float:
    """Log-odds of the numeric reader's own score for the value; 0 if it was not asked."""
    heard = reading.by(Reader.NUMERIC) if reading else None
    if heard is None:
        return 0.0
    printed = value.printed or ""
    said = ((candidate.text, float(candidate.score)) for candidate in heard.candidates)
    return _log_odds(sum(score for text, score in said if text is not None and printed_form(text) == printed))


def _ink(reading: CellReading | None, value: Value) -> float:
    """Log-odds by the ink alone that the cell is as empty or as full as the value says."""
    if reading is None:
        return 0.0
    blank = float(reading.ink.blank)
    return _log_odds(blank if value.state is ValueState.BLANK else 1 - blank)
