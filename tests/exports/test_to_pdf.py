from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from ocr_pipeline.exports.page_pictures import save_page
from ocr_pipeline.exports.page_text import page_texts
from ocr_pipeline.exports.to_pdf import pdf_bytes
from tests.reports import SIZE, report_of, truth_of

REPORT = report_of(truth_of("yuelu2020"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("pages")
    grey = np.full((SIZE[1], SIZE[0], 3), 230, np.uint8)
    coloured = grey.copy()
    coloured[100:200, 100:200] = (200, 30, 30)
    bilevel = np.full_like(grey, 255)
    bilevel[700:, :] = 0
    for index, pixels in enumerate((grey, coloured, bilevel)):
        save_page(folder, index, pixels)
    return dict(enumerate(sorted(folder.iterdir())))


@pytest.fixture(scope="module")
def document(pictures: dict[int, Path]) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf_bytes(REPORT, pictures))


def test_every_line_can_be_searched(document: pypdfium2.PdfDocument) -> None:
    for page, expected in zip(document, page_texts(REPORT), strict=True):
        found = "".join(page.get_textpage().get_text_range().split())
        for line in expected.lines():
            assert "".join(line.text.split()) in found


def test_a_value_is_found_where_it_stands(document: pypdfium2.PdfDocument) -> None:
    page = document[0]
    width, height = page.get_size()
    expected = next(line for line in next(page_texts(REPORT)).lines() if line.text == "60167.14242万元")
    left, top, right, bottom = expected.box

    text = page.get_textpage().get_text_bounded(
        left=left / SIZE[0] * width - 1,
        right=right / SIZE[0] * width + 1,
        top=height - top / SIZE[1] * height + 1,
        bottom=height - bottom / SIZE[1] * height - 1,
    )

    assert "".join(text.split()) == "60167.14242万元"


def test_the_page_looks_like_its_picture_and_the_text_is_invisible(document: pypdfium2.PdfDocument) -> None:
    grey, coloured, bilevel = (np.asarray(page.render(scale=0.5).to_pil().convert("RGB")) for page in document)

    assert abs(int(grey.min()) - 230) < 4
    assert grey.max() - grey.min() < 6
    assert tuple(coloured[45, 45] > 150) == (True, False, False)
    assert (bilevel[10].max(), bilevel[-10].max()) == (255, 0)


def test_a_page_of_a4_proportions_gets_the_size_of_a4(document: pypdfium2.PdfDocument) -> None:
    width, height = document[0].get_size()

    assert (round(height), abs(width - 595) < 12) == (842, True)


def test_equal_reports_give_equal_bytes(pictures: dict[int, Path]) -> None:
    assert pdf_bytes(REPORT, pictures) == pdf_bytes(REPORT, pictures)
