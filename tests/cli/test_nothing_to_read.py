"""Pages without a number: whatever is made of them, no number is accepted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.cli import main

SIZE = (1654, 2339)
FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
)
PROSE = "本机关坚持以公开为常态不公开为例外及时更新政府网站信息公开专栏完善公开制度规范公开程序拓宽公开渠道"
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def font(size: int) -> ImageFont.FreeTypeFont:
    path = next((path for path in FONTS if path.is_file()), None)
    if path is None:
        pytest.skip("no font for Chinese text is installed")
    return ImageFont.truetype(str(path), size)


def noise() -> Image.Image:
    return Image.fromarray(np.random.default_rng(5).integers(0, 256, (SIZE[1], SIZE[0]), dtype=np.uint8))


def empty() -> Image.Image:
    return Image.new("L", SIZE, 255)


def _cell(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], text: str) -> None:
    draw.rectangle(box, outline=0, width=2)
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    draw.multiline_text(middle, text, fill=0, font=font(20), anchor="mm", align="center")


def prose_in_a_grid() -> Image.Image:
    """Twenty-six rows and ten columns like those of section three, a piece of a sentence in each."""
    page = empty()
    draw = ImageDraw.Draw(page)
    for row in range(26):
        for column in range(10):
            left, top, start = 120 + 140 * column, 150 + 76 * row, (7 * row + 3 * column) % 40
            _cell(draw, (left, top, left + 140, top + 76), PROSE[start : start + 4])
    return page


def words_in_the_form() -> Image.Image:
    """The form of section four as it is printed, with a word where each of its numbers should be."""
    page = empty()
    draw = ImageDraw.Draw(page)
    draw.text((120, 200), "四、政府信息公开行政复议、行政诉讼情况", fill=0, font=font(34))
    top, step, wide = 300, 94, 15 * 94

    def place(row: int, column: int, rows: int, columns: int, text: str) -> None:
        left, upper = 120 + step * column, top + 80 * row
        _cell(draw, (left, upper, left + step * columns, upper + 80 * rows), text)

    place(0, 0, 1, 5, "行政复议")
    place(0, 5, 1, 10, "行政诉讼")
    for index, outcome in enumerate(OUTCOMES):
        place(1, index, 2, 1, f"{outcome[:2]}\n{outcome[2:]}")
        place(2, 5 + index, 1, 1, f"{outcome[:2]}\n{outcome[2:]}")
        place(2, 10 + index, 1, 1, f"{outcome[:2]}\n{outcome[2:]}")
    place(1, 5, 1, 5, "未经复议直接起诉")
    place(1, 10, 1, 5, "复议后起诉")
    for column in range(15):
        place(3, column, 1, 1, PROSE[2 * column : 2 * column + 2])
    assert 120 + wide < SIZE[0]
    return page


@pytest.mark.models
@pytest.mark.slow
def test_no_number_is_accepted_where_there_is_none(tmp_path: Path) -> None:
    folder, out = tmp_path / "pages", tmp_path / "out"
    folder.mkdir()
    for draw in (noise, empty, prose_in_a_grid, words_in_the_form):
        draw().save(folder / f"{draw.__name__}.png", dpi=(200, 200))

    assert main(["run", str(folder), "--out", str(out), "--quiet", "--tables-only"]) == 0

    reports = {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in out.glob("*/report.json")}
    assert len(reports) == 4
    for name, report in reports.items():
        believed = [cell for cell in report["cells"] if cell["decision"] == "accepted" and cell["state"] == "number"]
        assert believed == [], name
