"""The review command as it is, which also tells in a header how long each request took inside the server."""

from __future__ import annotations

import sys
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ocr_pipeline.cli import main
from ocr_pipeline.review.web import app as web

HEADER = b"server-timing"


class Timed:
    """Measures from the moment a request is read until its answer begins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = time.perf_counter()

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent = 1000 * (time.perf_counter() - start)
                message = {**message, "headers": [*message["headers"], (HEADER, f"desk;dur={spent:.2f}".encode())]}
            await send(message)

        await self._app(scope, receive, telling)


def serve_timed() -> int:
    build = web.build_app

    def build_timed(*given: Any) -> Any:
        return Timed(build(*given))

    web.build_app = build_timed  # type: ignore[assignment]  # an application around the application
    return main(["review", *sys.argv[1:]])


if __name__ == "__main__":
    raise SystemExit(serve_timed())
