"""Page -> regions without duplicates, in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.model.document import PageImage
from ocr_pipeline.model.layout import Layout, Region
from ocr_pipeline.options import LayoutOptions
from ocr_pipeline.ports import LayoutEngine
from ocr_pipeline.stages.reading_order import order_boxes

SAME_PLACE = 0.6
"""A region that lies in a better one with this share of its area says nothing new."""


def find_regions(page: PageImage, engine: LayoutEngine, options: LayoutOptions) -> Layout:
    """The page's regions in reading order; of those that cover each other the better one stays."""
    found = [region for region in engine.find_regions(page).regions if region.score >= options.min_score]
    kept = drop_covered(found)
    return Layout(tuple(kept[i] for i in order_boxes([region.box for region in kept])))


def drop_covered(regions: Sequence[Region]) -> list[Region]:
    """The regions that no better one covers, best first."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda r: (-r.score, r.box)):
        if all(region.box.covered_by(other.box) < SAME_PLACE for other in kept):
            kept.append(region)
    return kept
