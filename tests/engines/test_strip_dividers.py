"""Dividers of low rows: drawn from rule to rule, and never print."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import LineMasks
from ocr_pipeline.engines.ruling_lines import Rule
from ocr_pipeline.engines.strip_dividers import with_dividers
from ocr_pipeline.model.document import Pixels
from tests.engines.drawn_grids import BLACK, blank_page

EM = 20.0
UPPER, LOWER = 100, 138


def strip() -> Pixels:
    """A row 38 pixels high between two rules."""
    pixels = blank_page(1000, 240)
    for y in (UPPER, LOWER):
        cv2.line(pixels, (50, y), (950, y), BLACK, 3)
    return pixels


def level(y: int) -> Rule:
    return Rule(50, 950, (100.0, 900.0), (float(y), float(y)), 900)


def dividers(pixels: Pixels) -> list[int]:
    """Where the middle of the row has dividers."""
    empty = np.zeros(pixels.shape[:2], np.uint8)
    found = with_dividers(LineMasks(empty, empty.copy()), (level(UPPER), level(LOWER)), pixels, EM).vertical
    places = np.flatnonzero(found[(UPPER + LOWER) // 2])
    return [int(group.mean()) for group in np.split(places, np.flatnonzero(np.diff(places) > 2) + 1) if group.size]


def test_a_stroke_from_rule_to_rule_is_a_divider() -> None:
    pixels = strip()
    for x in (200, 400, 600):
        cv2.line(pixels, (x, UPPER), (x, LOWER), BLACK, 2)
    assert [round(x, -1) for x in dividers(pixels)] == [200, 400, 600]


def test_a_row_whose_upper_rule_is_seen_in_two_parts_has_all_its_dividers() -> None:
    pixels = strip()
    for x in (200, 600):
        cv2.line(pixels, (x, UPPER), (x, LOWER), BLACK, 2)
    parts = Rule(50, 400, (225.0,), (float(UPPER),), 350), Rule(400, 950, (675.0,), (UPPER + 1.0,), 550)
    empty = np.zeros(pixels.shape[:2], np.uint8)
    found = with_dividers(LineMasks(empty, empty.copy()), (*parts, level(LOWER)), pixels, EM).vertical
    assert found[(UPPER + LOWER) // 2, 200] and found[(UPPER + LOWER) // 2, 600]


def test_print_that_does_not_touch_both_rules_is_none() -> None:
    pixels = strip()
    for x in range(100, 900, 60):
        cv2.line(pixels, (x, UPPER + 12), (x, LOWER), BLACK, 3)
    assert dividers(pixels) == []


def test_gaps_between_light_letters_on_a_fill_are_none() -> None:
    pixels = strip()
    cv2.rectangle(pixels, (50, UPPER), (950, LOWER), (100, 100, 100), -1)
    for x in range(80, 920, 14):
        cv2.rectangle(pixels, (x, UPPER + 9), (x + 9, LOWER - 9), (255, 255, 255), -1)
    assert dividers(pixels) == []


def test_a_tall_row_holds_several_lines_and_is_not_asked() -> None:
    pixels = strip()
    cv2.line(pixels, (400, UPPER), (400, LOWER), BLACK, 2)
    empty = np.zeros(pixels.shape[:2], np.uint8)
    found = with_dividers(LineMasks(empty, empty), (level(UPPER), level(LOWER)), pixels, EM / 2)
    assert not found.vertical.any()
