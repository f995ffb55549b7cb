"""The stage around the engine: files that are none, failed pages, names in messages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ocr_pipeline.errors import DocumentTimeout, EncryptedDocument, PageTooLarge, UnreadableDocument
from ocr_pipeline.model.document import Document, PageFailure, PageImage
from ocr_pipeline.model.geometry import Homography
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.options import RasterOptions
from ocr_pipeline.stages.rasterize import rasterize

DAMAGED = PageFailure("timeout", "took too long")


def page(index: int, failure: PageFailure | None = None) -> PageImage:
    pixels = np.full((8, 6, 3), 255, dtype=np.uint8)
    return PageImage(index, pixels, Homography.identity(), (6, 8), failure=failure)


class Pages:
    """Yields the pages it was given, then raises the error it was given."""

    def __init__(self, *pages: PageImage, error: Exception | None = None) -> None:
        self._pages, self._error = pages, error

    def describe(self) -> Step:
        return Step("rasterize", "pages", "1")

    def pages(self, document: Document) -> Iterator[PageImage]:
        yield from self._pages
        if self._error:
            raise self._error


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-")
    return Document("0", path, "report.pdf")


def test_a_failed_page_keeps_its_place_and_gets_a_full_sentence(document: Document) -> None:
    first, second, third = rasterize(document, Pages(page(0, DAMAGED), page(1), page(2, DAMAGED)), RasterOptions())
    assert first.failure == PageFailure("timeout", "page 1 of report.pdf took too long")
    assert second.failure is None
    assert third.failure == PageFailure("timeout", "page 3 of report.pdf took too long")


def test_a_document_without_a_readable_page_raises_the_first_reason(document: Document) -> None:
    with pytest.raises(DocumentTimeout, match=r"none of the 2 pages is readable: page 1 of report\.pdf took too long"):
        list(rasterize(document, Pages(page(0, DAMAGED), page(1, DAMAGED)), RasterOptions()))


def test_an_engine_that_yields_nothing_is_no_success(document: Document) -> None:
    with pytest.raises(UnreadableDocument, match=r"report\.pdf has no pages that could be read"):
        list(rasterize(document, Pages(), RasterOptions()))


def test_errors_name_the_document_and_keep_their_kind(document: Document) -> None:
    engine = Pages(page(0), error=EncryptedDocument("is encrypted", page_index=4))
    pages = rasterize(document, engine, RasterOptions())
    assert next(pages).page_index == 0
    with pytest.raises(EncryptedDocument, match=r"^report\.pdf is encrypted$") as raised:
        next(pages)
    assert raised.value.page_index == 4


def test_what_is_no_file_is_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, says in (("missing", "cannot be opened"), (".", "is not a file"), ("pipe", "is not a file")):
        nothing = Document("0", tmp_path / name, name)
        with pytest.raises(UnreadableDocument, match=says):
            list(rasterize(nothing, Pages(page(0)), RasterOptions()))


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_without_permission_is_refused(document: Document) -> None:
    document.path.chmod(0)
    with pytest.raises(UnreadableDocument, match="no permission"):
        list(rasterize(document, Pages(page(0)), RasterOptions()))


def test_a_file_larger_than_the_limit_is_refused(document: Document) -> None:
    with pytest.raises(PageTooLarge, match="has 5 bytes; the limit is 4"):
        list(rasterize(document, Pages(page(0)), RasterOptions(max_bytes=4)))
