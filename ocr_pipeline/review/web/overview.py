"""Where the work stands: queue, documents, statistics and log."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from ocr_pipeline.review.accounts import Role
from ocr_pipeline.review.desk import Desk
from ocr_pipeline.review.figures import DocumentView
from ocr_pipeline.review.types import Filters
from ocr_pipeline.review.web.asking import Chosen, Lead, LeadPost, Person, TheDesk, ThePorter, TheRenderer
from ocr_pipeline.review.web.progress_line import cells_waiting, wrong_values
from ocr_pipeline.schema.words import Words

ENTRIES = 200

Before = Annotated[int | None, Query(ge=0)]
Word = Annotated[str, Path(max_length=128)]


def routes() -> APIRouter:
    """The addresses of this part."""
    router = APIRouter()
    router.add_api_route("/queue", queue, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/documents", documents, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/documents/{document}/assign", assign, methods=["POST"])
    router.add_api_route("/statistics", statistics, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/trail", trail, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/trail/decisions.jsonl", decisions, methods=["GET"])
    return router


def queue(request: Request, visitor: Person, desk: TheDesk, renderer: TheRenderer, chosen: Chosen) -> Response:
    """What waits, in figures and by document, and where to begin."""
    progress = desk.progress(chosen.filters)
    every = desk.documents()
    return renderer.page(
        request,
        visitor,
        "queue.html.j2",
        chosen=chosen,
        progress=progress,
        waiting=cells_waiting(progress),
        minutes=math.ceil(progress.minutes),
        wrong=wrong_values(progress.expected_wrong),
        wrong_left=wrong_values(progress.expected_wrong_left),
        listed=[document for document in every if _passes(document, chosen.filters)],
        **choices(desk, chosen.filters, every),
    )


def documents(request: Request, visitor: Person, desk: TheDesk, renderer: TheRenderer, porter: ThePorter) -> Response:
    """All documents and how far each is."""
    people = [] if porter.accounts is None else [account.name for account in porter.accounts.all()]
    leads = visitor.role.may(Role.LEAD)
    listed = desk.documents()
    return renderer.page(request, visitor, "documents.html.j2", documents=listed, leads=leads, people=people)


def assign(document: Word, post: LeadPost, desk: TheDesk) -> Response:
    """Give a document to a person, or to nobody."""
    desk.assign(document, post.text("to", 64).strip() or None, by=post.visitor.name)
    return RedirectResponse("/documents", 303)


def statistics(request: Request, visitor: Person, desk: TheDesk, renderer: TheRenderer) -> Response:
    """Decisions, agreement, and how the confidence did."""
    return renderer.page(request, visitor, "statistics.html.j2", figures=desk.statistics())


def trail(request: Request, visitor: Lead, desk: TheDesk, renderer: TheRenderer, before: Before = None) -> Response:
    """The log; for leads, since a second reading must not see the first."""
    entries = desk.trail(before=before, limit=ENTRIES)
    older = entries[-1].number if len(entries) == ENTRIES else None
    return renderer.page(request, visitor, "trail.html.j2", entries=entries, older=older)


def decisions(visitor: Lead, desk: TheDesk) -> Response:
    """The whole log as JSON Lines."""
    del visitor

    def lines() -> Iterator[str]:
        for line in desk.export_decisions():
            yield f"{line}\n"

    name = {"content-disposition": 'attachment; filename="decisions.jsonl"'}
    return StreamingResponse(lines(), media_type="application/jsonl", headers=name)


def choices(desk: Desk, filters: Filters, every: Sequence[DocumentView]) -> dict[str, object]:
    """What the filters of a page can be set to."""
    tables: dict[str, Words] = {}
    for document in every:
        tables.update(document.tables)
    found = desk.findings(replace(filters, finding=None))
    codes = sorted({case.code for case in found} | ({filters.finding} if filters.finding else set()))
    return {"documents": every, "tables": list(tables.items()), "codes": codes, "filters": filters}


def _passes(document: DocumentView, filters: Filters) -> bool:
    mine = filters.assigned_to is None or document.assigned_to == filters.assigned_to
    return mine and filters.document in (None, document.key)
