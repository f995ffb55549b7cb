"""How large characters are: measured on print, whatever else stands on the page."""

from __future__ import annotations

import numpy as np
import pytest

from ocr_pipeline.engines.text_scale import Gray, character_height


def printed(rows: int = 8) -> Gray:
    """Lines of figures drawn as boxes 30 pixels high."""
    page = np.full((800, 1000), 250, np.uint8)
    for y in range(60, 60 + 60 * rows, 60):
        for x in range(60, 940, 34):
            page[y : y + 30, x : x + 22] = 20
            page[y + 8 : y + 22, x + 6 : x + 16] = 250
    return page


def test_figures_are_as_high_as_they_are_drawn() -> None:
    assert character_height(printed()) == pytest.approx(30, abs=2)


def test_the_dots_of_dotted_rules_are_no_characters() -> None:
    page = printed()
    for y in range(45, 600, 60):
        for x in range(50, 950, 12):
            page[y : y + 6, x : x + 6] = 20
    assert character_height(page) == pytest.approx(30, abs=2)


def test_a_page_with_more_ink_in_dots_than_in_print_is_measured_by_its_print() -> None:
    page = printed()
    for y in range(20, 780, 15):
        for x in range(20, 980, 12):
            page[y : y + 6, x : x + 6] = 20
    assert character_height(page) == pytest.approx(30, abs=4)


def test_a_page_without_print_has_the_height_that_is_told_or_usual() -> None:
    blank = np.full((800, 992), 250, np.uint8)
    assert character_height(blank, fallback=17.0) == 17.0
    assert character_height(blank) == pytest.approx(16.0)


def test_the_grain_of_photographed_paper_is_no_print() -> None:
    rng = np.random.default_rng(1)
    coarse = rng.normal(0, 1, (58, 72)).repeat(14, axis=0).repeat(14, axis=1)[:800, :1000]
    grainy = np.clip(printed(rows=2).astype(float) - 30 + 9 * coarse, 0, 255).astype(np.uint8)
    assert character_height(grainy) == pytest.approx(30, abs=3)
