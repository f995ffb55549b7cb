"""Cells of a board as a person is shown them: labels, alternatives by key, the rules they take part in, tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ocr_pipeline.exports import form as printed
from ocr_pipeline.exports.form import FormCell, column_label, row_label
from ocr_pipeline.model.bound import Address, Value, ValueState
from ocr_pipeline.review.answers import LONGEST, NoAnswer, answer_for, same_value, value_of
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.evidence import crop_digest
from ocr_pipeline.review.figures import TableCell, TableView
from ocr_pipeline.review.types import (
    Answer,
    Asked,
    CellState,
    CellTask,
    Evaluation,
    IdentityCell,
    IdentityView,
    Option,
    Tile,
)
from ocr_pipeline.schema.instances import Instance, Part
from ocr_pipeline.schema.types import Characters
from ocr_pipeline.schema.verdict import Amount, evaluate
from ocr_pipeline.schema.words import Words
from ocr_pipeline.stages.parse_number import parse_number, printed_form

MOST_OPTIONS = 9
"""As many as there are keys from 1 to 9."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked what, until when."""

    reviewer: str
    asked: Asked
    until: float


class Shower:
    """Shows cells of boards."""

    def __init__(self, sentences: Mapping[str, Words]) -> None:
        self._sentences = sentences

    def task(self, board: Board, address: Address, version: int, asking: Asking) -> CellTask:
        """A cell with all evidence."""
        book = board.book
        cell = book.cells[address]
        evidence = book.digests.evidence(cell.place)
        own = board.standing(address).answer_of(asking.reviewer)
        spec = book.rules.tables[address.table]
        return CellTask(
            id=book.ids[address],
            document=book.key,
            source=book.report.source,
            title=book.report.identity.title,
            address=address,
            table=book.rules.writer.table(address.table),
            label=book.rules.words[address],
            row_label=row_label(spec.row(address.row)),
            column_label=column_label(spec.column(address.row, address.column)),
            asked=asking.asked,
            state=blind_state(board, address, asking.reviewer),
            value=own or cell.value,
            machine=cell.value,
            confidence=cell.confidence,
            options=options(board, address),
            unit=_unit(board, address),
            place=cell.place,
            identities=self.identities(board, address, asking.reviewer, own or cell.value),
            findings=book.finding_codes.get(address, ()),
            report_digest=book.digest,
            crop_digest=crop_digest(evidence),
            version=version,
            leased_until=asking.until,
        )

    def tile(self, board: Board, address: Address, version: int) -> Tile:
        """A cell of a carpet."""
        book = board.book
        cell = book.cells[address]
        digest = crop_digest(book.digests.evidence(cell.place))
        label = book.rules.words[address]
        return Tile(
            book.ids[address], book.key, book.report.source, label, cell.confidence, book.digest, digest, version
        )

    def value(self, board: Board, address: Address, answer: Answer) -> Value:
        """The value of an answer, exactly the machine's where it says what the machine read; raises ``NoAnswer``."""
        cell = board.book.cells[address]
        machine = cell.value
        said = Answer(answer.state, printed_form(answer.typed[:LONGEST]))
        for known in (machine, *(alternative.value for alternative in cell.alternatives)):
            if said == answer_for(known):
                return known
        return value_of(answer, _characters(board), machine=machine, unit=_unit(board, address))

    def evaluation(self, board: Board, address: Address, reviewer: str, answer: Answer) -> Evaluation:
        """What an answer would mean."""
        try:
            value = self.value(board, address, answer)
        except NoAnswer as refused:
            unknown = Value(ValueState.UNREADABLE)
            return Evaluation(None, self._sentences[refused.reason], self.identities(board, address, reviewer, unknown))
        return Evaluation(value, None, self.identities(board, address, reviewer, value))

    def identities(self, board: Board, address: Address, reviewer: str, tried: Value) -> tuple[IdentityView, ...]:
        """The rules that a cell takes part in, as they stand and with a value tried."""
        rules = board.book.rules
        indices = rules.of_cell.get(address, ())
        here = [i for i in indices if all(cell in board.book.cells for cell in rules.instances[i].cells)]
        return tuple(_identity(board, index, reviewer, (address, tried)) for index in here)

    def identity_cells(self, board: Board, cells: tuple[Address, ...], reviewer: str) -> tuple[IdentityCell, ...]:
        """Cells by themselves, in no formula."""
        return tuple(_cell(board, Part(1, cell), 0, reviewer, None) for cell in cells if cell in board.book.cells)

    def formula_cells(self, board: Board, instance: Instance, reviewer: str) -> tuple[IdentityCell, ...]:
        """The cells of a rule at one place, each on its side."""
        sides = ((0, instance.left), (1, instance.right))
        return tuple(_cell(board, part, side, reviewer, None) for side, total in sides for part in total.parts)

    def table(self, board: Board, address: Address, reviewer: str) -> TableView:
        """The whole table of a cell."""
        form = printed.printed_form(board.book.rules.tables[address.table])
        cells = tuple(_table_cell(board, cell, reviewer, address) for cell in form.cells)
        title = board.book.rules.writer.table(address.table)
        return TableView(board.book.key, address.table, title, form.rows, form.columns, cells)


def _characters(board: Board) -> Characters:
    return board.book.rules.writer.schema.characters


def _unit(board: Board, address: Address) -> str | None:
    """The unit of a bare number in this field: the column's, or what the header told the machine."""
    column = board.book.rules.tables[address.table].column(address.row, address.column)
    read = board.book.cells[address].value
    if column.unit or not read.unit or read.printed is None:
        return column.unit
    own = parse_number(read.printed, _characters(board)).unit
    return None if own else read.unit


def options(board: Board, address: Address) -> tuple[Option, ...]:
    """The machine's reading and its alternatives, most probable first, each with a key."""
    cell = board.book.cells[address]
    known: list[tuple[Value, float]] = [(cell.value, float(cell.confidence))]
    others = [cell.by_pixels] if cell.by_pixels is not None else []
    for value, probability in [*((a.value, a.probability) for a in cell.alternatives), *((v, 0.0) for v in others)]:
        if not any(same_value(value, other) for other, _ in known):
            known.append((value, probability))
    said = [pair for pair in known if pair[0].state is not ValueState.UNREADABLE or not pair[0].printed]
    ranked = sorted(said, key=lambda pair: -pair[1])[:MOST_OPTIONS]
    return tuple(
        Option(index, answer_for(value), value, probability) for index, (value, probability) in enumerate(ranked, 1)
    )


def blind_state(board: Board, address: Address, reviewer: str) -> CellState:
    """The state as a person may see it: a cell to be read again looks like one never read."""
    return CellState.OPEN if board.due(address, reviewer) is not None else board.state(address)


def _identity(board: Board, index: int, reviewer: str, tried: tuple[Address, Value]) -> IdentityView:
    rules = board.book.rules
    instance = rules.instances[index]
    amounts = {a: rules.amounts.amount(a, board.shown_to(a, reviewer)) for a in instance.cells}
    own = rules.amounts.amount(*tried)

    def before(part: Part) -> Amount:
        return amounts[part.cell]

    def now(part: Part) -> Amount:
        return own if part.cell == tried[0] else amounts[part.cell]

    was, then = evaluate(instance, before), evaluate(instance, now)
    sides = ((0, instance.left), (1, instance.right))
    cells = tuple(_cell(board, part, side, reviewer, tried) for side, total in sides for part in total.parts)
    return IdentityView(
        code=instance.rule.code,
        severity=instance.rule.severity,
        place=rules.places[index],
        formula=rules.writer.formula(instance.rule),
        cells=cells,
        constant=(instance.left.constant, instance.right.constant),
        left=then.left,
        right=then.right,
        relation=instance.rule.formula.relation.value,
        before=was.if_blank_is_zero,
        now=then.if_blank_is_zero,
    )


def _cell(board: Board, part: Part, side: int, reviewer: str, tried: tuple[Address, Value] | None) -> IdentityCell:
    address = part.cell
    asked = tried is not None and tried[0] == address
    value = tried[1] if tried is not None and asked else board.shown_to(address, reviewer)
    doubtful = blind_state(board, address, reviewer) in (CellState.OPEN, CellState.DISPUTED)
    label = board.book.rules.words[address]
    return IdentityCell(board.book.ids[address], label, side, part.factor, value, doubtful, asked)


def _table_cell(board: Board, form: FormCell, reviewer: str, asked: Address) -> TableCell:
    address = form.address
    if address is None or address not in board.book.cells:
        return TableCell(form)
    cell = board.book.cells[address]
    shown = TableCell(
        form,
        task=board.book.ids[address],
        value=board.shown_to(address, reviewer),
        confidence=cell.confidence,
        state=blind_state(board, address, reviewer),
        place=cell.place,
    )
    return replace(shown, value=None, hidden=True) if address == asked else shown
