"""The outermost layer: who may ask at all, how much, and what every answer tells the browser."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ocr_pipeline.review.web.rates import Rates

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
FIXED = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
SAFE_METHODS = ("GET", "HEAD")
METHODS = (*SAFE_METHODS, "POST")
DOORS = ("/", "/login")
"""Pages that a link on another site may lead to: they change nothing by being opened."""

_MOST_DROPPED = 16
"""So many times the longest body are still read of a longer one, and forgotten, before it is refused."""

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?", re.ASCII)


class Guard:
    """Refuses requests under a foreign host name, from other sites, too many or too large; adds the fixed headers."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], body_bytes: int, rates: Rates) -> None:
        self._app = app
        self._hosts = hosts
        self._body_bytes = body_bytes
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        with_headers = _adding_headers(send)
        refusal = self._refusal(scope)
        if refusal is not None:
            status, sentence = refusal
            await PlainTextResponse(sentence + "\n", status)(scope, receive, with_headers)
            return
        await self._app(scope, self._measured(receive), with_headers)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if scope["method"] not in METHODS:
            return 405, "The desk answers GET, HEAD and POST only."
        if not self._knows(headers.getlist("host")):
            return 421, "This is not a name of the desk. Open it by the address that it printed when it started."
        if not _from_the_desk(scope, headers):
            return 403, "This request came from another site. Open the desk by its own address."
        if not self._rates.allow(caller(scope)):
            return 429, "Too many requests at once. Wait a moment and try again."
        return self._too_long(headers.get("content-length", "0"))

    def _too_long(self, length: str) -> tuple[int, str] | None:
        if not length.isascii() or not length.isdigit():
            return 400, "The length of the request is not a number."
        if int(length[:12]) > self._body_bytes:
            return 413, f"The request is longer than {self._body_bytes} bytes."
        return None

    def _knows(self, hosts: list[str]) -> bool:
        """Names must be listed; numbers pass, since no name server can point them elsewhere (DNS rebinding)."""
        match = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if match is None:
            return False
        name = match["name"].strip("[]").casefold().removesuffix(".")
        return name in self._hosts or _is_number(name)

    def _measured(self, receive: Receive) -> Receive:
        """A body that says nothing of its length is counted while it comes; the rest of a longer one is dropped."""
        total = 0

        async def counted() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > self._body_bytes:
                await _drop_rest(message, receive, _MOST_DROPPED * self._body_bytes)
                return {"type": "http.disconnect"}
            return message

        return counted


async def _drop_rest(message: Message, receive: Receive, most: int) -> None:
    """Read on for at most so many bytes: unread, it resets the connection and the refusal is lost."""
    while message.get("more_body", False) and most > 0:
        message = await receive()
        most -= len(message.get("body", b""))


def caller(scope: Scope) -> str:
    """The address that a request came from; empty where there is none (a socket in the file system)."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _from_the_desk(scope: Scope, headers: Headers) -> bool:
    """Whether a page of the desk or the person at the keyboard asks, as far as the browser tells."""
    site = headers.get("sec-fetch-site", "none")
    if site not in ("same-origin", "none"):
        opened = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return scope["method"] in SAFE_METHODS and opened and scope["path"] in DOORS
    origin = headers.get("origin")
    if origin is None or scope["method"] in SAFE_METHODS:
        return True
    return origin.casefold() == f"{scope['scheme']}://{headers['host']}".casefold()


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _adding_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in FIXED:
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return send_with_headers
