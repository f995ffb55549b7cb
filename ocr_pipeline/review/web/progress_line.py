"""How far the work is, in one line for the head of a page."""

from __future__ import annotations

import math

from ocr_pipeline.review.figures import Progress
from ocr_pipeline.review.web.language import Messages


def progress_line(said: Messages, progress: Progress) -> str:
    """Cells left, minutes, and the wrong values that stopping now would leave."""
    waiting = cells_waiting(progress)
    if not waiting:
        return said("progress.done", wrong=wrong_values(progress.expected_wrong))
    return said(
        "progress.line",
        left=f"{waiting:,}",
        minutes=f"{max(1, math.ceil(progress.minutes)):,}",
        wrong=wrong_values(progress.expected_wrong),
    )


def cells_waiting(progress: Progress) -> int:
    """All readings that are still asked: first, second, disputed and audited ones."""
    return progress.left + progress.second + progress.disputed + progress.audit


def wrong_values(expected: float) -> str:
    """An expected number of wrong values: small ones keep a digit that says something."""
    if 0 < expected < 0.1:
        return f"{expected:.2f}" if expected >= 0.01 else "< 0.01"
    return f"{expected:,.1f}" if expected < 100 else f"{expected:,.0f}"
