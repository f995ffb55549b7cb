"""Cells bound to the fields of a schema, with the values their pixels allow."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.reading import CellReading


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A field by schema keys; never an index or a label."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}/{self.row}/{self.column}"


class ValueState(StrEnum):
    """Five different things that are never merged."""

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"
    UNREADABLE = "unreadable"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell holds: ``printed`` after NFKC and removal of white space; ``number`` exact, sign applied."""

    state: ValueState
    printed: str | None = None
    number: Decimal | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        if (self.state is ValueState.NUMBER) != (self.number is not None):
            raise ValueError(f"state {self.state} does not go with number {self.number}")


BLANK = Value(ValueState.BLANK)
UNREADABLE = Value(ValueState.UNREADABLE)
ABSENT = Value(ValueState.ABSENT)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value and how probable it is held, in [0, 1]."""

    value: Value
    probability: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands: the page and the box as fractions of the page as displayed."""

    page_index: int
    box: Box


@dataclass(frozen=True, slots=True)
class BoundCell:
    """A field, where it stands, and its values by the pixels alone.

    ``alternatives`` are best first; what they leave to 1 is 'a value not listed'. ``fit`` in [0, 1] says how sure it is
    that this grid cell is this field. ``reading`` is the evidence (None where no cell was found).
    """

    address: Address
    place: Place | None
    alternatives: tuple[Alternative, ...]
    fit: float
    reading: CellReading | None = None

    @property
    def best(self) -> Value:
        """What the pixels alone favour."""
        return self.alternatives[0].value if self.alternatives else ABSENT


@dataclass(frozen=True, slots=True)
class BindingNote:
    """A structural observation made while binding: a finding code, where, and named details for its message."""

    code: str
    table: str
    place: Place | None
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BoundTable:
    """A schema table with every one of its fields exactly once, in schema order.

    ``grids`` are the (page_index, index of the table on that page) that it was bound from, none if it is absent.
    ``open_fields`` are (row, column) of the fields that another edition, which the table may well be, does not have.
    """

    table: str
    edition: str
    cells: tuple[BoundCell, ...]
    grids: tuple[tuple[int, int], ...] = ()
    notes: tuple[BindingNote, ...] = ()
    open_fields: tuple[tuple[str, str], ...] = ()
