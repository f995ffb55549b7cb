"""In the child: which kind of document is this, and who opens it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ocr_pipeline.engines.child_protocol import OpenOrder
from ocr_pipeline.engines.pdf_pages import PdfPages
from ocr_pipeline.engines.picture_raster import PicturePages, is_picture
from ocr_pipeline.errors import InputError, UnreadableDocument
from ocr_pipeline.model.document import PageImage

PDF_MARK = b"%PDF-"
PDF_MARK_WITHIN = 1024
"""Readers accept the mark anywhere in the first kilobyte (ISO 32000-1, annex H)."""

FOREIGN = (
    (b"PK\x03\x04", "is a ZIP archive or an office document; save it as PDF first"),
    (b"\xd0\xcf\x11\xe0", "is an old office document; save it as PDF first"),
    (b"{\\rtf", "is an RTF document; save it as PDF first"),
    (b"Rar!", "is an archive; unpack it first"),
    (b"7z\xbc\xaf", "is an archive; unpack it first"),
    (b"\x1f\x8b", "is a compressed file; unpack it first"),
)
HTML_MARKS = (b"<!doctype html", b"<html")


class PageSource(Protocol):
    """An opened document."""

    @property
    def count(self) -> int:
        """Number of pages."""
        ...

    def page(self, page_index: int) -> PageImage:
        """The picture of a page; raises ``InputError``, or whatever a decoder raises on damaged bytes."""
        ...


def open_source(order: OpenOrder) -> PageSource:
    """Open the document of an order; raises ``InputError``."""
    with Path(order.path).open("rb") as file:
        head = file.read(PDF_MARK_WITHIN)
    if not head:
        raise UnreadableDocument("is an empty file")
    if is_picture(head):
        return PicturePages(order)
    try:
        return PdfPages(order)
    except UnreadableDocument as error:
        raise _better_reason(head, error) from error


def _better_reason(head: bytes, error: InputError) -> InputError:
    """Files without the PDF mark are tried all the same (readers repair much), but named for what they are."""
    if PDF_MARK in head:
        return error
    known = (says for mark, says in FOREIGN if head.startswith(mark))
    looks_like_html = head.lstrip().lower().startswith(HTML_MARKS)
    fallback = "is a web page; print it to PDF first" if looks_like_html else "is neither a PDF nor a picture"
    return UnreadableDocument(next(known, fallback))
