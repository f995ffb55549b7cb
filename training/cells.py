"""Whole table cells drawn as printed: paper, rulings, the value, and a little of what lies around."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.fonts import MARKS, FontCut, FontShelf, can_draw, open_font
from training.values import NOT_A_NUMBER, CellValue

Picture = NDArray[np.uint8]
CAP_SHARE = 0.68
"""Height of figures as a share of the font size, about the same in all families."""


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell on its surroundings: picture, cell rectangle (left, top, right, bottom), its text, pixels per final pixel,
    height of figures in final pixels, the paper's grey, and a font file with Chinese characters for seals, or none."""

    picture: Picture
    cell: tuple[int, int, int, int]
    ink: Picture
    zoom: int
    digit: float
    paper: float
    stamp_font: str


def draw_cell(value: CellValue, shelf: FontShelf, random: Random, digit: float) -> DrawnCell:
    """Draw one value in a cell whose figures become ``digit`` pixels high."""
    zoom = 4 if digit < 8 else 3 if digit < 12 else 2 if digit < 24 else 1
    size = max(6, round(digit * zoom / CAP_SHARE))
    lines = value.drawn.count("\n") + 1
    runs = _runs(value.drawn, shelf, random)
    spacing = round(random.choice((0, 0, 0, 0, 0.04, 0.1, -0.03)) * size)
    bold = random.random() < 0.06
    ink, advance = _text_ink(runs, size, spacing, bold)
    height = (
        digit
        * zoom
        * random.choices((random.uniform(1.25, 1.8), random.uniform(1.8, 3.2), random.uniform(3.2, 6)), (2, 5, 1))[0]
    )
    height = max(height, 1.4 * lines * size)
    pad = digit * zoom * random.uniform(0.15, 0.6)
    width = max(
        advance + 2 * pad, digit * zoom * random.choices((random.uniform(1.5, 4), random.uniform(4, 9)), (4, 1))[0]
    )
    margin = round(digit * zoom * 0.8) + 3 * zoom
    stamp_font, most = random.choice(shelf.able(MARKS)).path, 0.9 if value.label == NOT_A_NUMBER else 1.0
    return _compose(ink, advance, random, (round(width), round(height), margin, zoom, digit), (stamp_font, most))


def _runs(text: str, shelf: FontShelf, random: Random) -> list[tuple[str, FontCut]]:
    latin = shelf.pick(random)
    chinese = random.choice(shelf.able(MARKS))
    if "\n" in text:
        return [(text, chinese)]
    if any(ord(c) > 0x2E80 and c not in MARKS and c not in "（）" for c in text):
        runs = [_drawable(c, latin, chinese) for c in text]
        whole = random.random() < 0.6 and all(cut is chinese for c, cut in runs if ord(c) > 0x7F)
        return [(text, chinese)] if whole else runs
    runs = []
    for c in text:
        if ord(c) < 0x7F or (c in latin.marks and can_draw(latin.path, c) and random.random() < 0.75):
            runs.append((c, latin))
        elif c in chinese.marks or c in MARKS:
            runs.append((c, chinese))
        else:
            able = shelf.able(c)
            runs.append((c if able else "-", random.choice(able) if able else latin))
    return runs


def _drawable(character: str, latin: FontCut, chinese: FontCut) -> tuple[str, FontCut]:
    """Chinese and wide characters in the Chinese cut; wide forms that it has not, as narrow ones."""
    if ord(character) < 0x7F:
        return character, latin
    narrow = unicodedata.normalize("NFKC", character)
    if narrow != character and not can_draw(chinese.path, character):
        return narrow, latin
    return character, chinese


def _text_ink(runs: list[tuple[str, FontCut]], size: int, spacing: int, bold: bool) -> tuple[Picture, int]:
    """The text's pixels, one text size of space around, the first line's foot at 1.4 sizes; and its advance."""
    fonts = [(text, open_font(cut.path, size)) for text, cut in runs]
    if any("\n" in text for text, _ in fonts):
        return _two_lines(*fonts[0], size)
    advance = sum(round(font.getlength(text)) + spacing * len(text) for text, font in fonts)
    picture = Image.new("L", (max(1, advance) + 2 * size, 2 * size), 0)
    pen = ImageDraw.Draw(picture)
    x = size
    stroke = max(1, size // 40) if bold else 0
    for text, font in fonts:
        for piece in text if spacing else (text,):
            pen.text((x, round(1.4 * size)), piece, fill=255, font=font, anchor="ls", stroke_width=stroke)
            x += round(font.getlength(piece)) + spacing
    return np.asarray(picture), max(1, advance)


def _two_lines(text: str, font: ImageFont.FreeTypeFont, size: int) -> tuple[Picture, int]:
    lines = text.split("\n")
    advance = max(1, *(round(font.getlength(line)) for line in lines))
    picture = Image.new("L", (advance + 2 * size, 3 * size), 0)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        left = size + (advance - round(font.getlength(line))) // 2
        pen.text((left, round((0.8 + 1.25 * number) * size)), line, fill=255, font=font, anchor="ls")
    return np.asarray(picture), advance


def _compose(
    ink: Picture, advance: int, random: Random, size: tuple[int, int, int, int, float], style: tuple[str, float]
) -> DrawnCell:
    stamp_font, coloured = style
    width, height, margin, zoom, digit = size
    full_w, full_h = width + 2 * margin, height + 2 * margin
    text = np.zeros((full_h, full_w), np.uint8)
    unit = digit * zoom
    free = max(0, width - advance)
    align = random.choices((0.5, random.uniform(0, 1), 0.08, 0.92), (70, 12, 9, 9))[0]
    left = margin + round(free * align)
    base = margin + round(height / 2 + unit * 0.5 + random.gauss(0, 0.06) * unit)
    font = round(unit / CAP_SHARE)
    _paste(text, ink, left - font, base - round(1.4 * font))
    paper, colour = _colours(random, coloured)
    alpha = np.linspace(0, 1, 256, dtype=np.float32)[:, None]
    picture = (paper * (1 - alpha) + colour * alpha).astype(np.uint8)[text]
    _rule(picture, random, (margin, margin, margin + width, margin + height), unit)
    cell = (margin, margin, margin + width, margin + height)
    return DrawnCell(picture, cell, text, zoom, digit, float(paper.mean()), stamp_font)


def _paste(target: Picture, part: Picture, left: int, top: int) -> None:
    y0, x0 = max(0, top), max(0, left)
    y1, x1 = min(target.shape[0], top + part.shape[0]), min(target.shape[1], left + part.shape[1])
    if y1 > y0 and x1 > x0:
        target[y0:y1, x0:x1] = np.maximum(target[y0:y1, x0:x1], part[y0 - top : y1 - top, x0 - left : x1 - left])


def _colours(random: Random, most: float) -> tuple[Any, Any]:
    """Paper and ink: mostly black on white, some tinted cells, some light text on colour, some coloured text.

    Coloured text comes last: with ``most`` below 0.9 there is none. Coloured words are a seal's then, on a blank cell.
    """
    style = random.uniform(0, most)
    black = np.array([random.choice((0, 0, 10, 20, 40, 60))] * 3)
    if style < 0.72:
        return np.array([random.choice((255, 255, 250, 240, 230))] * 3), black
    if style < 0.82:
        return np.array([random.randint(170, 255) for _ in range(3)]), black
    if style < 0.90:
        dark = [random.randint(0, 130) for _ in range(3)]
        dark[random.randrange(3)] = random.randint(60, 215)
        return np.array(dark), np.array([random.randint(225, 255)] * 3)
    ink = [random.randint(0, 90) for _ in range(3)]
    ink[random.randrange(3)] = random.randint(90, 235)
    return np.array([random.randint(235, 255)] * 3), np.array(ink)


def _rule(picture: Picture, random: Random, cell: tuple[int, int, int, int], unit: float) -> None:
    """Ruling lines at the cell's edges; sometimes dashed, missing, doubled or coloured."""
    left, top, right, bottom = cell
    shade = random.choice((0, 0, 0, 40, 90, 150))
    colour = np.array([shade] * 3 if random.random() < 0.85 else [random.randint(0, 220) for _ in range(3)], np.uint8)
    thick = max(1, round(unit * random.choice((0.04, 0.06, 0.08, 0.12, 0.2))))
    for edge in (top, bottom):
        if random.random() < 0.92:
            picture[max(0, edge - thick // 2) : edge - thick // 2 + thick] = colour
    for edge in (left, right):
        if random.random() < 0.92:
            picture[:, max(0, edge - thick // 2) : edge - thick // 2 + thick] = colour
