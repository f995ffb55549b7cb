"""The digit carpet: cells read as the same value, confirmed in one look."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from ocr_pipeline.model.report import Probability
from ocr_pipeline.review.types import CarpetDecision, Tile
from ocr_pipeline.review.web.asking import Chosen, Person, PersonPost, TheDesk, TheRenderer, Unreadable
from ocr_pipeline.review.web.overview import choices
from ocr_pipeline.schema.words import Words

TILES = 200
"""As many as fit a screen or two: more would not be one look."""

LONGEST_KEY = 400
"""Characters of a value's name; the desk knows which names mean something."""

Key = Annotated[str, Query(max_length=LONGEST_KEY)]


def routes() -> APIRouter:
    """The addresses of this part."""
    router = APIRouter()
    router.add_api_route("/carpet", values, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/carpet/cells", carpet, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/carpet/cells", confirm, methods=["POST"])
    return router


def values(request: Request, visitor: Person, desk: TheDesk, renderer: TheRenderer, chosen: Chosen) -> Response:
    """The values that wait, most frequent first."""
    every = desk.documents()
    listed = desk.carpet_values(chosen.filters, reviewer=visitor.name)
    offered = choices(desk, chosen.filters, every)
    return renderer.page(request, visitor, "carpet_values.html.j2", values=listed, chosen=chosen, **offered)


def carpet(request: Request, key: Key, visitor: Person, chosen: Chosen) -> Response:
    """The cells of one value."""
    desk, renderer = request.app.state.desk, request.app.state.renderer
    woven = desk.carpet(visitor.name, key, chosen.filters, limit=TILES)
    page: Response = renderer.page(request, visitor, "carpet.html.j2", carpet=woven, chosen=chosen)
    return page


def confirm(post: PersonPost, desk: TheDesk) -> Response:
    """Save that the confirmed cells are what the machine read."""
    action, key = post.text("id", 64), post.text("key", LONGEST_KEY)
    if not action or len(post.items) > TILES:
        raise Unreadable(400)
    seconds = _seconds(post.text("seconds"))
    tiles = tuple(_tile(item) for item in post.items)
    result = desk.confirm_carpet(CarpetDecision(action, post.visitor.name, key, tiles, seconds))
    # What was pulled out is for whoever looks at it next.
    desk.release(post.visitor.name)
    said = post.visitor.messages
    refused = [said.pick(entry.why.chinese, entry.why.english) for entry in result.refused]
    return JSONResponse({"confirmed": result.confirmed, "refused": sorted(set(refused)), "count": len(refused)})


def _tile(item: dict[str, str]) -> Tile:
    """A tile as far as a decision needs it."""
    version = item.get("version", "")
    if not (version.isascii() and version.isdigit()):
        raise Unreadable(400)
    return Tile(
        id=item.get("task", ""),
        document="",
        source="",
        label=Words("", ""),
        confidence=Probability(0.0),
        report_digest=item.get("report", ""),
        crop_digest=item.get("crop", ""),
        version=int(version[:18]),
    )


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
