"""The desk as a web application: layers, routes, and what a person is told when something is refused."""

from __future__ import annotations

import logging

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from ocr_pipeline.errors import OptionsError, PipelineError
from ocr_pipeline.review.accounts import Accounts
from ocr_pipeline.review.desk import Desk
from ocr_pipeline.review.web import carpets, cases, cells, entrance, overview, pictures
from ocr_pipeline.review.web.asking import Unreadable, any_visitor
from ocr_pipeline.review.web.assets import load_assets
from ocr_pipeline.review.web.guard import Guard
from ocr_pipeline.review.web.language import load_messages
from ocr_pipeline.review.web.rates import Rates
from ocr_pipeline.review.web.rendering import Renderer, make_environment
from ocr_pipeline.review.web.settings import WebSettings
from ocr_pipeline.review.web.visitor import LoginNeeded, NotAllowed, Porter

ROUTES = (entrance, overview, cells, carpets, cases, pictures)
_STATUS_KEYS = {400: "refused.unreadable", 404: "refused.not_found", 413: "refused.too_long", 415: "refused.unreadable"}

_CODES = {
    "not_found": (404, "refused.not_found"),
    "stale": (409, "refused.stale"),
    "taken": (409, "refused.taken"),
    "answer": (422, "refused.answer"),
}
"""What the desk's own refusals are to a browser."""


def build_app(desk: Desk, settings: WebSettings, accounts: Accounts | None = None) -> FastAPI:
    """The application; ``accounts`` are needed where log-in is demanded."""
    if settings.demands_login and accounts is None:
        raise OptionsError(f"{settings.host}: others can reach the desk, so it needs accounts; give them")
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    porter = Porter(settings, accounts, load_messages())
    app.state.desk = desk
    app.state.porter = porter
    app.state.renderer = Renderer(make_environment(), porter, load_assets())
    app.state.logins = Rates(settings.limits.logins_per_minute / 60, settings.limits.login_burst)
    for module in ROUTES:
        app.include_router(module.routes())
    app.add_exception_handler(LoginNeeded, _ask_to_log_in)
    for kind in (NotAllowed, Unreadable, HTTPException, RequestValidationError, PipelineError):
        app.add_exception_handler(kind, _refuse)
    limits = settings.limits
    rates = Rates(limits.requests_per_second, limits.burst)
    app.add_middleware(Guard, hosts=settings.hosts(), body_bytes=limits.body_bytes, rates=rates)
    return app


def make_server(desk: Desk, settings: WebSettings, accounts: Accounts | None = None) -> uvicorn.Server:
    """The server; nothing of a request is logged, since addresses may hold what people typed."""
    config = uvicorn.Config(
        build_app(desk, settings, accounts),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level=logging.WARNING,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="off",
        limit_concurrency=256,
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(config)


def serve(desk: Desk, settings: WebSettings, accounts: Accounts | None = None) -> None:
    """Answer browsers until interrupted."""
    make_server(desk, settings, accounts).run()


def _ask_to_log_in(request: Request, error: Exception) -> Response:
    del error
    if _wants_data(request):
        return JSONResponse({"problem": _say(request, "refused.login"), "login": True}, 401)
    return RedirectResponse("/login", 303)


def _refuse(request: Request, error: Exception) -> Response:
    """A sentence for the person, as a page or as data, whichever was asked for."""
    status, key, detail = _told(error)
    if _wants_data(request):
        said = _say(request, key)
        return JSONResponse({"problem": said, "detail": detail, "code": key.removeprefix("refused.")}, status)
    renderer: Renderer = request.app.state.renderer
    page = renderer.page(request, any_visitor(request), "refused.html.j2", key=key, detail=detail)
    page.status_code = status
    return page


def _told(error: Exception) -> tuple[int, str, str]:
    """Status, key of the sentence, and what the error itself says."""
    if isinstance(error, NotAllowed):
        return 403, error.key, ""
    if isinstance(error, PipelineError):
        status, key = _CODES.get(error.code, (500, "refused.other"))
        return status, key, "" if status == 404 else error.message
    if isinstance(error, Unreadable):
        return error.status, _STATUS_KEYS[error.status], ""
    status = error.status_code if isinstance(error, HTTPException) else 400
    return status, _STATUS_KEYS.get(status, "refused.other"), ""


def _say(request: Request, key: str) -> str:
    return any_visitor(request).messages(key)


def _wants_data(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
