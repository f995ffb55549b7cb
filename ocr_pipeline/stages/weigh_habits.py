"""How a report prints "none" is one habit: empty cells or dashes. A dash among blanks is likelier dust on the copy.

What the surely read cells of the report show is the prior for those in which a blank and a dash are both possible
(a Beta prior on the share of dashes, Gelman et al. 2013, section 2.4); numbers are not touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ocr_pipeline.model.bound import Alternative, BoundCell, BoundTable, Value, ValueState

SURE, SURE_BLANK = 0.9, 0.998
"""Of the dashes resp. blanks that show the habit: where a copier leaves dots of dashes, these look like blanks."""

HABIT = 5
"""Fewer dashes than these may be dust, and are no habit even where nothing is blank."""

HALF = 0.5
"""Cells of each kind that are taken to have been seen before any was (Jeffreys' prior)."""

LARGEST_ODDS = 100.0
"""However uniform the habit, a clear dash among blanks stays one."""

LOST = 0.001
"""How often a printed dash leaves no ink: taken for what remains of a rule, or too thin for a copier."""

BROKEN = 0.5
"""Share of the doubt in such a blank that is a dash of which a copier has left a few dots."""


def weigh_habits(tables: Sequence[BoundTable]) -> tuple[BoundTable, ...]:
    """The tables with blank and dash weighed by what the rest of the report prints for nothing."""
    cells = [cell for table in tables for cell in table.cells]
    blanks, dashes = _sure(cells, ValueState.BLANK, SURE_BLANK), _sure(cells, ValueState.DASH, SURE)
    odds = max(1 / LARGEST_ODDS, min(LARGEST_ODDS, (len(dashes) + HALF) / (len(blanks) + HALF)))
    odds = odds if len(dashes) >= HABIT else min(1.0, odds)
    usual = Counter(dashes).most_common(1)[0][0] if dashes else None

    def weighed(cell: BoundCell) -> BoundCell:
        return _shared(_with_lost_dash(cell, usual) if usual and odds > 1 else cell, odds)

    return tuple(replace(table, cells=tuple(map(weighed, table.cells))) for table in tables)


def _sure(cells: Sequence[BoundCell], state: ValueState, least: float) -> list[Value]:
    """What surely holds this: blanks, or dashes as they are printed."""
    surely = [cell for cell in cells if cell.alternatives and cell.alternatives[0].probability >= least]
    return [cell.best for cell in surely if cell.best.state is state]


def _with_lost_dash(cell: BoundCell, usual: Value) -> BoundCell:
    """A blank in a report of dashes may be a dash that was lost, whatever little the readers see of one."""
    if not cell.alternatives or cell.best.state is not ValueState.BLANK:
        return cell
    dashes = [said for said in cell.alternatives if said.value.state is ValueState.DASH]
    others = [said for said in cell.alternatives if said not in dashes]
    doubt = max(LOST, BROKEN * (1.0 - cell.alternatives[0].probability))
    if sum(said.probability for said in dashes) >= doubt:
        return cell
    kept = min(1.0, (1 - doubt) / sum(said.probability for said in others))
    fewer = (replace(said, probability=kept * said.probability) for said in others)
    lost = Alternative(dashes[0].value if dashes else usual, doubt)
    return replace(cell, alternatives=(*fewer, lost))


def _shared(cell: BoundCell, odds: float) -> BoundCell:
    """The mass of blank and dash together shared between them anew; the rest keeps its own."""
    states = {alternative.value.state for alternative in cell.alternatives}
    if not {ValueState.BLANK, ValueState.DASH} <= states:
        return cell
    pair = [a for a in cell.alternatives if a.value.state in (ValueState.BLANK, ValueState.DASH)]
    mass = sum(a.probability for a in pair)
    if mass <= 0:
        return cell
    factors = [a.probability * (odds if a.value.state is ValueState.DASH else 1.0) for a in pair]
    shared = [Alternative(a.value, mass * f / sum(factors)) for a, f in zip(pair, factors, strict=True)]
    others = [a for a in cell.alternatives if a not in pair]
    ordered = sorted((*others, *shared), key=lambda a: (-a.probability, a.value.state, a.value.printed or ""))
    return replace(cell, alternatives=tuple(ordered))
