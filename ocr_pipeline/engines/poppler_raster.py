"""Pages through Poppler (pdf2image) in a child process with limits; the default rasteriser."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ocr_pipeline.engines.document_reader import ReaderSetup, read_pages
from ocr_pipeline.engines.pdfium_raster import pdfium_version, raster_step
from ocr_pipeline.model.document import Document, PageImage
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.options import RasterOptions

PROGRAMS = ("pdftoppm", "pdfinfo")
log = logging.getLogger(__name__)


class PopplerRasterizer:
    """Renders with Poppler; without its programs with PDFium, which is said once in the log."""

    def __init__(self, options: RasterOptions) -> None:
        self._options = options
        self._programs = find_poppler()
        if not self._programs:
            log.warning("Poppler (pdftoppm, pdfinfo) is not installed; pages are rendered with PDFium instead")
        self._version = _poppler_version(self._programs) if self._programs else ""

    def describe(self) -> Step:
        """Poppler's version, or PDFium's where that renders."""
        if self._programs:
            return raster_step("poppler", f"{self._version} pdfium {pdfium_version()}", self._options)
        return raster_step("pdfium", pdfium_version(), self._options)

    def pages(self, document: Document) -> Iterator[PageImage]:
        """The selected pages; raises ``InputError``."""
        setup = ReaderSetup(("poppler", "pdfium") if self._programs else ("pdfium",), self._programs)
        return read_pages(document, setup, self._options)


def find_poppler() -> str:
    """The folder of the Poppler programs, "" where they are not installed."""
    found = [shutil.which(program) for program in PROGRAMS]
    return str(Path(found[0]).parent) if found[0] and all(found) else ""


def _poppler_version(programs: str) -> str:
    said = subprocess.run([f"{programs}/pdftoppm", "-v"], capture_output=True, text=True, timeout=20, check=False)
    found = re.search(r"version (\S+)", said.stderr + said.stdout)
    return found[1] if found else "unknown"
