"""Seals drawn over print: their ink goes, the print stays, and what is no seal is not touched."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr_pipeline.engines import seal_ink
from ocr_pipeline.engines.seal_cleaner import SealCleaner
from ocr_pipeline.engines.seal_ink import bleach_seals
from ocr_pipeline.model.document import Pixels
from tests.engines.drawn_grids import page_of

EM = 24.0
RED, BLUE, BLACK = (200, 40, 40), (50, 60, 190), (20, 20, 20)


def printed() -> Pixels:
    """White paper with boxes of black print in rows."""
    page = np.full((900, 900, 3), 255, np.uint8)
    for y in range(60, 860, 60):
        for x in range(60, 860, 40):
            page[y : y + 24, x : x + 4] = BLACK
    return page


def sealed(page: Pixels, colour: tuple[int, int, int], *centres: tuple[int, int]) -> Pixels:
    """Rings of 150 pixels with a star's worth of ink in the middle, mixed with what is under them."""
    over = np.full_like(page, 255)
    for centre in centres:
        cv2.circle(over, centre, 150, colour, 9)
        cv2.circle(over, centre, 40, colour, -1)
    return np.minimum(page, over)


@pytest.mark.parametrize("colour", [RED, BLUE])
def test_a_seal_goes_and_the_print_under_it_stays(colour: tuple[int, int, int]) -> None:
    cleaned = bleach_seals(sealed(printed(), colour, (400, 400)), EM)
    assert np.abs(cleaned.astype(int) - printed()).mean() < 2.0
    assert cleaned[400, 400 + 150].min() > 200


def test_two_blue_seals_that_overlap_go_both() -> None:
    cleaned = bleach_seals(sealed(printed(), BLUE, (330, 330), (480, 520)), EM)
    assert cleaned[330 - 150, 330].min() > 200
    assert cleaned[520 + 150, 480].min() > 200


def test_a_blue_frame_with_round_corners_is_no_seal() -> None:
    page = printed()
    cv2.rectangle(page, (150, 150), (600, 500), BLUE, 6)
    for x, y in ((147, 147), (590, 147), (147, 490), (590, 490)):
        page[y : y + 14, x : x + 14] = 255
    assert np.array_equal(bleach_seals(page, EM), page)


def test_a_page_without_seals_is_handed_on_as_it_is() -> None:
    page = page_of(printed())
    assert SealCleaner().clean(page) is page.pixels


def test_two_large_seals_aslant_go_both() -> None:
    page = np.full((900, 900, 3), 255, np.uint8)
    cleaned = bleach_seals(sealed(page, RED, (300, 300), (520, 540)), 15.0)
    assert cleaned.min() > 200


def test_two_red_seals_one_under_the_other_go_both() -> None:
    page = np.full((900, 900, 3), 255, np.uint8)
    cleaned = bleach_seals(sealed(page, RED, (400, 250), (410, 538)), EM)
    assert cleaned.min() > 200


def headed(page: Pixels, colour: tuple[int, int, int]) -> Pixels:
    """The page with a fill right across it that a seal in the middle overlaps."""
    filled = page.copy()
    filled[330:440, 60:840] = colour
    return filled


def test_a_seal_over_a_fill_of_its_own_colour_goes_beside_the_fill() -> None:
    filled = headed(printed(), BLUE)
    cleaned = bleach_seals(sealed(filled, BLUE, (450, 450)), EM)
    assert cleaned[450 + 150, 450].min() > 200
    assert cleaned[450, 450 + 150].min() > 200
    assert np.array_equal(cleaned[350:420], filled[350:420])


def test_what_is_nothing_but_rules_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    page = headed(np.full((900, 900, 3), 255, np.uint8), BLUE)
    page[600:606, 20:880] = BLUE
    ring = np.zeros(page.shape[:2], np.uint8)
    ring[600:606, 300:600] = 1
    monkeypatch.setattr(seal_ink, "ringed_seals", lambda ink, dark, em: (ring, np.zeros_like(ring)))
    assert np.array_equal(bleach_seals(page, EM), page)


def test_figures_in_the_colour_of_a_fill_are_no_seal() -> None:
    page = headed(np.full((900, 900, 3), 255, np.uint8), BLUE)
    for y in range(500, 860, 60):
        for x in range(60, 860, 110):
            cv2.putText(page, "60", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, BLUE, 3)
    assert np.array_equal(bleach_seals(page, EM), page)


def test_rules_in_the_ink_of_a_seal_stay_where_its_strokes_cross_them() -> None:
    page = np.full((900, 900, 3), 255, np.uint8)
    for y in range(100, 850, 50):
        page[y : y + 2, 60:860] = RED
    cleaned = bleach_seals(sealed(page, RED, (400, 400)), EM)
    assert cleaned[400, 362:438].min(axis=1).max() < 120
    assert cleaned[425, 362:438].min() > 200


@pytest.mark.parametrize(("fill", "colour"), [((180, 20, 10), BLUE), ((0, 110, 40), BLUE), ((30, 90, 170), RED)])
def test_a_seal_over_fills_of_other_colours_goes_where_it_is_seen(
    fill: tuple[int, int, int], colour: tuple[int, int, int]
) -> None:
    page = np.full((900, 900, 3), 255, np.uint8)
    for top in (240, 380, 520):
        page[top : top + 70, 60:840] = fill
    cleaned = bleach_seals(sealed(page, colour, (450, 450)), EM)
    assert cleaned[325:365].min() > 200
    assert cleaned[465:505, 520:].min() > 200


@pytest.mark.parametrize("high", [60, 100])
def test_no_ring_is_seen_along_the_blurred_edges_of_fills_and_rules(high: int) -> None:
    page = np.full((700, 900, 3), 255, np.uint8)
    for top in range(150, 500, high + 40):
        page[top : top + high, 60:840] = RED
        for x in range(90, 800, 34):
            cv2.putText(page, "8", (x, top + 40), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (255, 255, 255), 2)
    for x in range(60, 850, 78):
        page[150:600, x : x + 2] = RED
    blurred = cv2.GaussianBlur(page, (5, 5), 0)
    assert np.array_equal(bleach_seals(blurred, EM), blurred)
