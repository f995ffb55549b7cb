"""Document -> pages, one in memory at a time, within the limits on bytes, pages and pixels."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from ocr_pipeline.errors import EngineFailed, InputError, PageTooLarge, PipelineError, UnreadableDocument
from ocr_pipeline.model.document import Document, PageFailure, PageImage
from ocr_pipeline.options import RasterOptions
from ocr_pipeline.ports import Rasterizer

PAGE_ERRORS: tuple[type[PipelineError], ...] = (*InputError.__subclasses__(), EngineFailed)


def rasterize(document: Document, rasterizer: Rasterizer, options: RasterOptions) -> Iterator[PageImage]:
    """Yield the document's pages in order; raises ``InputError`` where the document as a whole cannot be read.

    A single unreadable page does not lose the others: it comes as a white sheet with ``failure`` set. Only when no
    page at all could be pictured is that an error of the document.
    """
    held_back: list[PageImage] = []
    read_any = False
    with _naming(document):
        _check_file(document, options)
        for page in rasterizer.pages(document):
            held_back.append(_with_full_sentence(page, document))
            read_any = read_any or page.failure is None
            if read_any:
                yield from held_back
                held_back.clear()
    if not read_any:
        raise _no_page(document, held_back)


@contextmanager
def _naming(document: Document) -> Iterator[None]:
    """Engines say what is wrong; which document it is wrong with is added here."""
    try:
        yield
    except PipelineError as error:
        raise type(error)(f"{document.source} {error.message}", page_index=error.page_index) from error


def _check_file(document: Document, options: RasterOptions) -> None:
    try:
        found = document.path.stat()
    except OSError as error:
        raise UnreadableDocument(f"cannot be opened: {error.strerror}") from error
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableDocument("is not a file")
    if not os.access(document.path, os.R_OK):
        raise UnreadableDocument("cannot be opened: no permission to read it")
    if found.st_size > options.max_bytes:
        raise PageTooLarge(f"has {found.st_size:,} bytes; the limit is {options.max_bytes:,} (raster.max_bytes)")


def _with_full_sentence(page: PageImage, document: Document) -> PageImage:
    if page.failure is None:
        return page
    says = f"page {page.page_index + 1} of {document.source} {page.failure.message}"
    return replace(page, failure=PageFailure(page.failure.code, says))


def _no_page(document: Document, failed: list[PageImage]) -> PipelineError:
    """The first page's reason speaks for the document."""
    reasons = [page.failure for page in failed if page.failure is not None]
    if not reasons:
        return UnreadableDocument(f"{document.source} has no pages that could be read")
    kinds = {kind.code: kind for kind in PAGE_ERRORS}
    says = (
        reasons[0].message
        if len(reasons) == 1
        else f"none of the {len(reasons)} pages is readable: {reasons[0].message}"
    )
    return kinds.get(reasons[0].code, UnreadableDocument)(says, page_index=failed[0].page_index)
