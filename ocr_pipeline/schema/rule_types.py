"""The shape of rules and findings: formulas over cells, what they are worth, and what is said when they fail."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ocr_pipeline.model.report import Severity


class Relation(StrEnum):
    """How the two sides of a rule compare."""

    EQUAL = "="
    AT_MOST = "<="
    AT_LEAST = ">="


class Scope(StrEnum):
    """Where a rule holds: at each column (names are rows), at each row (names are columns), once (names are paths)."""

    EVERY_COLUMN = "every column"
    EVERY_ROW = "every row"
    ONCE = "once"


class RuleKind(StrEnum):
    """``identity`` must hold and helps reading; ``check`` should hold; ``support`` says something only if it holds."""

    IDENTITY = "identity"
    CHECK = "check"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Term:
    """``factor`` times the sum of the cells that ``names`` stand for, less those of ``without``; no names: a number.

    ``last_year`` takes the cells from the report of the year before, ``parts`` from those of bodies within this one.
    """

    factor: int
    names: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    last_year: bool = False
    parts: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """Two sums and how they compare."""

    left: tuple[Term, ...]
    relation: Relation
    right: tuple[Term, ...]

    @property
    def across_years(self) -> bool:
        """Whether the report of the year before is needed."""
        return any(term.last_year for term in (*self.left, *self.right))

    @property
    def across_bodies(self) -> bool:
        """Whether the reports of bodies within this one are needed."""
        return any(term.parts for term in (*self.left, *self.right))

    @property
    def alone(self) -> bool:
        """Whether the report itself is enough."""
        return not self.across_years and not self.across_bodies


@dataclass(frozen=True, slots=True)
class Rule:
    """What a report should say of itself.

    ``breaks`` is the prior probability that a report breaks one instance of the rule itself, in print. ``editions``
    are those of ``table`` in which it holds (empty: all), ``bodies`` a regular expression for the names of those whose
    reports it is about (empty: all). Messages are templates; empty ones mean the usual wording.
    """

    code: str
    table: str
    scope: Scope
    formula: Formula
    kind: RuleKind
    severity: Severity
    breaks: float
    tolerance: Decimal = Decimal(0)
    editions: tuple[str, ...] = ()
    bodies: str = ""
    message: str = ""
    message_zh: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class FindingSpec:
    """An entry of the catalogue: what a code means, how it is said, and what a person should do."""

    code: str
    severity: Severity
    message: str
    message_zh: str
    advice: str = ""
    advice_zh: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """How sentences state a quantity: ``pattern`` is a regular expression whose groups ``n``, ``n2`` hold the number.

    ``value`` is the number of a phrase without digits. ``quantities`` are what it may mean, each a tuple of fields
    ``table/row/column`` that are summed; the first is what it means where no table can tell. ``context`` must occur in
    the sentence, ``unless`` must not occur in the match or shortly before it.
    """

    code: str
    pattern: str
    quantities: tuple[tuple[str, ...], ...]
    context: str = ""
    unless: str = ""
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence template in both languages."""

    key: str
    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What reading with the arithmetic assumes.

    ``clear``: pixels this sure are never overruled. ``excluded``: a reading with less than this share of the best one's
    probability is none that the pixels allow. ``support``: where the pixels rather say that nothing can be read, a
    reading needs this probability to be chosen, else it is only proposed. ``echo``: once a report has an error of its
    own, the probability that it shows in one more rule by the same difference. ``confident``: cells this sure put the
    blame on the source. ``coincidence``: how often a wrong value closes a sum by chance; ``zero_share``: cells that
    hold 0 or nothing.
    """

    clear: float = 0.99
    excluded: float = 0.005
    support: float = 0.05
    echo: float = 0.3
    confident: float = 0.99
    coincidence: float = 0.02
    zero_share: float = 0.7
