"""Page -> upright page, with the way back to the page as displayed."""

from __future__ import annotations

from ocr_pipeline.errors import PipelineError
from ocr_pipeline.model.document import PageImage
from ocr_pipeline.ports import Straightener


def straighten(page: PageImage, straightener: Straightener) -> PageImage:
    """The upright page; a page that could not be pictured is passed on as it is."""
    if page.failure is not None:
        return page
    try:
        return straightener.straighten(page)
    except PipelineError as error:
        engine = straightener.describe().engine
        message = f"page {page.page_index + 1}, straightening with {engine}: {error.message}"
        raise type(error)(message, page_index=page.page_index) from error
