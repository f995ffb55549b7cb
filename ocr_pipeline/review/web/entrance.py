"""The way in: log-in, log-out, language and theme, form tokens, scripts and styles."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ocr_pipeline.review.web.asking import (
    Anybody,
    AnyPost,
    PersonPost,
    Post,
    TheDesk,
    ThePorter,
    TheRenderer,
)
from ocr_pipeline.review.web.assets import A_YEAR as KEPT_A_YEAR
from ocr_pipeline.review.web.assets import media_type
from ocr_pipeline.review.web.guard import caller
from ocr_pipeline.review.web.language import COOKIE as LANGUAGE_COOKIE
from ocr_pipeline.review.web.language import LANGUAGES
from ocr_pipeline.review.web.rates import Rates
from ocr_pipeline.review.web.rendering import Renderer
from ocr_pipeline.review.web.visitor import A_YEAR, SESSION_COOKIE, THEME_COOKIE, THEMES

_LONGEST_PASSWORD = 1024


def routes() -> APIRouter:
    """The addresses of this part."""
    router = APIRouter()
    router.add_api_route("/", home, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/login", login_page, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/login", log_in, methods=["POST"], response_class=HTMLResponse)
    router.add_api_route("/logout", log_out, methods=["POST"])
    router.add_api_route("/preferences", prefer, methods=["POST"])
    router.add_api_route("/token", token, methods=["GET"])
    router.add_api_route("/static/{digest}/{name}", static, methods=["GET"])
    return router


def home(request: Request, visitor: Anybody, renderer: TheRenderer) -> Response:
    """A page that leads on to the queue by itself: so whoever comes by a link of another site arrives with cookies."""
    return renderer.page(request, visitor, "home.html.j2")


def login_page(request: Request, visitor: Anybody, renderer: TheRenderer) -> Response:
    """The form for name and password."""
    if visitor.knows_the_desk:
        return RedirectResponse("/queue", 303)
    return renderer.page(request, visitor, "login.html.j2", problem="", name="")


def log_in(request: Request, post: AnyPost, porter: ThePorter) -> Response:
    """Open a session; says the same for a wrong name and a wrong password."""
    name, password = post.text("name"), post.text("password", _LONGEST_PASSWORD)
    logins: Rates = request.app.state.logins
    allowed = [logins.allow(f"from {caller(request.scope)}"), logins.allow(f"as {name.casefold()}")]
    if porter.accounts is None or not all(allowed):
        return _again(request, post, 429, "login.too_often")
    account = porter.accounts.authenticate(name, password)
    if account is None:
        return _again(request, post, 403, "login.wrong")
    response = RedirectResponse("/queue", 303)
    porter.set_cookie(response, SESSION_COOKIE, porter.accounts.open_session(account))
    return response


def log_out(request: Request, post: PersonPost, porter: ThePorter, desk: TheDesk) -> Response:
    """End the session and give back what was leased."""
    desk.release(post.visitor.name)
    if porter.accounts is not None:
        porter.accounts.close_session(request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response


def prefer(post: AnyPost, porter: ThePorter) -> Response:
    """Keep the language or theme that was chosen, and go back to the page."""
    response = RedirectResponse(_own_path(post.text("back", 2000)), 303)
    if post.text("language") in LANGUAGES:
        porter.set_cookie(response, LANGUAGE_COOKIE, post.text("language"), A_YEAR)
    if post.text("theme") in THEMES:
        porter.set_cookie(response, THEME_COOKIE, post.text("theme"), A_YEAR)
    return response


def token(request: Request, visitor: Anybody, porter: ThePorter) -> Response:
    """A token for scripts of the desk's own pages, after the desk was started anew; other sites cannot read it."""
    response = JSONResponse({"token": visitor.token})
    porter.set_visit(request, response, visitor)
    return response


def static(digest: str, name: str, renderer: TheRenderer) -> Response:
    """A script or style, from memory."""
    assets = renderer.assets
    if digest != assets.digest or name not in assets.files:
        raise HTTPException(404)
    return Response(assets.files[name], media_type=media_type(name), headers={"cache-control": KEPT_A_YEAR})


def _again(request: Request, post: Post, status: int, problem: str) -> Response:
    """The form once more, and what is wrong."""
    renderer: Renderer = request.app.state.renderer
    response = renderer.page(request, post.visitor, "login.html.j2", problem=problem, name=post.text("name"))
    response.status_code = status
    return response


def _own_path(back: str) -> str:
    """A path of the desk, never another site: no scheme, host, backslash or control character."""
    plain = back.isascii() and back.isprintable() and "\\" not in back
    return back if plain and back.startswith("/") and not back.startswith("//") else "/queue"
