"""A document with its answers in: the state of every cell, who may be asked what, and in which order.

The order is by what one answer settles: the errors expected in the cell, times one plus the rules that it would let be
told (each shared among the cells of the rule that are open).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ocr_pipeline.model.bound import Address, Value
from ocr_pipeline.model.report import Decision
from ocr_pipeline.review.answers import same_value
from ocr_pipeline.review.book import Book
from ocr_pipeline.review.evidence import share_of
from ocr_pipeline.review.ledger import Ledger
from ocr_pipeline.review.standing import MOST_READERS, NOTHING, Standing, standing
from ocr_pipeline.review.types import Asked, CellState, FindingVerdict
from ocr_pipeline.schema.instances import Part
from ocr_pipeline.schema.verdict import Amount

WAITING = (CellState.OPEN, CellState.DISPUTED)
SURPRISING = 0.01
"""An answer that the machine held less probable than this is read by a second person."""
LEAST_ERROR = 1e-6
NOWHERE = 0.05
"""What a cell without a place counts against one that is on a page."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Which share of first answers and of accepted cells is read again."""

    second: float
    audit: float


class Board:
    """The live state of one book. Not for several threads at once."""

    def __init__(self, book: Book, ledger: Ledger, shares: Shares) -> None:
        self.book = book
        self._ledger = ledger
        self._shares = shares
        self._standings: dict[Address, Standing] = {}
        self._again: set[Address] = set()
        self._drawn = frozenset(address for address in book.cells if self._draws(address))
        self._order: tuple[Address, ...] | None = None
        self._worth: float | None = None
        self.revision = 0
        self.reopened = frozenset[Address]()
        self._states = {address: self._state(address) for address in book.cells}
        self._open = {address for address, state in self._states.items() if state in WAITING}
        self._doubts = [sum(cell in self._open for cell in i.cells) for i in book.rules.instances]
        self.update(ledger.answered(book.sha256))

    def update(self, fields: Iterable[Address]) -> None:
        """Take in what the ledger has of some fields, and of all findings."""
        changed = {address for address in fields if address in self.book.cells}
        for address in changed:
            self._standings[address] = self._stand(address)
        reopened = self._reopened()
        changed |= reopened ^ self.reopened
        self.reopened = reopened
        for address in changed:
            self._renew(address)
        self._order = None
        self._worth = None
        self.revision += 1

    @property
    def assignee(self) -> str | None:
        """To whom the document is assigned."""
        return self._ledger.assignee(self.book.sha256)

    @property
    def verdicts(self) -> dict[str, str]:
        """What people said of its findings, by finding."""
        return self._ledger.verdicts(self.book.sha256)

    def version(self, address: Address) -> int:
        """How often something was entered for a cell."""
        return self._ledger.version((self.book.sha256, address))

    def standing(self, address: Address) -> Standing:
        """What people said of a cell."""
        return self._standings.get(address, NOTHING)

    def state(self, address: Address) -> CellState:
        """Where a cell stands."""
        return self._states[address]

    def _renew(self, address: Address) -> None:
        """Take in that a cell's standing changed."""
        self._states[address] = self._state(address)
        if self._seconds(address):
            self._again.add(address)
        else:
            self._again.discard(address)
        waits = self._states[address] in WAITING
        if waits != (address in self._open):
            (self._open.add if waits else self._open.discard)(address)
            for index in self.book.rules.of_cell.get(address, ()):
                self._doubts[index] += 1 if waits else -1

    def _state(self, address: Address) -> CellState:
        said = self.standing(address)
        if said.disputed:
            return CellState.DISPUTED
        if said.value is not None:
            return CellState.SETTLED
        waits = self.book.cells[address].decision is Decision.REVIEW or address in self.reopened
        return CellState.OPEN if waits else CellState.ACCEPTED

    def value(self, address: Address) -> Value:
        """The value that stands: what people say, else the first of differing answers, else the machine's."""
        said = self.standing(address)
        return said.value or said.first or self.book.cells[address].value

    def shown_to(self, address: Address, reviewer: str) -> Value:
        """The value that stands, but the machine's where the person may yet be asked to read the cell unbiased."""
        said = self._standings.get(address)
        if said is None or self.due(address, reviewer) in (Asked.SECOND, Asked.DISPUTE):
            return self.book.cells[address].value
        return said.answer_of(reviewer) or self.value(address)

    def amount(self, part: Part) -> Amount:
        """What the value that stands counts for in sums."""
        return self.book.rules.amounts.amount(part.cell, self.value(part.cell))

    def due(self, address: Address, reviewer: str) -> Asked | None:
        """What a person could be asked of a cell, if anything."""
        said = self.standing(address)
        if reviewer in said.readers:
            return None
        if said.disputed:
            return Asked.DISPUTE if len(said.readers) < MOST_READERS else None
        if said.readers:
            return Asked.SECOND if self.wants_second(address) else None
        return self._first(address)

    def _first(self, address: Address) -> Asked | None:
        if self.state(address) is CellState.OPEN:
            return Asked.FIRST
        return Asked.AUDIT if self.is_drawn(address) else None

    def wants_second(self, address: Address) -> bool:
        """Whether a cell with one answer is to be read by a second person: it is drawn, or the answer surprises."""
        return address in self._again

    def _seconds(self, address: Address) -> bool:
        said = self.standing(address)
        if len(said.readers) != 1 or said.ruled or said.value is None:
            return False
        drawn = share_of("second", self.book.sha256, address) < self._shares.second
        return drawn or self.probability(address, said.value) < SURPRISING

    def is_drawn(self, address: Address) -> bool:
        """Whether an accepted cell is read by a person to see how good accepted ones are."""
        return address in self._drawn

    def _draws(self, address: Address) -> bool:
        accepted = self.book.cells[address].decision is Decision.ACCEPTED
        return accepted and share_of("audit", self.book.sha256, address) < self._shares.audit

    def probability(self, address: Address, value: Value) -> float:
        """How probable the machine held a value."""
        cell = self.book.cells[address]
        if same_value(cell.value, value):
            return cell.confidence
        return sum(a.probability for a in cell.alternatives if same_value(a.value, value))

    def order(self) -> tuple[Address, ...]:
        """All cells of which somebody could be asked something, what settles most first; audits last."""
        if self._order is None:
            self._order = self._ordered()
        return self._order

    def open_cells(self) -> frozenset[Address]:
        """The cells that wait for an answer that settles them."""
        return frozenset(self._open)

    def worth(self) -> float:
        """Errors that one answer is expected to remove, on the average of the cells that wait."""
        if self._worth is None:
            self._worth = sum(self._errors(address) for address in self._open) / max(1, len(self._open))
        return self._worth

    def stale(self) -> int:
        """Answers that were given on other pixels than are to be seen now, or on fields that are gone."""
        gone = sum(
            len(self._ledger.answers((self.book.sha256, address)))
            for address in self._ledger.answered(self.book.sha256)
            if address not in self.book.cells
        )
        return gone + sum(said.stale for said in self._standings.values())

    def _stand(self, address: Address) -> Standing:
        answers = self._ledger.answers((self.book.sha256, address))
        if not answers:
            return NOTHING
        return standing(answers, self.book.digests.evidence(self.book.cells[address].place))

    def _reopened(self) -> frozenset[Address]:
        """The cells of findings that a person called a misreading."""
        misread = self._ledger.cells_of_findings(self.book.sha256, FindingVerdict.READING)
        return frozenset(address for address in misread if address in self.book.cells)

    def _errors(self, address: Address) -> float:
        """Errors that an answer is expected to remove; where there is nothing to be seen, answers are few and slow."""
        cell = self.book.cells[address]
        return max(1 - cell.confidence, LEAST_ERROR) * (1 if cell.place is not None else NOWHERE)

    def rank(self, address: Address) -> tuple[bool, float, Address]:
        """What comes first when sorted: cells that wait before the others, then what settles most."""
        waits = address in self._open
        return not waits, -self._settles(address) if waits else 0.0, address

    def _settles(self, address: Address) -> float:
        """Errors removed, times one plus the rules that can then be told."""
        shares = sum(1 / (self._doubts[index] or 1) for index in self.book.rules.of_cell.get(address, ()))
        return self._errors(address) * (1 + shares)

    def _ordered(self) -> tuple[Address, ...]:
        audits = {address for address in self._drawn if not self.standing(address).readers}
        return tuple(sorted(self._open | self._again | audits, key=self.rank))
