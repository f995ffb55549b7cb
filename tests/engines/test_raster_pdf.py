"""Rendered pages: by either library, with the words of their layer, and by the other one where the first fails."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from ocr_pipeline.engines import poppler_render
from ocr_pipeline.engines.child_protocol import OpenOrder
from ocr_pipeline.engines.page_frame import PageFrame
from ocr_pipeline.engines.pdf_pages import PdfPages
from ocr_pipeline.engines.pdfium_raster import PdfiumRasterizer
from ocr_pipeline.engines.poppler_raster import PopplerRasterizer, find_poppler
from ocr_pipeline.engines.poppler_render import PopplerPages
from ocr_pipeline.model.document import PageImage, PageOrigin
from ocr_pipeline.ports import Rasterizer
from tests.engines.raster_documents import A5, QUICK, read, words, write

ENGINES = [pytest.param(PopplerRasterizer, marks=pytest.mark.poppler), PdfiumRasterizer]


def ink_box(page: PageImage) -> tuple[int, int, int, int]:
    dark = page.pixels.min(axis=2) < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_of_the_layer_lie_where_their_ink_is(tmp_path: Path, engine: type[Rasterizer], rotate: int) -> None:
    path = write(tmp_path / "page.pdf", [(A5, words("HHHH", x=60, y=400))])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = rotate
        pdf.pages[0].CropBox = pikepdf.Array([20, 30, 400, 580])
        pdf.save(path)
    (page,) = read(path, engine(QUICK))  # type: ignore[call-arg]  # protocols say nothing of constructors
    (word,) = page.layer
    assert page.origin is PageOrigin.RENDERED
    assert word.text == "HHHH"
    box = word.box.left, word.box.top, word.box.right, word.box.bottom
    assert ink_box(page) == pytest.approx(box, abs=4)


@pytest.mark.parametrize("engine", ENGINES)
def test_pages_come_in_order_with_their_resolution(tmp_path: Path, engine: type[Rasterizer]) -> None:
    path = write(tmp_path / "pages.pdf", [(A5, words("one")), ((595.0, 420.0), words("two", y=100))])
    first, second = read(path, engine(QUICK))  # type: ignore[call-arg]  # protocols say nothing of constructors
    assert (first.width, first.height, first.dpi) == (second.height, second.width, 100)
    assert (first.width, first.height) == pytest.approx((583, 826), abs=1)


def test_words_are_parted_at_gaps_and_at_line_ends(tmp_path: Path) -> None:
    content = words("one two", y=400) + words("three", y=350) + words("far", x=300, y=350)
    (page,) = read(write(tmp_path / "page.pdf", [(A5, content)]), PdfiumRasterizer(QUICK))
    assert [word.text for word in page.layer] == ["one", "two", "three", "far"]


def test_without_poppler_pdfium_renders_and_that_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with caplog.at_level(logging.WARNING):
        rasterizer = PopplerRasterizer(QUICK)
        for name in ("a.pdf", "b.pdf"):
            assert read(write(tmp_path / name, [(A5, words("page"))]), rasterizer)
    assert [record.message for record in caplog.records] == [
        "Poppler (pdftoppm, pdfinfo) is not installed; pages are rendered with PDFium instead"
    ]
    assert rasterizer.describe().engine == "pdfium"


def order(path: Path, libraries: tuple[str, ...]) -> OpenOrder:
    return OpenOrder(str(path), str(path.parent), libraries, find_poppler(), "", 100, 10_000_000, 20.0, 2_000_000_000)


@pytest.mark.poppler
def test_a_blank_rendering_of_a_full_page_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "page.pdf", [(A5, words("page")), (A5, b"")])
    white = np.full((826, 583, 3), 255, dtype=np.uint8)
    monkeypatch.setattr(PopplerPages, "render", lambda self, page_index, dpi: white)
    pages = PdfPages(order(path, ("poppler", "pdfium")))
    assert pages.page(0).pixels.min() < 60
    assert pages.page(1).pixels.min() == 255


@pytest.mark.poppler
def test_poppler_alone_can_read_a_document(tmp_path: Path) -> None:
    path = write(tmp_path / "page.pdf", [(A5, words("page")), ((595.0, 420.0), words("page", y=100))])
    pages = PdfPages(order(path, ("poppler",)))
    assert pages.count == 2
    assert pages.page(1).pixels.shape == pytest.approx((583, 826, 3), abs=1)


@pytest.mark.poppler
def test_a_page_that_poppler_cannot_render_is_rendered_by_pdfium(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "page.pdf", [(A5, words("page"))])
    monkeypatch.setattr(poppler_render, "convert_from_path", lambda *_, **__: [])
    assert PdfPages(order(path, ("poppler", "pdfium"))).page(0).pixels.min() < 60


@pytest.mark.parametrize(
    ("rotation", "corner", "size"),
    [(0, (0, 0), (300, 500)), (90, (500, 0), (500, 300)), (180, (300, 500), (300, 500)), (270, (0, 300), (500, 300))],
)
def test_the_top_left_of_the_unturned_page_goes_where_the_rotation_puts_it(
    rotation: int, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    frame = PageFrame(left=10, bottom=20, right=310, top=520, rotation=rotation)
    assert frame.size == size
    assert frame.display(10, 520) == corner
