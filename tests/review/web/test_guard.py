"""What keeps strangers out: host names, other sites, form tokens, sizes, rates, headers."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.review.web.app import ROUTES, build_app
from ocr_pipeline.review.web.guard import FIXED
from ocr_pipeline.review.web.rates import Rates
from ocr_pipeline.review.web.settings import Limits, WebSettings
from tests.review.web.asking import Client
from tests.review.web.conftest import OpenDesk, Opened
from tests.review.web.paper_folder import Paper

PAGES = ("/queue", "/cell", "/carpet", "/findings", "/documents", "/statistics", "/trail", "/cells/next")
POSTS = (
    *("/login", "/logout", "/preferences", "/cells/x/decide", "/cells/x/skip", "/back", "/undo", "/release"),
    *("/carpet/cells", "/findings/x", "/findings/undo", "/documents/x/assign"),
)


@pytest.fixture
def opened(plain_desk: Opened) -> Opened:
    return plain_desk


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_carries_the_strict_headers(page: str, opened: Opened) -> None:
    told = Client(opened.address).get(page)

    assert told.status == 200
    headers = {name.lower(): value for name, value in told.headers.items()}
    assert {name: headers.get(name) for name, _ in FIXED} == dict(FIXED)
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


@pytest.mark.parametrize("page", PAGES)
def test_pages_hold_no_inline_script_or_style(page: str, opened: Opened) -> None:
    text = Client(opened.address).get(page).text

    assert "<script>" not in text
    assert " style=" not in text
    assert " onclick=" not in text


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "127.0.0.1:1:2",
        "[::1",
        "a b",
        "LOCALHOST@x",
    ],
)
def test_a_name_that_others_may_have_bound_to_this_machine_is_refused(host: str, opened: Opened) -> None:
    assert Client(opened.address).ask("GET", "/queue", headers={"host": host}).status in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "LocalHost:8765", "127.0.0.1", "[::1]:8765"])
def test_names_of_this_machine_are_answered(host: str, opened: Opened) -> None:
    assert Client(opened.address).ask("GET", "/queue", headers={"host": host}).status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_other_sites_may_only_open_the_door(site: str, opened: Opened) -> None:
    client = Client(opened.address)
    link = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}

    assert client.ask("GET", "/", headers=link).status == 200
    assert client.ask("GET", "/queue", headers=link).status == 403
    assert client.ask("GET", "/", headers=link | {"sec-fetch-dest": "iframe"}).status == 403
    assert client.ask("GET", "/cells/next", headers={"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}).status == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1", "http://127.0.0.1"])
def test_posts_from_other_origins_are_refused_even_with_a_token(origin: str, opened: Opened) -> None:
    client = Client(opened.address).arrive()
    headers = {"origin": origin, "content-type": "application/json", "x-desk-token": client.token}

    assert client.ask("POST", "/undo", b'{"id": "x"}', headers).status == 403
    assert client.ask("POST", "/undo", b'{"id": "x"}', headers | {"origin": opened.address}).status == 200


def test_the_list_of_posts_is_complete() -> None:
    routes = [route for module in ROUTES for route in module.routes().routes if isinstance(route, APIRoute)]
    posts = {route.path for route in routes if "POST" in (route.methods or ())}
    listed = {path.replace("/x/", "/{task}/").replace("/x", "/{finding}") for path in POSTS}

    assert {path.replace("{document}", "{task}") for path in posts} == listed


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", ["", "wrong", "another visit's"])
def test_nothing_is_changed_without_the_right_token(path: str, token: str, opened: Opened) -> None:
    client = Client(opened.address).arrive()
    client.token = Client(opened.address).arrive().token if token == "another visit's" else token

    assert client.form(path, id="x").status == 403
    assert opened.desk.trail() == ()


def test_a_token_without_its_cookie_is_worth_nothing(opened: Opened) -> None:
    client = Client(opened.address).arrive()
    client.cookies.clear()

    assert client.form("/undo", id="x").status == 403


def test_cookies_are_kept_from_scripts_and_other_sites(opened: Opened) -> None:
    told = Client(opened.address).get("/queue")

    attributes = told.headers["set-cookie"].lower()
    assert "httponly" in attributes
    assert "samesite=strict" in attributes


def test_long_bodies_are_refused_whether_they_say_so_or_not(opened: Opened) -> None:
    client = Client(opened.address).arrive()
    kind = {"content-type": "application/json", "x-desk-token": client.token}
    body = b'{"id": "' + b"x" * 3_000_000 + b'"}'
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    silent = kind | {"content-length": None, "transfer-encoding": "chunked"}

    # Refused at its head; a body sent after it could reset the connection before the answer is read.
    assert client.ask("POST", "/undo", b"", kind | {"content-length": "9" * 30}).status in (400, 413)
    assert client.ask("POST", "/undo", chunked, silent).status == 413
    assert client.form("/undo", id="x" * 1000).status == 413


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"items": 3}', b'{"items": [3]}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_form_is_refused_in_a_sentence(body: bytes, opened: Opened) -> None:
    client = Client(opened.address).arrive()
    kind = {"content-type": "application/json", "accept": "application/json", "x-desk-token": client.token}

    told = client.ask("POST", "/undo", body, kind)

    assert told.status == 400
    assert told.data["problem"]


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", ""])
def test_forms_of_other_kinds_are_refused(kind: str, opened: Opened) -> None:
    client = Client(opened.address).arrive()
    body = f"token={client.token}".encode()

    assert client.ask("POST", "/undo", body, {"content-type": kind}).status == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_other_methods_are_not_known(method: str, opened: Opened) -> None:
    assert Client(opened.address).ask(method, "/queue").status == 405


def test_too_many_requests_are_told_to_wait(open_desk: OpenDesk) -> None:
    opened = open_desk([Paper("a.pdf")], limits=Limits(requests_per_second=0.001, burst=3))

    assert [Client(opened.address).get("/token").status for _ in range(5)] == [200, 200, 200, 429, 429]


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    rates = Rates(2.0, 3, clock=lambda: now[0])

    assert [rates.allow("a") for _ in range(4)] == [True, True, True, False]
    now[0] = 0.5
    assert [rates.allow("a"), rates.allow("a"), rates.allow("b")] == [True, False, True]


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/x\r\nset-cookie: a=b"],
)
def test_preferences_lead_nowhere_else(back: str, opened: Opened) -> None:
    told = Client(opened.address).arrive().form("/preferences", language="en", back=back)

    assert told.status == 303
    assert told.headers["location"] == "/queue"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "desk.office"])
def test_a_desk_that_others_can_reach_needs_accounts(host: str, opened: Opened) -> None:
    with pytest.raises(OptionsError, match="accounts"):
        build_app(opened.desk, WebSettings(host=host))


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/queue/", "/static/x/desk.css", "/Queue"])
def test_there_is_nothing_else(path: str, opened: Opened) -> None:
    assert Client(opened.address).get(path).status == 404
