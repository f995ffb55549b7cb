"""Do the identities of a schema contradict each other? Exact Gaussian elimination over their instances.

Two faults are refused: rules that cannot hold together (0 = 3), and rules that go round in a circle so that cells would
always have to be 0 (a = b + c with b = a + d).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ocr_pipeline.errors import SchemaError
from ocr_pipeline.model.bound import Address
from ocr_pipeline.schema.instances import Instance
from ocr_pipeline.schema.rule_types import RuleKind

Row = dict[Address, Fraction]


def refuse_contradictions(found: Sequence[Instance], where: str) -> None:
    """Raise ``SchemaError`` naming the rules if identities cannot hold together or force cells to be 0."""
    solved: list[tuple[Address, Row, Fraction, frozenset[str]]] = []
    for instance in found:
        if instance.rule.kind is not RuleKind.IDENTITY or instance.rule.tolerance:
            continue
        row, constant, codes = _reduce(*_row(instance), frozenset({instance.rule.code}), solved)
        if not row:
            _refuse_false(constant, codes, instance, where)
            continue
        _refuse_zero(row, constant, codes, where)
        pivot = min(row)
        scale = row[pivot]
        solved.append((pivot, {cell: factor / scale for cell, factor in row.items()}, constant / scale, codes))


def _row(instance: Instance) -> tuple[Row, Fraction]:
    """The instance as factors of cells that sum to a constant."""
    row = {part.cell: Fraction(part.factor) for part in instance.left.parts}
    row |= {part.cell: Fraction(-part.factor) for part in instance.right.parts}
    return row, Fraction(instance.right.constant - instance.left.constant)


def _reduce(
    row: Row, constant: Fraction, codes: frozenset[str], solved: Sequence[tuple[Address, Row, Fraction, frozenset[str]]]
) -> tuple[Row, Fraction, frozenset[str]]:
    """The row less the multiples of the rows before it that remove their pivots."""
    for pivot, other, total, others in solved:
        factor = row.get(pivot)
        if not factor:
            continue
        codes |= others
        constant -= factor * total
        for cell, value in other.items():
            row[cell] = row.get(cell, Fraction(0)) - factor * value
        row = {cell: value for cell, value in row.items() if value}
    return row, constant, codes


def _refuse_false(constant: Fraction, codes: frozenset[str], instance: Instance, where: str) -> None:
    if constant:
        place = f" at {instance.at}" if instance.at else ""
        raise SchemaError(
            f"{where}, rule {instance.rule.code!r}, key 'says': together with {_names(codes, instance.rule.code)} it "
            f"can never hold{place}; correct or remove one of them"
        )


def _refuse_zero(row: Row, constant: Fraction, codes: frozenset[str], where: str) -> None:
    one_sign = all(value > 0 for value in row.values()) or all(value < 0 for value in row.values())
    if one_sign and not constant and len(codes) > 1:
        cells = ", ".join(str(cell) for cell in sorted(row))
        raise SchemaError(
            f"{where}, rules {', '.join(sorted(codes))}, key 'says': together they go round in a circle and hold only "
            f"if these cells are 0: {cells}; correct or remove one of them"
        )


def _names(codes: frozenset[str], own: str) -> str:
    return ", ".join(sorted(codes - {own})) or "itself"
