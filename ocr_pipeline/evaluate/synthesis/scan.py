"""One printed page becomes one picture: print -> paper -> marks -> geometry -> light -> sensor -> tones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.after_printing import Key, Words, marked, prepared
from ocr_pipeline.evaluate.synthesis.colour import coloured, paper_shares
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
    laid, mask = _laid(sheet, look, placement, key=key)
    signal = _lit(laid, look, spine_right=placement.bow_at > 0, key=key)
    picture = _recorded(signal, look, key=key)
    if look.kind == "colour" and picture.ndim == 2:
        picture = coloured(picture, look, mask, stream(*key, "colour"))
    return Scanned(picture, look.dpi, placement)


def _laid(sheet: Picture, look: LookSettings, placement: Placement, *, key: Key) -> tuple[Picture, Picture | None]:
    """Return the sheet on the glass or on the desk at the look's dpi, and where it lies if a desk is seen."""
    spread = look.sensor_blur * PRINT_DPI / look.dpi
    # The optics blur before the pixels sample: no aliasing, as on a real sensor.
    soft = cv2.GaussianBlur(sheet, (0, 0), max(spread, _LEAST_BLUR * PRINT_DPI / look.dpi)).astype(np.uint8, copy=False)
    laid = carry(soft, placement, _LID)
    if look.kind != "colour" and laid.ndim == 3:
        laid = cv2.cvtColor(laid, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    if look.margin == 0 or look.desk == "lid":
        return laid, None
    mask = carry(np.full(sheet.shape[:2], 255, dtype=np.uint8), placement, (0,))
    return lay_on_desk(laid, mask, look.desk, stream(*key, "desk")), mask


def _lit(laid: Picture, look: LookSettings, *, spine_right: bool, key: Key) -> Field:
    """Return the light that reaches the sensor, (height, width[, 3]) of 0..1."""
    shape = (laid.shape[0], laid.shape[1])
    bright = paper_light(shape, look, stream(*key, "paper"))
    light = light_field(shape, look, spine_right=spine_right, random=stream(*key, "light"))
    if light is not None:
        bright *= light
    bright *= np.float32(1.0 / 255.0)
    if laid.ndim == 2:
        return cv2.multiply(laid, bright, dtype=cv2.CV_32F).astype(np.float32, copy=False)
    shares = paper_shares(look)
    channels = [
        cv2.multiply(laid[:, :, index], bright, scale=share, dtype=cv2.CV_32F) for index, share in enumerate(shares)
    ]
    return cv2.merge(channels).astype(np.float32, copy=False)


def _recorded(signal: Field, look: LookSettings, *, key: Key) -> Picture:
    """Return what the device writes down of a signal."""
    if look.dirt:
        signal = dirty(signal, int(look.dirt), dpi=look.dpi, random=stream(*key, "dirt"))
    signal = copied(signal, look, stream(*key, "copies"))
    signal = noisy(blurred(signal, 0.3) if look.noise else signal, look.noise, stream(*key, "noise"))
    if look.kind == "bilevel":
        return black_and_white(signal, look, stream(*key, "threshold"))
    return toned(signal, look)
