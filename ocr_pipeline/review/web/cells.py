"""The cell view: one cell after the other, decided by keys; the browser keeps the next ones ready."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.review.accounts import Role
from ocr_pipeline.review.desk import Desk
from ocr_pipeline.review.types import Answer, Asked, CellState, CellTask, Decision, IdentityView
from ocr_pipeline.review.web.asking import Chosen, Person, PersonPost, Post, TheDesk, TheRenderer, Unreadable
from ocr_pipeline.review.web.progress_line import progress_line
from ocr_pipeline.review.web.rendering import Renderer
from ocr_pipeline.review.web.visitor import Visitor
from ocr_pipeline.schema.verdict import Verdict

AHEAD = 5
"""Cells that a browser holds ready; each is leased, so that more would keep them from others."""

Word = Annotated[str, Path(max_length=128)]

_ORDER = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1, Verdict.PASS: 2}


def tried_answer(state: Annotated[ValueState, Query()], typed: Annotated[str, Query(max_length=64)] = "") -> Answer:
    """The answer that a query names."""
    return Answer(state, typed)


Tried = Annotated[Answer, Depends(tried_answer)]


def routes() -> APIRouter:
    """The addresses of this part."""
    router = APIRouter()
    router.add_api_route("/cell", page, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/cells/next", upcoming, methods=["GET"])
    router.add_api_route("/cells/{task}", one, methods=["GET"])
    router.add_api_route("/cells/{task}/table", table, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/cells/{task}/evaluate", evaluate, methods=["GET"])
    router.add_api_route("/cells/{task}/decide", decide, methods=["POST"])
    router.add_api_route("/cells/{task}/skip", skip, methods=["POST"])
    router.add_api_route("/back", back, methods=["POST"])
    router.add_api_route("/undo", undo, methods=["POST"])
    router.add_api_route("/release", release, methods=["POST"])
    return router


def page(request: Request, visitor: Person, renderer: TheRenderer, chosen: Chosen) -> Response:
    """The page that shows cells; which ones, its script asks for."""
    task = request.query_params.get("task", "")[:128]
    return renderer.page(request, visitor, "cell.html.j2", chosen=chosen, task=task)


def upcoming(visitor: Person, desk: TheDesk, renderer: TheRenderer, chosen: Chosen) -> Response:
    """The next cells, ready to be shown."""
    tasks = desk.next_cells(visitor.name, chosen.filters, count=AHEAD)
    return JSONResponse(
        {
            "tasks": [_task(renderer, visitor, task) for task in tasks],
            "progress": progress_line(visitor.messages, desk.progress(chosen.filters)),
        }
    )


def one(task: Word, visitor: Person, desk: TheDesk, renderer: TheRenderer) -> Response:
    """Any cell, to look at it again."""
    return JSONResponse({"tasks": [_task(renderer, visitor, desk.task(task, visitor.name))]})


def table(task: Word, visitor: Person, desk: TheDesk, renderer: TheRenderer) -> Response:
    """The whole table of a cell as it stands."""
    view = desk.table(task, visitor.name)
    lines = [[cell for cell in view.cells if cell.form.row == row] for row in range(view.rows)]
    return HTMLResponse(renderer.part(visitor, "table.html.j2", view=view, lines=lines, asked=task))


def evaluate(task: Word, visitor: Person, desk: TheDesk, renderer: TheRenderer, tried: Tried) -> Response:
    """What an answer would mean, while it is typed."""
    meant = desk.evaluate(task, visitor.name, tried)
    said = visitor.messages
    problem = "" if meant.problem is None else said.pick(meant.problem.chinese, meant.problem.english)
    number = None if meant.value is None or meant.value.number is None else f"{meant.value.number:f}"
    return JSONResponse(
        {
            "valid": meant.value is not None,
            "problem": problem,
            "number": number,
            "unit": None if meant.value is None else meant.value.unit,
            "closes": meant.closes,
            "breaks": meant.breaks,
            "html": _identities(renderer, visitor, meant.identities),
        }
    )


def decide(task: Word, post: PersonPost, desk: TheDesk, renderer: TheRenderer) -> Response:
    """Save an answer; the answer to this request means that it is on disk."""
    decided = desk.decide(_decision(task, post))
    return JSONResponse(
        {
            "id": decided.id,
            "state": decided.state.value,
            "corrected": decided.corrected,
            "left": decided.left,
            "html": _identities(renderer, post.visitor, decided.identities),
        }
    )


def skip(task: Word, post: PersonPost, desk: TheDesk) -> Response:
    """Ask something else first."""
    desk.skip(post.visitor.name, task)
    return JSONResponse({})


def back(post: PersonPost, desk: TheDesk, renderer: TheRenderer) -> Response:
    """The cell that was answered before."""
    task = desk.back(post.visitor.name, post.text("before") or None)
    return JSONResponse({"tasks": [] if task is None else [_task(renderer, post.visitor, task)]})


def undo(post: PersonPost, desk: TheDesk, renderer: TheRenderer) -> Response:
    """Take back the latest action, and show the first cell that it concerned."""
    undone = desk.undo(post.visitor.name, _required(post, "id"))
    if undone is None:
        return JSONResponse({"tasks": [], "count": 0})
    again = [_again(desk, renderer, post.visitor, task) for task in undone.tasks[:1]]
    return JSONResponse({"tasks": again, "count": len(undone.tasks), "finding": undone.finding})


def release(post: PersonPost, desk: TheDesk) -> Response:
    """The page was closed: others may have the cells."""
    desk.release(post.visitor.name)
    return JSONResponse({})


def _again(desk: Desk, renderer: Renderer, visitor: Visitor, task: str) -> dict[str, object]:
    return _task(renderer, visitor, desk.task(task, visitor.name))


def _task(renderer: Renderer, visitor: Visitor, task: CellTask) -> dict[str, object]:
    """A cell for the script: its HTML, and what must go back with the answer; why it is asked stays here (blind)."""
    disputed = task.asked is Asked.DISPUTE or task.state is CellState.DISPUTED
    may_rule = visitor.role.may(Role.LEAD) and disputed
    html = renderer.part(
        visitor, "task.html.j2", task=task, may_rule=may_rule, identities=_in_order(task.identities), crop=_crop(task)
    )
    box = None if task.place is None else task.place.box
    place = None if task.place is None else f"/page/{task.document}/{task.place.page_index}?v={task.report_digest[:16]}"
    return {
        "id": task.id,
        "document": task.document,
        "table": task.address.table,
        "html": html,
        "crop": _crop(task),
        "page": place,
        "box": None if box is None else [box.left, box.top, box.right, box.bottom],
        "options": [{"state": o.answer.state.value, "typed": o.answer.typed} for o in task.options],
        "state": task.value.state.value,
        "typed": task.value.printed or "",
        "sent": {
            "report_digest": task.report_digest,
            "crop_digest": task.crop_digest,
            "version": task.version,
        },
    }


def _crop(task: CellTask) -> str:
    return f"/crop/{task.id}?height=24&v={task.crop_digest[:16]}"


def _identities(renderer: Renderer, visitor: Visitor, identities: tuple[IdentityView, ...]) -> str:
    return renderer.part(visitor, "identities.html.j2", identities=_in_order(identities))


def _in_order(identities: tuple[IdentityView, ...]) -> list[IdentityView]:
    """Broken ones first, judged by the values before the answer, so that lines do not jump while typing."""
    return sorted(identities, key=lambda identity: _ORDER[identity.before])


def _decision(task: str, post: Post) -> Decision:
    state = post.text("state")
    version = post.text("version")
    if state not in tuple(ValueState) or not (version.isascii() and version.isdigit()):
        raise Unreadable(400)
    return Decision(
        id=_required(post, "id"),
        task=task,
        reviewer=post.visitor.name,
        answer=Answer(ValueState(state), post.text("typed", 64)),
        report_digest=post.text("report_digest"),
        crop_digest=post.text("crop_digest"),
        version=int(version[:18]),
        reason=post.text("reason", 500),
        seconds=_seconds(post.text("seconds")),
        rules=post.text("rules") == "1" and post.visitor.role.may(Role.LEAD),
    )


def _required(post: Post, name: str) -> str:
    text = post.text(name, 64)
    if not text:
        raise Unreadable(400)
    return text


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
