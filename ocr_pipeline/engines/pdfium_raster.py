"""Pages through PDFium (pypdfium2) in a child process with limits."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from importlib.metadata import version

from ocr_pipeline.engines.document_reader import ReaderSetup, read_pages
from ocr_pipeline.model.document import Document, PageImage
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.options import RasterOptions, digest


class PdfiumRasterizer:
    """Renders with PDFium alone."""

    def __init__(self, options: RasterOptions) -> None:
        self._options = options

    def describe(self) -> Step:
        """PDFium's version."""
        return raster_step("pdfium", pdfium_version(), self._options)

    def pages(self, document: Document) -> Iterator[PageImage]:
        """The selected pages; raises ``InputError``."""
        return read_pages(document, ReaderSetup(("pdfium",), ""), self._options)


def pdfium_version() -> str:
    """The version of the pypdfium2 package, which carries PDFium."""
    return version("pypdfium2")


def raster_step(engine: str, engine_version: str, options: RasterOptions) -> Step:
    """Provenance of rasterising; a password is no part of it."""
    return Step("rasterize", engine, engine_version, options_digest=digest(dataclasses.replace(options, password="")))
