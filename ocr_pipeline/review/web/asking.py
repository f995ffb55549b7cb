"""What every route needs of a request: the desk, the person, the form and the filters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from ocr_pipeline.review.accounts import Role
from ocr_pipeline.review.desk import Desk
from ocr_pipeline.review.types import CellState, Filters
from ocr_pipeline.review.web.rendering import Renderer
from ocr_pipeline.review.web.tokens import FIELD
from ocr_pipeline.review.web.visitor import LoginNeeded, NotAllowed, Porter, Visitor

Body = tuple[dict[str, str], tuple[dict[str, str], ...]]
"""The fields of a form, and the list of objects that only JSON has."""

_LONGEST_WORD = 200
_MOST_FIELDS = 64


class Unreadable(Exception):
    """The body of a request is not what it must be; ``status`` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Post:
    """A request that changes something, with a right token: who, and the fields; ``items`` from JSON only."""

    visitor: Visitor
    fields: dict[str, str]
    items: tuple[dict[str, str], ...] = ()

    def text(self, name: str, longest: int = _LONGEST_WORD) -> str:
        """A field, empty if it is missing; refuses overlong ones."""
        text = self.fields.get(name, "")
        if len(text) > longest:
            raise Unreadable(413)
        return text


@dataclass(frozen=True, slots=True)
class Choice:
    """Filters as chosen on a page, and as the query of a link."""

    filters: Filters
    query: str


async def desk_of(request: Request) -> Desk:
    """The desk of the application."""
    desk: Desk = request.app.state.desk
    return desk


async def porter_of(request: Request) -> Porter:
    """Who recognises visitors."""
    porter: Porter = request.app.state.porter
    return porter


async def renderer_of(request: Request) -> Renderer:
    """Who makes pages."""
    renderer: Renderer = request.app.state.renderer
    return renderer


def any_visitor(request: Request) -> Visitor:
    """Whoever asks; looked up once for each request."""
    if not hasattr(request.state, "visitor"):
        porter: Porter = request.app.state.porter
        request.state.visitor = porter.greet(request)
    visitor: Visitor = request.state.visitor
    return visitor


def known_visitor(request: Request) -> Visitor:
    """A person who may see the desk; raises ``LoginNeeded``."""
    visitor = any_visitor(request)
    if not visitor.knows_the_desk:
        raise LoginNeeded
    return visitor


def known_lead(visitor: Annotated[Visitor, Depends(known_visitor)]) -> Visitor:
    """A person who leads; raises ``NotAllowed``."""
    if not visitor.role.may(Role.LEAD):
        raise NotAllowed("refused.role")
    return visitor


async def body_of(request: Request) -> Body:
    """The fields of a form or JSON object; raises ``Unreadable``."""
    try:
        return await _read(request)
    except ClientDisconnect as error:
        raise Unreadable(413) from error
    except HTTPException as error:
        raise Unreadable(400) from error


def any_post(request: Request, body: Annotated[Body, Depends(body_of)]) -> Post:
    """A form or JSON object with a right token; raises ``NotAllowed``."""
    fields, items = body
    visitor = any_visitor(request)
    porter: Porter = request.app.state.porter
    porter.check_token(request, visitor, fields.get(FIELD, ""))
    return Post(visitor, fields, items)


def known_post(request: Request, body: Annotated[Body, Depends(body_of)]) -> Post:
    """A form of a person who may see the desk."""
    known_visitor(request)
    return any_post(request, body)


def lead_post(request: Request, body: Annotated[Body, Depends(body_of)]) -> Post:
    """A form of a person who leads."""
    post = known_post(request, body)
    if not post.visitor.role.may(Role.LEAD):
        raise NotAllowed("refused.role")
    return post


def filters_of(request: Request) -> Choice:
    """The filters of a query; what means nothing does not restrict."""
    raw = {name: value[:_LONGEST_WORD] for name, value in request.query_params.items() if value}
    state = raw.get("state", "")
    filters = Filters(
        document=raw.get("document"),
        table=raw.get("table"),
        finding=raw.get("finding"),
        confidence_from=_share(raw.get("from"), 0.0),
        confidence_to=_share(raw.get("to"), 1.0),
        state=CellState(state) if state in tuple(CellState) else None,
        assigned_to=known_visitor(request).name if raw.get("mine") else None,
    )
    names = ("document", "table", "finding", "from", "to", "state", "mine")
    return Choice(filters, urlencode([(name, raw[name]) for name in names if name in raw]))


TheDesk = Annotated[Desk, Depends(desk_of)]
TheRenderer = Annotated[Renderer, Depends(renderer_of)]
ThePorter = Annotated[Porter, Depends(porter_of)]
Anybody = Annotated[Visitor, Depends(any_visitor)]
Person = Annotated[Visitor, Depends(known_visitor)]
Lead = Annotated[Visitor, Depends(known_lead)]
AnyPost = Annotated[Post, Depends(any_post)]
PersonPost = Annotated[Post, Depends(known_post)]
LeadPost = Annotated[Post, Depends(lead_post)]
Chosen = Annotated[Choice, Depends(filters_of)]


async def _read(request: Request) -> Body:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind == "application/json":
        return _from_json(await request.body())
    if kind == "application/x-www-form-urlencoded":
        form = await request.form(max_fields=_MOST_FIELDS, max_files=0)
        return {name: _clean(value) for name, value in form.items() if isinstance(value, str)}, ()
    raise Unreadable(415)


def _from_json(body: bytes) -> Body:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(400) from error
    if not isinstance(data, dict):
        raise Unreadable(400)
    listed = data.pop("items", [])
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise Unreadable(400)
    return _texts(data), tuple(_texts(item) for item in listed)


def _texts(data: dict[str, object]) -> dict[str, str]:
    """Numbers and texts as texts; anything else means nothing here."""
    plain = (int, float, str)
    return {_clean(k): _clean(str(v)) for k, v in data.items() if isinstance(v, plain) and not isinstance(v, bool)}


def _clean(text: str) -> str:
    """Without what data bases and files refuse: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _share(text: str | None, default: float) -> float:
    try:
        share = float(text) if text else default
    except ValueError:
        return default
    return share if 0 <= share <= 1 else default
