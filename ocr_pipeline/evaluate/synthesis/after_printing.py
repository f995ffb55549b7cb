"""Everything that happens to a printed sheet before it is scanned, in order."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.ink_marks import penned, watermarked
from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings, stream
from ocr_pipeline.evaluate.synthesis.marks import table_boxes
from ocr_pipeline.evaluate.synthesis.page_pictures import Picture
from ocr_pipeline.evaluate.synthesis.paper import PRINT_DPI
from ocr_pipeline.evaluate.synthesis.paper_damage import folded, punched, shining_through, stained, without_some_rules
from ocr_pipeline.evaluate.synthesis.seals import find_font, seal_cover, seal_pixels, strike

_SEAL_FONT = "Noto Serif CJK SC:semibold"
_COLOUR_DISTANCE = 12  # of 255: less is grey
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a seal and a watermark say."""

    seal: str
    watermark: str


def colourless(page: Picture) -> bool:
    """Tell whether a page has no coloured point; looked at in every second row and column."""
    if page.ndim == 2:
        return True
    few = page[::2, ::2]
    low, high = cv2.min(few[:, :, 0], few[:, :, 1]), cv2.max(few[:, :, 0], few[:, :, 1])
    distance = cv2.subtract(cv2.max(high, few[:, :, 2]), cv2.min(low, few[:, :, 2]))
    return int(distance.max()) < _COLOUR_DISTANCE


def prepared(page: Picture, look: LookSettings) -> Picture:
    """Return the page in the fewest channels that the look needs."""
    coloured_marks = bool(look.seal or look.stain or look.pen)
    if page.ndim == 3 and not coloured_marks and (look.kind != "colour" or colourless(page)):
        return cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    return page


def marked(sheet: Picture, look: LookSettings, words: Words, *, key: Key) -> Picture:
    """Return the sheet with all marks and damage that the look asks for."""
    if look.faded_rules:
        sheet = without_some_rules(sheet, look.faded_rules, stream(*key, "rules"))
    if look.watermark:
        sheet = watermarked(sheet, look.watermark, words.watermark, stream(*key, "watermark"))
    if look.bleed:
        sheet = shining_through(sheet, look.bleed, stream(*key, "bleed"))
    sheet = _over_tables(sheet, look, words, key=key)
    if look.stain:
        sheet = stained(sheet, look.stain, stream(*key, "stain"))
    if look.fold:
        sheet = folded(sheet, look.fold, stream(*key, "fold"))
    return punched(sheet, int(look.punch), stream(*key, "punch")) if look.punch else sheet


def _over_tables(sheet: Picture, look: LookSettings, words: Words, *, key: Key) -> Picture:
    """Return the sheet with seals struck and pen marks made over its largest table."""
    boxes = table_boxes(sheet, dpi=PRINT_DPI) if look.seal or look.pen else []
    if not boxes:
        return sheet
    if look.pen:
        sheet = penned(sheet, int(look.pen), boxes[0], stream(*key, "pen"))
    random = stream(*key, "seal")
    for _ in range(int(look.seal)):
        left, top, right, bottom = boxes[0]
        cover = seal_cover(words.seal, seal_pixels(look.seal_width_mm), find_font(_SEAL_FONT))
        # Among the values rather than the labels.
        centre = (
            left + (right - left) * random.uniform(0.55, 0.9),
            top + (bottom - top) * random.uniform(0.25, 0.85),
        )
        sheet = strike(sheet, cover, centre, ink=(look.seal_hue, look.seal_ink), random=random)
    return sheet
