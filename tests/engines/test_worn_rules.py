"""Faded rules: gaps are closed along them, what was found stays, print stays apart."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import find_evidence
from ocr_pipeline.engines.ruling_lines import find_pieces
from ocr_pipeline.engines.worn_rules import are_worn, is_sound, mend_rules
from ocr_pipeline.model.document import Pixels
from tests.engines.drawn_grids import BLACK, PAPER, Drawn, blank_page, draw_table, evenly, every_cell

EM = 20.0


def drawn() -> Pixels:
    return draw_table(blank_page(height=1000), Drawn(evenly(100, 150, 5), evenly(80, 48, 15), every_cell(15, 5)))


def worn() -> Pixels:
    """The same table with a gap of 20 pixels in every 100 of each level rule."""
    pixels = drawn()
    for y in evenly(80, 48, 15):
        for x in range(170, 840, 100):
            pixels[y - 3 : y + 4, x : x + 20] = PAPER
    return pixels


def test_a_table_of_whole_rules_is_not_worn() -> None:
    assert not are_worn(find_pieces(find_evidence(drawn(), EM).horizontal, EM), EM)


def test_gaps_of_dashed_rules_are_closed() -> None:
    pixels = worn()
    masks = find_evidence(pixels, EM)
    assert are_worn(find_pieces(masks.horizontal, EM), EM)
    mended = mend_rules(masks, pixels, EM)
    assert mended.horizontal[126:131, 110:840].max(axis=0).mean() > 0.98
    assert masks.horizontal[126:131, 110:840].max(axis=0).mean() < 0.9


def test_mending_loses_nothing_that_was_found_beside_a_shadow_of_the_rules() -> None:
    pixels = worn()
    # Sharpening leaves a grey seam along upright rules, which looks like a high and narrow word.
    for x in evenly(100, 150, 5):
        cv2.line(pixels, (x + 6, 80), (x + 6, 800), (190, 190, 190), 2)
        cv2.line(pixels, (x, 80), (x, 800), BLACK, 3)
    masks = find_evidence(pixels, EM)
    mended = mend_rules(masks, pixels, EM)
    assert not np.any((masks.vertical > 0) & (mended.vertical == 0))
    assert not np.any((masks.horizontal > 0) & (mended.horizontal == 0))


def test_bold_lines_of_print_do_not_make_whole_rules_worn() -> None:
    pixels = drawn()
    for y in evenly(80, 48, 3):
        for x in range(110, 360, 50):  # strokes of one line of print that look like a short rule full of gaps
            pixels[y + 22 : y + 25, x : x + 30] = BLACK
    assert not are_worn(find_pieces(find_evidence(pixels, EM).horizontal, EM), EM)


def test_a_whole_table_is_sound_and_one_of_dashes_or_without_uprights_is_not() -> None:
    assert is_sound(drawn(), EM)
    assert not is_sound(worn(), EM)
    open_sides = drawn()
    open_sides[:, 150:] = PAPER
    assert not is_sound(open_sides, EM)


def test_strokes_of_print_much_shorter_than_the_rules_of_a_table_tell_nothing_of_them() -> None:
    pixels = drawn()
    for y in evenly(80, 48, 14):
        for x in range(110, 460, 100):
            pixels[y + 22 : y + 25, x : x + 60] = BLACK
    assert not are_worn(find_pieces(find_evidence(pixels, EM).horizontal, EM), EM)


def test_short_rules_full_of_gaps_tell_where_the_longest_are_broken_a_little() -> None:
    pixels = drawn()
    for y in evenly(80, 48, 15):
        pixels[y - 3 : y + 4, 470:495] = PAPER
    for y in evenly(80, 48, 14):
        for x in range(110, 460, 100):
            pixels[y + 22 : y + 25, x : x + 60] = BLACK
    assert are_worn(find_pieces(find_evidence(pixels, EM).horizontal, EM), EM)
