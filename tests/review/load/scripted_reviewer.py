"""A reviewer without a browser: logs in, takes cells, looks at their crops, and answers what the machine read."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.review.load.timed_server import HEADER

KEPT_READY = 2
PATIENCE = 600.0
JSON = {"content-type": "application/json"}


@dataclass
class Account:
    """What one reviewer did: ids that the desk confirmed, milliseconds inside the server and there and back."""

    confirmed: dict[str, str] = field(default_factory=dict)
    server: list[float] = field(default_factory=list)
    there_and_back: list[float] = field(default_factory=list)
    repeated: int = 0
    refused: int = 0


class Reviewer(threading.Thread):
    """Answers until nothing waits or ``enough`` is set; sends an answer again until it is confirmed."""

    def __init__(self, port: int, name: str, password: str, *, pause: float, enough: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.account = Account()
        self._port = port
        self._person = {"name": name, "password": password}
        self._pause = pause
        self._enough = enough
        self._random = random.Random(name)
        # An address of its own, as people at different desks have.
        self._source = (f"127.0.0.{10 + int(name.rpartition('-')[2])}", 0)
        self._link: http.client.HTTPConnection | None = None
        self._cookies: dict[str, str] = {}
        self._token = ""
        self.fault: str = ""

    def run(self) -> None:
        try:
            self._log_in()
            self._work()
        except (AssertionError, KeyError, ValueError) as error:
            self.fault = f"{type(error).__name__}: {error}"
        finally:
            self._hang_up()

    def _work(self) -> None:
        ready: list[dict[str, Any]] = []
        empty = 0
        while not self._enough.is_set() and empty < 3:
            if len(ready) <= KEPT_READY:
                known = {task["id"] for task in ready} | set(self.account.confirmed.values())
                ready += [task for task in self._ask("GET", "/cells/next")["tasks"] if task["id"] not in known]
            if not ready:
                empty += 1
                time.sleep(1.0)
                continue
            empty = 0
            task = ready.pop(0)
            if task["crop"]:
                self._send("GET", task["crop"])
            time.sleep(self._random.uniform(0.5, 1.5) * self._pause)
            self._answer(task)

    def _answer(self, task: dict[str, Any]) -> None:
        name = uuid.uuid4().hex
        body = {**task["sent"], **task["options"][0], "id": name, "seconds": 2}
        start = time.perf_counter()
        status, headers, _ = self._send("POST", f"/cells/{task['id']}/decide", json.dumps(body), JSON)
        spent = 1000 * (time.perf_counter() - start)
        if status == 409:
            self.account.refused += 1
            return
        assert status == 200, f"an answer got status {status}"
        assert name not in self.account.confirmed
        self.account.confirmed[name] = task["id"]
        timing = headers.get(HEADER.decode(), "")
        self.account.server.append(float(timing.partition("dur=")[2] or "nan"))
        self.account.there_and_back.append(spent)

    def _log_in(self) -> None:
        self._renew_token()
        form = urlencode({**self._person, "token": self._token})
        kind = {"content-type": "application/x-www-form-urlencoded"}
        status, _, _ = self._send("POST", "/login", form, kind)
        assert status == 303, f"log-in got status {status}"
        self._renew_token()

    def _renew_token(self) -> None:
        self._token = self._ask("GET", "/token")["token"]

    def _ask(self, method: str, path: str) -> dict[str, Any]:
        status, _, body = self._send(method, path)
        assert status == 200, f"{path} got status {status}: {body[:300]!r}"
        found: dict[str, Any] = json.loads(body)
        return found

    def _send(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Send until there is an answer: a desk that died comes back, and then forms need a new token."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                status, told, content = self._send_once(method, path, body, headers or {})
            except (OSError, http.client.HTTPException):
                self._hang_up()
                assert time.monotonic() < until, "the desk did not come back"
                time.sleep(0.2)
                self.account.repeated += method == "POST"
                continue
            if status == 403 and method == "POST" and path != "/login":
                self._renew_token()
                continue
            return status, told, content

    def _send_once(
        self, method: str, path: str, body: str, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        if self._link is None:
            self._link = http.client.HTTPConnection(
                "127.0.0.1", self._port, timeout=PATIENCE, source_address=self._source
            )
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        own = {"cookie": cookies, "x-desk-token": self._token, **headers}
        self._link.request(method, path, body or None, {name: value for name, value in own.items() if value})
        answer = self._link.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("set-cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content

    def _hang_up(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None
