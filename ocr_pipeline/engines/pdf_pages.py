"""In the child: the pages of a PDF, by whichever library can: PDFium looks inside, Poppler or PDFium renders."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pypdfium2 as pdfium

from ocr_pipeline.engines.child_protocol import OpenOrder
from ocr_pipeline.engines.page_frame import PageFrame
from ocr_pipeline.engines.page_layer import layer_words
from ocr_pipeline.engines.page_scale import POINTS_PER_INCH, fitting_dpi
from ocr_pipeline.engines.pdf_content import PageContent, page_content
from ocr_pipeline.engines.pdfium_render import open_pdf, page_frame, render_page
from ocr_pipeline.engines.poppler_render import PopplerPages
from ocr_pipeline.engines.scan_page import find_scan, pictures_dpi
from ocr_pipeline.engines.scan_pixels import scan_to_page
from ocr_pipeline.errors import EmptyDocument, EncryptedDocument, InputError, UnreadableDocument
from ocr_pipeline.model.document import LayerWord, PageImage, PageOrigin, Pixels
from ocr_pipeline.model.geometry import Homography

SAME_SIZE_WITHIN = 2
"""Pixels by which the libraries may round a page differently."""
MOST_PICTURES_DPI = 300.0
"""Most that a page made of pictures is rendered at to keep their detail."""


class PdfPages:
    """A PDF that at least one of the order's libraries can open."""

    def __init__(self, order: OpenOrder) -> None:
        self._order = order
        # A password would stand on Poppler's command line, where every user of the machine can read it.
        usable = "poppler" in order.libraries and order.poppler and not order.password
        self._poppler = PopplerPages.of_order(order) if usable else None
        self._document, self.count = self._opened()
        if not self.count:
            raise EmptyDocument("has no pages")

    def _opened(self) -> tuple[pdfium.PdfDocument | None, int]:
        reason: InputError = UnreadableDocument("is damaged: no pages can be found in it")
        if "pdfium" in self._order.libraries:
            try:
                document = open_pdf(self._order.path, self._order.password)
            except InputError as error:
                reason = error
            else:
                return document, len(document) or self._counted_by_poppler(EmptyDocument("has no pages"))
        return None, self._counted_by_poppler(reason)

    def _counted_by_poppler(self, reason: InputError) -> int:
        """Poppler's count; where it has none either, PDFium's reason is the better one if it speaks of a password."""
        if isinstance(reason, EncryptedDocument):
            reason = EncryptedDocument(_password_wanted(self._order.password))
        if self._poppler is None:
            raise reason
        try:
            return self._poppler.count()
        except EncryptedDocument as error:
            raise EncryptedDocument(_password_wanted(self._order.password)) from error
        except InputError as error:
            raise reason from error

    def page(self, page_index: int) -> PageImage:
        """The page's own scan, or else its rendering."""
        if self._document is None:
            return self._rendered_blindly(page_index)
        try:
            return self._looked_into(self._document, page_index)
        except (pdfium.PdfiumError, UnreadableDocument) as error:
            if self._poppler is None:
                raise UnreadableDocument("is damaged and cannot be rendered") from error
            return self._rendered_blindly(page_index)

    def _looked_into(self, document: pdfium.PdfDocument, page_index: int) -> PageImage:
        with closing(document.get_page(page_index)) as page:
            frame = page_frame(page)
            content = page_content(page, frame)
            picture = self._scan(page, content, page_index) or self._rendered(page, content, page_index)
            return replace(picture, layer=_layer(page, frame, picture.source_size[0] / page.get_width()))

    def _scan(self, page: pdfium.PdfPage, content: PageContent, page_index: int) -> PageImage | None:
        scan = find_scan(content, page.get_size())
        if scan is None:
            return None
        return scan_to_page(page, scan, page_index=page_index, max_pixels=self._order.max_pixels)

    def _rendered(self, page: pdfium.PdfPage, content: PageContent, page_index: int) -> PageImage:
        width, height = page.get_size()
        own = math.ceil(min(pictures_dpi(content, page.get_size()), MOST_PICTURES_DPI))
        wanted = float(max(self._order.dpi, own))
        dpi = fitting_dpi(width, height, dpi=wanted, max_pixels=self._order.max_pixels)
        blank: Pixels | None = None
        for pixels in self._renderings(page, page_index, dpi):
            if content.empty or not _uniform(pixels):
                return _as_page(pixels, page_index, dpi)
            blank = pixels
        if blank is None:
            raise UnreadableDocument("is damaged and cannot be rendered")
        return _as_page(blank, page_index, dpi)

    def _renderings(self, page: pdfium.PdfPage, page_index: int, dpi: int) -> Iterator[Pixels]:
        """By each library in turn; a second one is asked where the first made nothing, or a blank page of a full one.

        Poppler exits with success and a white page on some damaged files.
        """
        expected = [side * dpi / POINTS_PER_INCH for side in page.get_size()]
        for library in self._order.libraries:
            if library == "pdfium":
                yield render_page(page, dpi)
            elif self._poppler is not None:
                pixels = self._poppler.render(page_index, dpi)
                if pixels is not None and _has_size(pixels, expected):
                    yield pixels

    def _rendered_blindly(self, page_index: int) -> PageImage:
        """A page that PDFium cannot open: by Poppler, without looking inside."""
        assert self._poppler is not None
        width, height = self._poppler.size(page_index)
        dpi = fitting_dpi(width, height, dpi=float(self._order.dpi), max_pixels=self._order.max_pixels)
        pixels = self._poppler.render(page_index, dpi)
        if pixels is None:
            raise UnreadableDocument("is damaged and cannot be rendered")
        return _as_page(pixels, page_index, dpi)


def _password_wanted(given: str) -> str:
    if given:
        return "is encrypted, and the given password does not open it"
    return "is encrypted; give its password with --password (raster.password)"


def _uniform(pixels: Pixels) -> bool:
    return bool((pixels == pixels[0, 0]).all())


def _has_size(pixels: Pixels, expected: list[float]) -> bool:
    found = pixels.shape[1], pixels.shape[0]
    return all(abs(a - b) <= SAME_SIZE_WITHIN for a, b in zip(found, expected, strict=True))


def _layer(page: pdfium.PdfPage, frame: PageFrame, dots_per_point: float) -> tuple[LayerWord, ...]:
    """A damaged text layer is no reason to lose the page."""
    try:
        return layer_words(page, frame, dots_per_point)
    except pdfium.PdfiumError:
        return ()


def _as_page(pixels: Pixels, page_index: int, dpi: int) -> PageImage:
    return PageImage(
        page_index=page_index,
        pixels=pixels,
        to_source=Homography.identity(),
        source_size=(pixels.shape[1], pixels.shape[0]),
        dpi=dpi,
        origin=PageOrigin.RENDERED,
    )
