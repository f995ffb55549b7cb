"""Pictures: crops of cells and whole pages, looked up by opaque words."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from ocr_pipeline.review.figures import Picture
from ocr_pipeline.review.web.asking import Person, TheDesk

Word = Annotated[str, Path(max_length=128)]
PageIndex = Annotated[int, Path(ge=0, le=100_000)]
Height = Annotated[int, Query(ge=24, le=480)]

A_DAY = "private, max-age=86400"
"""Addresses carry a digest of what is seen, so that a changed picture has another address."""


def routes() -> APIRouter:
    """The addresses of this part."""
    router = APIRouter()
    router.add_api_route("/crop/{task}", crop, methods=["GET"])
    router.add_api_route("/page/{document}/{page_index}", page, methods=["GET"])
    return router


def crop(request: Request, task: Word, desk: TheDesk, visitor: Person, height: Height = 160) -> Response:
    """The pixels of a cell."""
    del visitor
    return _answer(request, desk.crop(task, height=height))


def page(request: Request, document: Word, page_index: PageIndex, desk: TheDesk, visitor: Person) -> Response:
    """A page as it is kept."""
    del visitor
    return _answer(request, desk.page(document, page_index))


def _answer(request: Request, picture: Picture) -> Response:
    tag = f'"{picture.etag}"'
    headers = {"etag": tag, "cache-control": A_DAY}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(picture.content, media_type=picture.media_type, headers=headers)
