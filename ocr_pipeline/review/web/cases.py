"""Findings: what does not fit, with both sides and pictures, for a person to settle."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ocr_pipeline.review.types import FindingCase, FindingDecision, FindingVerdict
from ocr_pipeline.review.web.asking import Chosen, Person, PersonPost, Post, TheDesk, TheRenderer, Unreadable
from ocr_pipeline.review.web.overview import choices

Word = Annotated[str, Path(max_length=128)]
_FILTERS = ("document", "table", "finding", "mine")


def routes() -> APIRouter:
    """The addresses of this part."""
    router = APIRouter()
    router.add_api_route("/findings", findings, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/findings/undo", undo, methods=["POST"])
    router.add_api_route("/findings/{finding}", settle, methods=["POST"])
    return router


def findings(request: Request, visitor: Person, desk: TheDesk, renderer: TheRenderer, chosen: Chosen) -> Response:
    """The list, and one finding in full: the one asked for, or the first that is open."""
    cases = desk.findings(chosen.filters)
    at = _place(cases, request.query_params.get("case", ""))
    case = cases[at] if cases else None
    return renderer.page(
        request,
        visitor,
        "findings.html.j2",
        cases=cases,
        case=case,
        open_count=sum(is_open(entry) for entry in cases),
        before=cases[at - 1].id if at > 0 else "",
        after=cases[at + 1].id if at + 1 < len(cases) else "",
        with_query=f"{chosen.query}&" if chosen.query else "",
        strip=None if case is None else _strip(case),
        strip_box=None if case is None else _strip_box(case),
        action_id=str(uuid.uuid4()),
        undo_id=str(uuid.uuid4()),
        chosen=chosen,
        **choices(desk, chosen.filters, desk.documents()),
    )


def settle(finding: Word, post: PersonPost, desk: TheDesk) -> Response:
    """Save what the person says; a reading error leads on to its cells, anything else to the next finding."""
    verdict = post.text("verdict")
    if verdict not in tuple(FindingVerdict) or not post.text("id", 64):
        raise Unreadable(400)
    case = desk.settle_finding(
        FindingDecision(
            id=post.text("id", 64),
            finding=finding,
            reviewer=post.visitor.name,
            verdict=FindingVerdict(verdict),
            report_digest=post.text("report_digest"),
            reason=post.text("reason", 500),
        )
    )
    if case.verdict is FindingVerdict.READING and case.tasks:
        return RedirectResponse(f"/cell?{urlencode({'document': case.document, 'finding': case.code})}", 303)
    return RedirectResponse(_list_address(post), 303)


def undo(post: PersonPost, desk: TheDesk) -> Response:
    """Take back the latest action, whatever it was, and show the finding if it was one."""
    undone = desk.undo(post.visitor.name, post.text("id", 64) or str(uuid.uuid4()))
    case = "" if undone is None or undone.finding is None else undone.finding
    return RedirectResponse(_list_address(post, case), 303)


def is_open(case: FindingCase) -> bool:
    """Whether a person should still look at it."""
    return case.holds and case.verdict in (None, FindingVerdict.LATER)


def _place(cases: Sequence[FindingCase], wanted: str) -> int:
    for at, case in enumerate(cases):
        if case.id == wanted:
            return at
    fresh = (at for at, case in enumerate(cases) if case.holds and case.verdict is None)
    later = (at for at, case in enumerate(cases) if is_open(case))
    return next(fresh, next(later, 0))


def _list_address(post: Post, case: str = "") -> str:
    """The list under the filters that were posted; only filters that there are pass."""
    pairs = [(name, value) for name, value in parse_qsl(post.text("query", 1000)) if name in _FILTERS]
    query = urlencode([*pairs, ("case", case)] if case else pairs)
    return f"/findings?{query}" if query else "/findings"


def _strip(case: FindingCase) -> str | None:
    """The page of a finding that names no cells but a place, as a sentence of the text does."""
    if case.place is None:
        return None
    return f"/page/{case.document}/{case.place.page_index}?v={case.report_digest[:16]}"


def _strip_box(case: FindingCase) -> str | None:
    if case.place is None:
        return None
    box = case.place.box
    return f"{box.left:.5f} {box.top:.5f} {box.right:.5f} {box.bottom:.5f}"
