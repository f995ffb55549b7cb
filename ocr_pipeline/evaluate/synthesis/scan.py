"""One printed page becomes one picture: print -> paper -> marks -> geometry -> light -> sensor -> tones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.desk import lay_on_desk
from ocr_pipeline.evaluate.synthesis.geometry import Placement, carry, place
from ocr_pipeline.evaluate.synthesis.light import light_field
from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings, stream
from ocr_pipeline.evaluate.synthesis.marks import dirty, table_boxes
from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture
from ocr_pipeline.evaluate.synthesis.paper import PRINT_DPI, paper_light, print_page
from ocr_pipeline.evaluate.synthesis.seals import find_font, seal_cover, seal_pixels, strike
from ocr_pipeline.evaluate.synthesis.sensor import (
    black_and_white,
    blurred,
    copied,
    noisy,
    to_picture,
    toned,
)

_LID = (250, 250, 250)
_SEAL_FONT = "Noto Serif CJK SC:semibold"


@dataclass(frozen=True, slots=True)
class Scanned:
    """A picture (RGB, grey or black-and-white, 0..255), its dpi, and where page points landed in it."""

    picture: Picture
    dpi: float
    placement: Placement


def scan_page(page: Picture, look: LookSettings, *, key: tuple[object, ...], seal_words: str) -> Scanned:
    """Return the scan of a page rendered at 300 dpi; `key` names the page and fixes every random draw."""
    if look.kind != "colour" and not look.seal:
        page = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)  # a third of the work
    sheet = print_page(page, look, stream(*key, "print"))
    sheet = _sealed(sheet, look, seal_words, stream(*key, "seal"))
    scale = look.dpi / PRINT_DPI
    placement = place((page.shape[0], page.shape[1]), look, scale=scale, random=stream(*key, "place"))
    signal = _seen(sheet, look, placement, key=key)
    picture = _recorded(signal, look, key=key)
    return Scanned(picture, look.dpi, placement)


def _sealed(sheet: Picture, look: LookSettings, words: str, random: np.random.Generator) -> Picture:
    boxes = table_boxes(sheet, dpi=PRINT_DPI) if look.seal else []
    if not boxes:
        return sheet
    cover = seal_cover(words, seal_pixels(look.seal_width_mm), find_font(_SEAL_FONT))
    for _ in range(int(look.seal)):
        left, top, right, bottom = boxes[0]
        centre = (
            left + (right - left) * random.uniform(0.55, 0.9),  # among the values rather than the labels
            top + (bottom - top) * random.uniform(0.25, 0.85),
        )
        sheet = strike(sheet, cover, centre, ink=(look.seal_hue, look.seal_ink), random=random)
    return sheet


def _seen(sheet: Picture, look: LookSettings, placement: Placement, *, key: tuple[object, ...]) -> Field:
    """Return the light that reaches the sensor, (height, width[, 3]) of 0..1, at the look's dpi."""
    spread = look.sensor_blur * PRINT_DPI / look.dpi
    # The optics blur before the pixels sample: no aliasing, as on a real sensor.
    soft = cv2.GaussianBlur(sheet, (0, 0), max(spread, 0.35 * PRINT_DPI / look.dpi)).astype(np.uint8, copy=False)
    moved = carry(soft, placement, _LID)
    if look.margin > 0:
        whole = np.full(sheet.shape[:2], 255, dtype=np.uint8)
        mask = carry(whole, placement, (0,))
        moved = lay_on_desk(moved, mask, look.desk, stream(*key, "desk"))
    if look.kind != "colour" and moved.ndim == 3:
        moved = cv2.cvtColor(moved, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    shape = (moved.shape[0], moved.shape[1])
    signal = moved.astype(np.float32) / np.float32(255.0)
    signal *= paper_light(shape, look, stream(*key, "paper"))
    light = light_field(shape, look, stream(*key, "light"))
    if light is not None:
        signal *= light if signal.ndim == 2 else light[:, :, None]
    if look.warmth and look.kind == "colour":
        signal *= np.array([1.0 + look.warmth, 1.0, 1.0 - look.warmth], dtype=np.float32)
    return signal


def _recorded(signal: Field, look: LookSettings, *, key: tuple[object, ...]) -> Picture:
    """Return what the device writes down of a signal."""
    if look.dirt:
        signal = dirty(signal, int(look.dirt), dpi=look.dpi, random=stream(*key, "dirt"))
    signal = copied(signal, look, stream(*key, "copies"))
    signal = noisy(blurred(signal, 0.3) if look.noise else signal, look.noise, stream(*key, "noise"))
    if look.kind == "bilevel":
        return black_and_white(signal, look, stream(*key, "threshold"))
    return to_picture(toned(signal, look))
