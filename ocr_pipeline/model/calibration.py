"""From evidence to probability: what was fitted, and for which engines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ocr_pipeline.model.provenance import Step, fingerprint

READING_STAGES = "read_"


def reading_key(steps: Iterable[Step]) -> str:
    """The fingerprint of the engines that read: what a calibration is fitted for.

    How pages are pictured, and which of them, is left out: evidence carries its own quality, and a calibration holds on
    a machine with another version of the rasteriser.
    """
    return fingerprint(step for step in steps if step.stage.startswith(READING_STAGES))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic score over named features followed by a monotone map (isotonic regression, Zadrozny & Elkan 2002).

    ``weights`` pairs feature names with coefficients; ``knots`` are (score, probability) in rising order, interpolated
    linearly. ``fingerprint`` names the engines it was fitted for; ``cells`` how many cells it was fitted on. ``states``
    pairs the states without a value (absent, unfound with all the table, perhaps of another edition, unreadable) with
    how often they are right.
    """

    fingerprint: str
    bias: float
    weights: tuple[tuple[str, float], ...]
    knots: tuple[tuple[float, float], ...]
    cells: int
    states: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if any(b[0] < a[0] or b[1] < a[1] for a, b in zip(self.knots, self.knots[1:], strict=False)):
            raise ValueError("calibration knots do not rise")
