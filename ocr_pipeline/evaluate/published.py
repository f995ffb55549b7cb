"""Scores as the tables of ``docs/accuracy.md``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.arithmetic_gain import Gain, gains
from ocr_pipeline.evaluate.measure import Measured
from ocr_pipeline.evaluate.metrics import FieldScore, Rates, confusion, rates
from ocr_pipeline.evaluate.reliability import calibration_error, reliability, reliability_of_all
from ocr_pipeline.model.bound import ValueState

BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"


def write_between(path: Path, name: str, text: str) -> None:
    """Replace what stands between the two marks of this name; raises ``OptionsError`` where they are missing."""
    begin, end = BEGIN.format(name), END.format(name)
    old = path.read_text(encoding="utf-8")
    if begin not in old or end not in old:
        raise OptionsError(f"{path}: has no marks {begin} and {end} to write between")
    before, after = old[: old.index(begin) + len(begin)], old[old.index(end) :]
    path.write_text(f"{before}\n{text.strip()}\n{after}", encoding="utf-8")


def published(measured: Sequence[Measured], looks: Sequence[str], *, brief: bool = False) -> str:
    """All tables: by look with and without sums, by table, by font, states, reliability; ``brief``ly the first."""
    scores = [score for report in measured for score in report.with_sums]
    first = f"{len(measured)} reports, {rates(scores).cells:,} fields.", _looks(gains(measured, looks))
    if brief:
        return "\n\n".join(first)
    parts = (
        *first,
        "By table:\n\n" + _groups("table", scores, lambda score: score.address.table),
        "By font of the numbers:\n\n" + _groups("font", scores, lambda score: score.font),
        "What stands there (rows) and what was delivered (columns), in fields:\n\n" + _states(scores),
        _reliability(scores),
    )
    return "\n\n".join(parts)


def _looks(found: Sequence[Gain]) -> str:
    head = ("look", "fields", "exact", "without sums", "accepted", "without sums", "wrong among accepted", "promised",
            "95 % bound", "without sums", "in another's cell")  # fmt: skip
    return _table(head, [_look(gain.look, gain.with_sums, gain.without_sums) for gain in found])


def _look(look: str, own: Rates, bare: Rates) -> tuple[str, ...]:
    return (
        look.replace("_", " ") or "all",
        f"{own.cells:,}",
        _share(own.exact, own.cells),
        _share(bare.exact, bare.cells),
        _share(own.accepted, own.cells),
        _share(bare.accepted, bare.cells),
        *_wrong(own),
        str(bare.wrong_accepted),
        str(own.misplaced),
    )


def _groups(name: str, scores: Sequence[FieldScore], key: Callable[[FieldScore], str]) -> str:
    rows = []
    for group in sorted({key(score) for score in scores}):
        own = rates(score for score in scores if key(score) == group)
        shares = _share(own.exact, own.cells), _share(own.accepted, own.cells)
        rows.append((group, f"{own.cells:,}", *shares, *_wrong(own)))
    return _table((name, "fields", "exact", "accepted", "wrong among accepted", "promised", "95 % bound"), rows)


def _wrong(own: Rates) -> tuple[str, str, str]:
    bound = f"1 in {1 / own.wrong_upper:,.0f}" if own.accepted and own.wrong_upper > 0 else ""
    return str(own.wrong_accepted), f"{own.expected_wrong:.1f}", bound


def _states(scores: Sequence[FieldScore]) -> str:
    table = confusion(scores)
    shown = [state for state in ValueState if sum(table[state.value].values())]
    rows = [(true.value, *(f"{table[true.value][read.value]:,}" for read in ValueState)) for true in shown]
    return _table(("", *(state.value for state in ValueState)), rows)


def _reliability(scores: Sequence[FieldScore]) -> str:
    bins = reliability(scores)
    rows = [
        (f"{part.low:g} to {part.high:g}", f"{part.cells:,}", f"{part.confidence:.5f}", f"{part.right:.5f}")
        for part in bins
    ]
    by_state = ", ".join(
        f"{state.value} {calibration_error(reliability_of_all(own)):.4f}"
        for state in ValueState
        if (own := [score for score in scores if score.read.state is state])
    )
    return f"Expected calibration error {calibration_error(bins):.4f}; by delivered state: {by_state}.\n\n" + _table(
        ("confidence", "fields", "promised", "right"), rows
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(head), *map(tuple, rows)]
    texts = ["| " + " | ".join(cells) + " |" for cells in lines]
    return "\n".join([texts[0], "|" + "---|" * len(lines[0]), *texts[1:]])
