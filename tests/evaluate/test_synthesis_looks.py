"""Looks: settings come from their ranges, scans from their key alone, points lie where the placement says."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.synthesis.after_printing import Words, colourless
from ocr_pipeline.evaluate.synthesis.geometry import carry, place
from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings, draw_look, look_names, stream
from ocr_pipeline.evaluate.synthesis.open_sheets import cells_on_sheets, side_by_side
from ocr_pipeline.evaluate.synthesis.page_pictures import Picture
from ocr_pipeline.evaluate.synthesis.picture_files import encoded
from ocr_pipeline.evaluate.synthesis.printed_batch import CellPlace
from ocr_pipeline.evaluate.synthesis.scan import scan_page
from ocr_pipeline.evaluate.synthesis.wording import load_data

WORDS = Words("", "")
ROOT = Path(__file__).resolve().parents[2]


def ruled_page() -> Picture:
    """A small page with a ruled table of two by two cells and a dark block for a digit."""
    page = np.full((900, 700, 3), 255, dtype=np.uint8)
    for y in (300, 400, 500):
        cv2.line(page, (100, y), (600, y), (0, 0, 0), 3)
    for x in (100, 350, 600):
        cv2.line(page, (x, 300), (x, 500), (0, 0, 0), 3)
    cv2.rectangle(page, (200, 330), (230, 370), (0, 0, 0), -1)
    return page


@pytest.mark.parametrize("ranges", ["samples", "fit", "evaluation"])
@pytest.mark.parametrize("name", look_names())
def test_every_look_has_known_settings_in_every_set(name: str, ranges: str) -> None:
    look = draw_look(name, ranges, key=("settings", name))
    assert 100 <= look.dpi <= 400
    assert look.kind in ("colour", "grey", "bilevel")
    assert look == draw_look(name, ranges, key=("settings", name))


def test_an_unknown_look_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OptionsError, match="office_scan"):
        draw_look("polaroid", "fit", key=())


def test_fit_and_evaluation_draw_other_settings() -> None:
    drawn = {
        ranges: [draw_look("photocopy", ranges, key=(n,)).noise for n in range(40)] for ranges in ("fit", "evaluation")
    }
    assert float(np.mean(drawn["evaluation"])) > float(np.mean(drawn["fit"])) + 0.01


def test_figures_of_evaluation_fonts_are_neither_fitted_nor_trained_on() -> None:
    fonts = load_data("page_fonts.toml")
    fitted = {family for combination in fonts["fit"] for family in combination["number"]}
    measured = {family for combination in fonts["evaluation"] for family in combination["number"]}
    measured |= {combination.get("in_cells", combination["label"]) for combination in fonts["evaluation"]}
    trained_file = tomllib.loads((ROOT / "training" / "fonts.toml").read_text(encoding="utf-8"))
    trained = {family for shelf in trained_file["trained"].values() for family in shelf["families"]}
    assert not measured & fitted
    assert not measured & trained


@pytest.mark.parametrize("name", look_names())
def test_a_scan_depends_on_its_key_alone(name: str) -> None:
    look = draw_look(name, "evaluation", key=("scan", name))
    if look.seal or look.watermark:
        look = replace(look, seal=0, watermark=0.0)  # their words need an installed font
    page = ruled_page()
    first = scan_page(page.copy(), look, key=("a",), words=WORDS)
    again = scan_page(page.copy(), look, key=("a",), words=WORDS)
    assert encoded(first.picture, first.dpi, look) == encoded(again.picture, again.dpi, look)
    assert first.picture.shape[:2] == (first.placement.height, first.placement.width)
    if look.noise:
        other = scan_page(page.copy(), look, key=("b",), words=WORDS)
        assert other.picture.shape != first.picture.shape or (other.picture != first.picture).any()


def test_black_and_white_looks_hold_nothing_else() -> None:
    for name in ("photocopy", "fax", "faded_rules"):
        picture = scan_page(ruled_page(), draw_look(name, "fit", key=(1,)), key=(1,), words=WORDS).picture
        assert set(np.unique(picture)) == {0, 255}


@pytest.mark.parametrize(
    "look",
    [
        LookSettings(dpi=200, skew=1.2),
        LookSettings(dpi=150, turn=1),
        LookSettings(dpi=150, turn=2, skew=0.7),
        LookSettings(dpi=150, turn=3),
        LookSettings(dpi=200, skew=4.0, tilt=9.0, margin=0.08),
        LookSettings(dpi=200, curl=0.02),
        LookSettings(dpi=200, curl=0.01, tilt=6.0, margin=0.05),
    ],
    ids=["skew", "turn1", "turn2", "turn3", "photo", "curl", "curled photo"],
)
def test_page_points_are_found_where_the_placement_says(look: LookSettings) -> None:
    page = np.full((900, 700), 255, dtype=np.uint8)
    spots = np.array([[120.0, 150.0], [580.0, 140.0], [350.0, 450.0], [110.0, 760.0], [600.0, 780.0]])
    for x, y in spots:
        cv2.circle(page, (int(x), int(y)), 12, (0,), -1)
    placement = place((900, 700), look, scale=look.dpi / 300, random=stream("spots"))
    picture = carry(page, placement, (255,))
    for x, y in placement.points(spots):
        window = picture[round(y) - 14 : round(y) + 15, round(x) - 14 : round(x) + 15]
        rows, columns = np.nonzero(window < 128)
        assert len(rows) > 50
        assert abs(rows.mean() - 14) < 1.5
        assert abs(columns.mean() - 14) < 1.5


def test_a_clean_scan_of_an_empty_page_is_empty() -> None:
    page = np.full((600, 400, 3), 255, dtype=np.uint8)
    picture = scan_page(page, draw_look("clean", "evaluation", key=()), key=(), words=WORDS).picture
    assert picture.min() > 250


def test_faded_rules_lose_line_and_keep_the_figure() -> None:
    look = LookSettings(dpi=300, faded_rules=0.6)
    picture = scan_page(ruled_page(), look, key=("faded",), words=WORDS).picture
    whole = scan_page(ruled_page(), LookSettings(dpi=300), key=("faded",), words=WORDS).picture
    assert (picture[298:303, 110:590] < 128).mean() < 0.8 * (whole[298:303, 110:590] < 128).mean()
    assert (picture[335:365, 205:225] < 128).all()


def test_a_turn_keeps_all_ink() -> None:
    page = ruled_page()
    upright = scan_page(page, LookSettings(dpi=300), key=(), words=WORDS).picture
    turned = scan_page(page, LookSettings(dpi=300, turn=1), key=(), words=WORDS).picture
    assert turned.shape == upright.shape[::-1]
    assert np.abs((upright < 128).sum() / (turned < 128).sum() - 1) < 0.02


def test_colour_is_noticed() -> None:
    page = ruled_page()
    assert colourless(page)
    page[100:110, 100:110] = (200, 30, 30)
    assert not colourless(page)


def test_two_pages_on_a_sheet_stand_side_by_side_with_their_values() -> None:
    first, second, third = (np.full((30, 20, 3), shade, dtype=np.uint8) for shade in (10, 20, 30))
    sheets = side_by_side([first, second, third], 2)
    assert [sheet.shape for sheet in sheets] == [(30, 40, 3), (30, 40, 3)]
    assert [int(sheets[k][0, x, 0]) for k in (0, 1) for x in (5, 25)] == [10, 20, 30, 255]
    cells = [CellPlace(("t", "r", "c"), page, (0.01, 0.02, 0.03, 0.04)) for page in (0, 1, 2)]
    on = cells_on_sheets(cells, 2, 300)
    assert [(cell.page_index, *cell.box[:2]) for cell in on] == [(0, 0.01, 0.02), (0, 1.01, 0.02), (1, 0.01, 0.02)]
