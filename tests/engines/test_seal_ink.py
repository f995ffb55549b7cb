"""Seals drawn over print: their ink goes, the print stays, and what is no seal is not touched."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

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
