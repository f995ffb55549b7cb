"""Scores of fields against truth: how many are exact, how many accepted, how many of those wrong, how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from scipy.stats import beta

from ocr_pipeline.evaluate.misplaced import Printed, by_field, is_misplaced
from ocr_pipeline.evaluate.truth import Truth, normal
from ocr_pipeline.model.bound import Address, Value, ValueState
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Decision

LEVEL = 0.95
"""Of the bounds."""


@dataclass(frozen=True, slots=True)
class FieldScore:
    """A field beside its truth; ``group`` is the look or "", ``misplaced`` whether it was read in another's cell."""

    document: str
    group: str
    address: Address
    expected: ValueState
    truth: str | None
    read: Value
    exact: bool
    equal: bool
    accepted: bool
    confidence: float
    font: str = ""
    misplaced: bool = False

    @property
    def counts(self) -> bool:
        """Whether the field is part of the rates: not where there is nothing and nothing was read."""
        return not (self.expected is ValueState.ABSENT and self.read.state is ValueState.ABSENT)


@dataclass(frozen=True, slots=True)
class Rates:
    """Figures of a group; ``wrong_upper`` is the upper bound of the rate of wrong ones among accepted ones.

    ``expected_wrong`` is what the confidences themselves predict of the accepted ones.
    """

    cells: int
    exact: int
    equal: int
    accepted: int
    wrong_accepted: int
    wrong_lower: float
    wrong_upper: float
    expected_wrong: float
    misplaced: int


def score_report(document: str, report: CheckedReport, truth: Truth) -> tuple[FieldScore, ...]:
    """Every field of the report and every field of the truth, once."""
    return score_cells(document, report.cells, truth)


def score_cells(document: str, cells: Sequence[CheckedCell], truth: Truth) -> tuple[FieldScore, ...]:
    """Every delivered field and every field of the truth, once."""
    printed = by_field(truth.cells)
    scores = [_score(document, truth, cell, printed) for cell in cells]
    missing = set(truth.printed) - {cell.address for cell in cells}
    for address in sorted(missing):
        nothing = Value(ValueState.ABSENT)
        state, text = truth.state(address), truth.printed[address]
        unread = FieldScore(document, truth.look, address, state, text, nothing, False, False, False, 0.0, truth.font)
        scores.append(unread)
    return tuple(scores)


def rates(scores: Iterable[FieldScore]) -> Rates:
    """The figures of a group of fields."""
    counted = [score for score in scores if score.counts]
    accepted = [score for score in counted if score.accepted]
    wrong = sum(not score.exact for score in accepted)
    lower, upper = clopper_pearson(wrong, len(accepted))
    return Rates(
        cells=len(counted),
        exact=sum(score.exact for score in counted),
        equal=sum(score.equal for score in counted),
        accepted=len(accepted),
        wrong_accepted=wrong,
        wrong_lower=lower,
        wrong_upper=upper,
        expected_wrong=sum(1 - score.confidence for score in accepted),
        misplaced=sum(score.misplaced for score in counted),
    )


def clopper_pearson(hits: int, trials: int, level: float = LEVEL) -> tuple[float, float]:
    """The exact two-sided interval of a rate (Clopper & Pearson 1934); (0, 1) without trials."""
    tail = (1 - level) / 2
    lower = 0.0 if hits == 0 else float(beta.ppf(tail, hits, trials - hits + 1))
    upper = 1.0 if hits == trials else float(beta.ppf(1 - tail, hits + 1, trials - hits))
    return lower, upper


def confusion(scores: Sequence[FieldScore]) -> dict[str, dict[str, int]]:
    """How often each true state was read as which."""
    table = {str(true): {str(read): 0 for read in ValueState} for true in ValueState}
    for score in scores:
        table[score.expected.value][score.read.state.value] += 1
    return table


def is_exact(read: Value, truth: Truth, address: Address) -> bool:
    """Whether a value has the state that stands there and, if it is a number, is printed as it stands there."""
    expected = truth.state(address)
    if read.state is not expected:
        return False
    return expected is not ValueState.NUMBER or normal(read.printed) == normal(truth.printed.get(address))


def _score(document: str, truth: Truth, cell: CheckedCell, printed: Printed) -> FieldScore:
    expected, text = truth.state(cell.address), truth.printed.get(cell.address)
    read = cell.value
    exact = is_exact(read, truth, cell.address)
    return FieldScore(
        document=document,
        group=truth.look,
        address=cell.address,
        expected=expected,
        truth=text,
        read=read,
        exact=exact,
        equal=exact or (read.number is not None and expected is ValueState.NUMBER and _same(read.number, text)),
        accepted=cell.decision is not Decision.REVIEW,
        confidence=cell.confidence,
        font=truth.font,
        misplaced=read.state is not ValueState.ABSENT and is_misplaced(cell.address, cell.place, printed),
    )


def _same(number: Decimal, text: str | None) -> bool:
    """Whether plain truth text means the same number (a printed ``+19070`` and a read ``19070`` do)."""
    try:
        return Decimal(normal(text)) == number
    except InvalidOperation:
        return False
