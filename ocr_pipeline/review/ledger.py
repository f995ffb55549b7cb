"""The fold of the trail: what stands after all entries, kept up to date entry by entry.

Taking back an action hides its entries; an entry is never removed. Replaying the same entries gives the same state
however they are cut into portions.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ocr_pipeline.model.bound import Address
from ocr_pipeline.review.entries import Entry, Kind

CellKey = tuple[str, Address]
"""A document (SHA-256 of its bytes) and a field."""

MEASURED = 200
"""The latest decisions whose seconds count for what the next ones will take."""


class Ledger:
    """What has been entered so far."""

    def __init__(self) -> None:
        self.number = 0
        self.seconds: deque[float] = deque(maxlen=MEASURED)
        self._ids: dict[str, Entry] = {}
        self._actions: dict[str, list[Entry]] = defaultdict(list)
        self._undone: set[str] = set()
        self._cells: dict[CellKey, list[Entry]] = defaultdict(list)
        self._findings: dict[str, list[Entry]] = defaultdict(list)
        self._assigned: dict[str, list[Entry]] = defaultdict(list)
        self._people: dict[str, list[str]] = defaultdict(list)
        self._documents: dict[str, dict[Address, None]] = defaultdict(dict)
        self._worked: dict[str, dict[str, None]] = defaultdict(dict)

    def add(self, entries: Iterable[Entry]) -> set[str]:
        """Take in the next entries; the documents (SHA-256) that they concern."""
        touched: set[str] = set()
        for entry in entries:
            self.number = max(self.number, entry.number)
            if entry.id not in self._ids:
                touched |= self._add(entry)
        return touched

    def entry(self, entry_id: str) -> Entry | None:
        """The entry with this id, if there is one."""
        return self._ids.get(entry_id)

    def action(self, action: str) -> tuple[Entry, ...]:
        """The entries of an action."""
        return tuple(self._actions.get(action, ()))

    def is_undone(self, action: str) -> bool:
        """Whether an action was taken back."""
        return action in self._undone

    def version(self, cell: CellKey) -> int:
        """How often something was entered for a cell, or taken back."""
        entries = self._cells.get(cell, ())
        return len(entries) + len({entry.action for entry in entries if entry.action in self._undone})

    def answers(self, cell: CellKey) -> Mapping[str, Entry]:
        """The latest standing answer of each person, in the order in which people first answered."""
        standing: dict[str, Entry] = {}
        for entry in self._cells.get(cell, ()):
            if entry.action not in self._undone:
                standing[entry.reviewer] = entry
        return standing

    def answered(self, document: str) -> tuple[Address, ...]:
        """The fields of a document for which anything was ever entered."""
        return tuple(self._documents.get(document, ()))

    def all_answers(self) -> Iterable[tuple[CellKey, Mapping[str, Entry]]]:
        """Every cell with its standing answers."""
        for cell in list(self._cells):
            if standing := self.answers(cell):
                yield cell, standing

    def verdict(self, finding: str) -> str:
        """The latest standing word on a finding, empty if there is none."""
        return self._latest(self._findings.get(finding, ()))

    def verdicts(self, document: str) -> dict[str, str]:
        """The findings of a document on which a person's word stands."""
        said = {f: self.verdict(f) for f, entries in self._findings.items() if entries[0].document == document}
        return {finding: verdict for finding, verdict in said.items() if verdict}

    def cells_of_findings(self, document: str, verdict: str) -> set[Address]:
        """The cells of a document's findings of which people last said ``verdict``."""
        cells: set[Address] = set()
        for entries in self._findings.values():
            standing = [entry for entry in entries if entry.action not in self._undone]
            if standing and standing[-1].document == document and standing[-1].verdict == verdict:
                cells.update(standing[-1].cells)
        return cells

    def assignee(self, document: str) -> str | None:
        """To whom a document is assigned."""
        return self._latest(self._assigned.get(document, ())) or None

    def last_action(self, reviewer: str) -> str | None:
        """The latest action of a person that still stands."""
        return next((a for a in reversed(self._people.get(reviewer, ())) if a not in self._undone), None)

    def last_documents(self, reviewer: str, count: int) -> tuple[str, ...]:
        """The documents that a person worked in last, the latest first."""
        return tuple(reversed(self._worked[reviewer]))[:count] if reviewer in self._worked else ()

    def answered_by(self, reviewer: str) -> list[CellKey]:
        """The cells that a person answered, the latest last, each once."""
        cells: dict[CellKey, None] = {}
        for action in self._people.get(reviewer, ()):
            if action in self._undone:
                continue
            for entry in self._actions[action]:
                if entry.field is not None:
                    cells.pop((entry.document, entry.field), None)
                    cells[entry.document, entry.field] = None
        return list(cells)

    def _add(self, entry: Entry) -> set[str]:
        # What was shown stays in the database; nothing here asks for it.
        entry = replace(entry, shown=None)
        self._ids[entry.id] = entry
        if entry.kind is Kind.UNDO:
            self._undone.add(entry.verdict)
            return {taken.document for taken in self._actions.get(entry.verdict, ())}
        self._actions[entry.action].append(entry)
        if entry.kind is Kind.ASSIGN:
            self._assigned[entry.document].append(entry)
            return {entry.document}
        self._worked[entry.reviewer].pop(entry.document, None)
        self._worked[entry.reviewer][entry.document] = None
        own = self._people[entry.reviewer]
        if not own or own[-1] != entry.action:
            own.append(entry.action)
        if entry.kind is Kind.FINDING:
            self._findings[entry.finding].append(entry)
        elif entry.field is not None:
            if entry.seconds is not None:
                self.seconds.append(entry.seconds)
            self._cells[entry.document, entry.field].append(entry)
            self._documents[entry.document][entry.field] = None
        return {entry.document}

    def _latest(self, entries: Iterable[Entry]) -> str:
        said = [entry.verdict for entry in entries if entry.action not in self._undone]
        return said[-1] if said else ""
