"""What passes between the review desk and whoever shows it: tasks and answers, frozen, nothing of HTTP.

A *document* is named by ``DocumentView.key`` and a *cell* by ``CellTask.id``: opaque hexadecimal words that are looked
up in a table, never turned into a path. All text may come from a hostile scan: whoever shows it escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ocr_pipeline.model.bound import Address, Place, Value, ValueState
from ocr_pipeline.model.report import Cause, Probability, Severity
from ocr_pipeline.schema.verdict import Verdict
from ocr_pipeline.schema.words import Words


class Asked(StrEnum):
    """Why a cell is asked; not to be shown, since a second reading is blind."""

    FIRST = "first"
    SECOND = "second"
    DISPUTE = "dispute"
    AUDIT = "audit"


class CellState(StrEnum):
    """Where a cell stands: waits for a first answer, answers differ, a person answered, or the machine is trusted."""

    OPEN = "open"
    DISPUTED = "disputed"
    SETTLED = "settled"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cells are meant; what is None or empty does not restrict.

    ``finding`` is a code, ``confidence_from`` and ``confidence_to`` a range of the machine's confidence,
    ``assigned_to`` a reviewer to whom the document is assigned.
    """

    document: str | None = None
    table: str | None = None
    finding: str | None = None
    confidence_from: float = 0.0
    confidence_to: float = 1.0
    state: CellState | None = None
    assigned_to: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says stands in a cell: a number as typed, or one of blank, dash, unreadable (``typed`` empty)."""

    state: ValueState
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A value to choose with a key 1-9, and how probable the machine holds it; ``answer`` is what choosing it says."""

    key: int
    answer: Answer
    value: Value
    probability: float


@dataclass(frozen=True, slots=True)
class IdentityCell:
    """A cell in a formula: ``factor`` times it on the left (``side`` = 0) or right (1); ``doubtful`` if it is open."""

    id: str
    label: Words
    side: int
    factor: int
    value: Value
    doubtful: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class IdentityView:
    """A rule at one place with the numbers in: ``before`` with the values as they stand, ``now`` with the answer tried.

    ``left`` and ``right`` are the two sides with the answer tried, None where a cell is unknown; ``constant`` are the
    numbers that the formula itself adds on each side.
    """

    code: str
    severity: Severity
    place: Words
    formula: Words
    cells: tuple[IdentityCell, ...]
    constant: tuple[int, int]
    left: Decimal | None
    right: Decimal | None
    relation: str
    before: Verdict
    now: Verdict

    @property
    def difference(self) -> Decimal | None:
        """Left less right."""
        return None if self.left is None or self.right is None else self.left - self.right


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a typed answer would mean: its value (None if it is no answer; ``problem`` says why) and the identities."""

    value: Value | None
    problem: Words | None
    identities: tuple[IdentityView, ...]

    @property
    def closes(self) -> int:
        """Identities that hold with the answer and did not before."""
        return sum(i.now is Verdict.PASS and i.before is not Verdict.PASS for i in self.identities)

    @property
    def breaks(self) -> int:
        """Identities that fail with the answer and did not before."""
        return sum(i.now is Verdict.FAIL and i.before is not Verdict.FAIL for i in self.identities)


@dataclass(frozen=True, slots=True)
class CellTask:
    """One cell to decide, with all evidence; everything but ``id`` and the digests is for showing.

    ``value`` is what stands now: the machine's reading, or, where the reviewer has answered before, that answer (a
    second reader never sees another's). ``options`` are best first and contain ``machine``. ``place`` is None for a
    cell that was not found. ``version``, ``report_digest`` and ``crop_digest`` go back with the decision unchanged.
    """

    id: str
    document: str
    source: str
    title: str
    address: Address
    table: Words
    label: Words
    row_label: str
    column_label: str
    asked: Asked
    state: CellState
    value: Value
    machine: Value
    confidence: Probability
    options: tuple[Option, ...]
    unit: str | None
    place: Place | None
    identities: tuple[IdentityView, ...]
    findings: tuple[str, ...]
    report_digest: str
    crop_digest: str
    version: int
    leased_until: float


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's answer to a task.

    ``id`` is made by the client (a UUID) and makes a retry harmless. ``seconds`` is how long the person looked,
    measured by the client, None if unknown. ``rules`` says that a lead ends a dispute with this answer.
    """

    id: str
    task: str
    reviewer: str
    answer: Answer
    report_digest: str
    crop_digest: str
    version: int
    reason: str = ""
    seconds: float | None = None
    rules: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision; ``repeated`` tells that this id had been saved before (nothing was done again).

    ``corrected`` tells that the answer differs from the machine's. ``identities`` are those of the cell as they stand
    now. ``left`` counts the cells of the document that still wait.
    """

    id: str
    task: str
    state: CellState
    corrected: bool
    repeated: bool
    identities: tuple[IdentityView, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo took back: the tasks concerned (several after a carpet) and the finding, if it was one."""

    id: str
    tasks: tuple[str, ...]
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class CarpetValue:
    """A value and how many cells that pass the filters the machine read as it; ``key`` names it in requests."""

    key: str
    value: Value
    cells: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A cell of a carpet; the digests and version go back unchanged."""

    id: str
    document: str
    source: str
    label: Words
    confidence: Probability
    report_digest: str
    crop_digest: str
    version: int


@dataclass(frozen=True, slots=True)
class Carpet:
    """Cells that were all read as the same value, most doubtful first, leased to the reviewer; ``more`` wait behind."""

    key: str
    value: Value
    tiles: tuple[Tile, ...]
    more: int
    leased_until: float


@dataclass(frozen=True, slots=True)
class CarpetDecision:
    """One look: ``confirmed`` tiles are what the machine read; the others of the carpet stay open. ``id`` as above."""

    id: str
    reviewer: str
    key: str
    confirmed: tuple[Tile, ...]
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A tile that was not saved, and why, in a sentence."""

    task: str
    why: Words


@dataclass(frozen=True, slots=True)
class CarpetResult:
    """What became of a carpet."""

    id: str
    confirmed: int
    refused: tuple[Refused, ...]
    repeated: bool


class FindingVerdict(StrEnum):
    """What a person says of a finding: the paper says so, it was misread (its cells are asked), or look again later."""

    SOURCE = "source"
    READING = "reading"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class FindingCase:
    """A finding with its cells and sides as they stand now; ``verdict`` is what a person said last, None if nothing.

    ``holds`` tells whether it still stands with the decisions in. ``tasks`` are the ids of ``cells``.
    """

    id: str
    document: str
    source: str
    code: str
    severity: Severity
    cause: Cause
    message: Words
    advice: Words
    says: str
    left: Decimal | None
    right: Decimal | None
    tasks: tuple[str, ...]
    cells: tuple[IdentityCell, ...]
    place: Place | None
    holds: bool
    verdict: FindingVerdict | None
    report_digest: str


@dataclass(frozen=True, slots=True)
class FindingDecision:
    """A person's word on a finding; ``id`` is made by the client and makes a retry harmless."""

    id: str
    finding: str
    reviewer: str
    verdict: FindingVerdict
    report_digest: str
    reason: str = ""
