"""What a person types or chooses -> a value, in the grammar of the report's own numbers."""

from __future__ import annotations

from ocr_pipeline.errors import AnswerRefused
from ocr_pipeline.model.bound import ABSENT, BLANK, UNREADABLE, Value, ValueState
from ocr_pipeline.review.types import Answer
from ocr_pipeline.schema.types import Characters
from ocr_pipeline.schema.words import Words
from ocr_pipeline.stages.parse_number import parse_number, printed_form

LONGEST = 60
"""Characters of an answer; no number of any report is longer."""
DASH_MARK = "-"

NO_NUMBER = "no_number"
TOO_LONG = "too_long"
NOT_ABSENT = "not_absent"


class NoAnswer(ValueError):
    """Why something typed is no answer; ``reason`` is a key of the desk's wording."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def value_of(answer: Answer, characters: Characters, *, machine: Value, unit: str | None) -> Value:
    """The value of an answer; raises ``NoAnswer``.

    ``unit`` is the money unit that the field's header declares. That a field is absent can be confirmed, never claimed.
    """
    if answer.state is ValueState.NUMBER:
        return _number(answer.typed, characters, unit)
    if answer.state is ValueState.ABSENT and machine.state is not ValueState.ABSENT:
        raise NoAnswer(NOT_ABSENT)
    if answer.state is ValueState.DASH:
        return _dash(answer.typed, characters)
    return {ValueState.BLANK: BLANK, ValueState.UNREADABLE: UNREADABLE, ValueState.ABSENT: ABSENT}[answer.state]


def answer_for(value: Value) -> Answer:
    """The answer that says a value."""
    typed = value.printed or "" if value.state in (ValueState.NUMBER, ValueState.DASH) else ""
    return Answer(value.state, typed)


def same_value(one: Value, other: Value) -> bool:
    """Whether two values say the same: state, number and unit; how a number is written does not matter."""
    return (one.state, one.number, one.unit) == (other.state, other.number, other.unit)


def refusal(words: Words) -> AnswerRefused:
    """The error for an answer that is none."""
    return AnswerRefused(words.english)


def _number(typed: str, characters: Characters, unit: str | None) -> Value:
    if len(typed) > LONGEST:
        raise NoAnswer(TOO_LONG)
    value = parse_number(typed, characters, unit=unit)
    if value.state is ValueState.NUMBER:
        return value
    raise NoAnswer(NO_NUMBER)


def _dash(typed: str, characters: Characters) -> Value:
    """A dash as printed, or the plainest mark where only the key was pressed."""
    printed = printed_form(typed)[:LONGEST] or DASH_MARK
    value = parse_number(printed, characters)
    return value if value.state is ValueState.DASH else Value(ValueState.DASH, DASH_MARK)
