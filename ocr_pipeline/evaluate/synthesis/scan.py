"""One printed page becomes one picture: print -> paper -> marks -> geometry -> light -> sensor -> tones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.after_printing import Key, Words, marked, prepared
from ocr_pipeline.evaluate.synthesis.desk import lay_on_desk
from ocr_pipeline.evaluate.synthesis.geometry import Placement, carry, place
from ocr_pipeline.evaluate.synthesis.light import light_field
from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings, stream
from ocr_pipeline.evaluate.synthesis.marks import dirty
from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture
from ocr_pipeline.evaluate.synthesis.paper import PRINT_DPI, paper_light, print_page
from ocr_pipeline.evaluate.synthesis.sensor import (
    black_and_white,
    blurred,
    copied,
    noisy,
    to_picture,
    toned,
)

_LID = (250, 250, 250)
_LEAST_BLUR = 0.35  # pixels: even a clean rendering is averaged over its pixels


@dataclass(frozen=True, slots=True)
class Scanned:
    """A picture (RGB, grey or black-and-white, 0..255), its dpi, and where page points landed in it."""

    picture: Picture
    dpi: float
    placement: Placement


def scan_page(page: Picture, look: LookSettings, *, key: Key, words: Words) -> Scanned:
    """Return the scan of a page rendered at 300 dpi; `key` names the page and fixes every random draw."""
    sheet = print_page(prepared(page, look), look, stream(*key, "print"))
    sheet = marked(sheet, look, words, key=key)
    scale = look.dpi / PRINT_DPI
    placement = place((page.shape[0], page.shape[1]), look, scale=scale, random=stream(*key, "place"))
    signal = _lit(_laid(sheet, look, placement, key=key), look, spine_right=placement.bow_at > 0, key=key)
    picture = _recorded(signal, look, key=key)
    return Scanned(picture, look.dpi, placement)


def _laid(sheet: Picture, look: LookSettings, placement: Placement, *, key: Key) -> Picture:
    """Return the sheet on the glass or on the desk, at the look's dpi, in the channels of the look."""
    spread = look.sensor_blur * PRINT_DPI / look.dpi
    # The optics blur before the pixels sample: no aliasing, as on a real sensor.
    soft = cv2.GaussianBlur(sheet, (0, 0), max(spread, _LEAST_BLUR * PRINT_DPI / look.dpi)).astype(np.uint8, copy=False)
    laid = _in_channels(carry(soft, placement, _LID), look.kind)
    if look.margin > 0 and look.desk != "lid":
        mask = carry(np.full(sheet.shape[:2], 255, dtype=np.uint8), placement, (0,))
        laid = lay_on_desk(laid, mask, look.desk, stream(*key, "desk"))
    return laid


def _in_channels(picture: Picture, kind: str) -> Picture:
    if kind != "colour" and picture.ndim == 3:
        return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    if kind == "colour" and picture.ndim == 2:
        return cv2.merge([picture] * 3).astype(np.uint8, copy=False)
    return picture


def _lit(laid: Picture, look: LookSettings, *, spine_right: bool, key: Key) -> Field:
    """Return the light that reaches the sensor, (height, width[, 3]) of 0..1."""
    shape = (laid.shape[0], laid.shape[1])
    signal = laid.astype(np.float32) / np.float32(255.0)
    signal *= paper_light(shape, look, stream(*key, "paper"))
    light = light_field(shape, look, spine_right=spine_right, random=stream(*key, "light"))
    if light is not None:
        signal *= light if signal.ndim == 2 else light[:, :, None]
    if look.warmth and look.kind == "colour":
        signal *= np.array([1.0 + look.warmth, 1.0, 1.0 - look.warmth], dtype=np.float32)
    return signal


def _recorded(signal: Field, look: LookSettings, *, key: Key) -> Picture:
    """Return what the device writes down of a signal."""
    if look.dirt:
        signal = dirty(signal, int(look.dirt), dpi=look.dpi, random=stream(*key, "dirt"))
    signal = copied(signal, look, stream(*key, "copies"))
    signal = noisy(blurred(signal, 0.3) if look.noise else signal, look.noise, stream(*key, "noise"))
    if look.kind == "bilevel":
        return black_and_white(signal, look, stream(*key, "threshold"))
    return to_picture(toned(signal, look))
