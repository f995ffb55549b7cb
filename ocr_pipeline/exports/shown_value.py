"""A value as a person sees it in a table."""

from __future__ import annotations

from ocr_pipeline.model.bound import Value, ValueState

_MARKS = {ValueState.UNREADABLE: "?", ValueState.ABSENT: "", ValueState.BLANK: ""}


def shown(value: Value) -> str:
    """What is printed, a question mark for what could not be read, nothing for blank and absent."""
    return value.printed or _MARKS.get(value.state, "")
