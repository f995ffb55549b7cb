"""Where a cell stands: the answers that people gave on what is still to be seen -> its value, or a dispute.

Every person has one voice, the latest answer. Different answers make a dispute until one has more voices than any
other, or a lead rules. The order in which people answered makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ocr_pipeline.model.bound import Value
from ocr_pipeline.review.answers import same_value
from ocr_pipeline.review.entries import Entry, Evidence
from ocr_pipeline.review.evidence import same_cell

RULES = "rules"
"""The verdict of an answer that ends a dispute."""
MOST_READERS = 3
"""So many people are asked about one cell; if they still differ, a lead rules."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``value`` is what people say, None if nobody did or they differ; ``stale`` answers were given on other pixels."""

    answers: tuple[Entry, ...] = ()
    value: Value | None = None
    disputed: bool = False
    ruled: bool = False
    stale: int = 0

    @property
    def readers(self) -> tuple[str, ...]:
        """Who answered."""
        return tuple(entry.reviewer for entry in self.answers)

    @property
    def first(self) -> Value | None:
        """What stands until a dispute is ended: the first answer."""
        return self.answers[0].new if self.answers else None

    def answer_of(self, reviewer: str) -> Value | None:
        """What a person answered."""
        return next((entry.new for entry in self.answers if entry.reviewer == reviewer), None)


NOTHING = Standing()


def standing(answers: Mapping[str, Entry], evidence: Evidence) -> Standing:
    """Where a cell stands, given each person's answer and what is to be seen of it now."""
    fitting = tuple(e for e in answers.values() if e.evidence is not None and same_cell(e.evidence, evidence))
    stale = len(answers) - len(fitting)
    ruled = max((e for e in fitting if e.verdict == RULES), key=lambda e: e.number, default=None)
    if ruled is not None:
        return Standing(fitting, ruled.new, ruled=True, stale=stale)
    voices = _voices(entry.new for entry in fitting if entry.new is not None)
    if not voices:
        return Standing(fitting, stale=stale)
    ahead = len(voices) == 1 or voices[0][1] > voices[1][1]
    return Standing(fitting, voices[0][0] if ahead else None, disputed=not ahead, stale=stale)


def _voices(values: Iterable[Value]) -> list[tuple[Value, int]]:
    """Different values with how many people gave them, most first."""
    counted: list[tuple[Value, int]] = []
    for value in values:
        for index, (known, count) in enumerate(counted):
            if same_value(known, value):
                counted[index] = (known, count + 1)
                break
        else:
            counted.append((value, 1))
    return sorted(counted, key=lambda pair: -pair[1])
