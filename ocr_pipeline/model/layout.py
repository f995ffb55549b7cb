"""What stands where on a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from ocr_pipeline.model.geometry import Box

Score = NewType("Score", float)
"""An engine's own number in [0, 1]: evidence, not a probability of being right."""


class RegionKind(StrEnum):
    """Kinds of regions, after the CDLA label set."""

    TEXT = "text"
    TITLE = "title"
    TABLE = "table"
    FIGURE = "figure"
    CAPTION = "caption"
    HEADER = "header"
    FOOTER = "footer"
    REFERENCE = "reference"
    EQUATION = "equation"


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of one kind."""

    kind: RegionKind
    box: Box
    score: Score


@dataclass(frozen=True, slots=True)
class Layout:
    """The regions of a page in reading order."""

    regions: tuple[Region, ...]

    def of_kind(self, *kinds: RegionKind) -> tuple[Region, ...]:
        """The regions of the given kinds, in reading order."""
        return tuple(region for region in self.regions if region.kind in kinds)
