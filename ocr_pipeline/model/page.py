"""All that was seen on a page; no pixels, so it can be stored."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_pipeline.model.document import PageFailure, PageOrigin
from ocr_pipeline.model.geometry import Box, Homography
from ocr_pipeline.model.layout import Layout
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.reading import ReadTable, TextBlock


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page after seeing: boxes in the straightened frame, ``to_source`` and ``source_size`` as in ``PageImage``.

    ``blocks`` are in reading order; ``layer_trust`` is the share of sampled text-layer words that the pixels confirm
    (None without a layer). ``failure`` says why a page could not be pictured; then nothing was seen on it. ``fold`` is
    where two printed pages on one sheet meet, in pixels from the left; None for a sheet that is one page.
    """

    page_index: int
    size: tuple[int, int]
    source_size: tuple[int, int]
    to_source: Homography
    origin: PageOrigin
    layout: Layout
    blocks: tuple[TextBlock, ...]
    tables: tuple[ReadTable, ...]
    steps: tuple[Step, ...]
    layer_trust: float | None = None
    failure: PageFailure | None = None
    fold: float | None = None

    def leaf(self, box: Box) -> int:
        """On which of the sheet's printed pages something stands: 0, or 1 for what is right of the fold."""
        return int(self.fold is not None and box.center[0] > self.fold)

    def spot(self, box: Box) -> tuple[int, float]:
        """Where something comes in the reading of the sheet: its printed page, and its top in pixels."""
        return self.leaf(box), box.top

    def place(self, box: Box) -> Box:
        """A box of the straightened frame as fractions of the page as displayed."""
        width, height = self.source_size
        return self.to_source.apply_box(box).fractions(width, height)
