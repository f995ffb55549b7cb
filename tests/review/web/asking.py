"""Requests by hand, with headers that no browser would send."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Told:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True)
class Client:
    """A visitor without a browser: keeps cookies and the form token."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str | None] | None = None) -> Told:
        """One request; a header that is None is left out."""
        host = urlsplit(self.address).netloc
        sent: dict[str, str | None] = {"host": host, "accept": "text/html", "content-length": str(len(body))}
        sent |= {"cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()) or None} | dict(headers or {})
        connection = http.client.HTTPConnection(host, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                if value is not None:
                    connection.putheader(name, value.encode("utf-8", "replace"))
            connection.endheaders(body)
            response = connection.getresponse()
            told = Told(response.status, dict(response.getheaders()), response.read(), _cookies(response))
        finally:
            connection.close()
        self.cookies |= told.cookies
        return told

    def get(self, path: str, **headers: str) -> Told:
        return self.ask("GET", path, headers=headers)

    def arrive(self) -> Client:
        """Fetch a form token and the cookie it belongs to."""
        self.token = str(self.ask("GET", "/token").data["token"])
        return self

    def form(self, path: str, /, **fields: str) -> Told:
        """Post a form with the token."""
        body = urlencode({"token": self.token, **fields}).encode()
        return self.ask("POST", path, body, {"content-type": "application/x-www-form-urlencoded"})

    def data(self, path: str, /, **fields: object) -> Told:
        """Post JSON with the token, as scripts of the desk do."""
        headers = {"content-type": "application/json", "accept": "application/json", "x-desk-token": self.token}
        return self.ask("POST", path, json.dumps(fields).encode(), headers)

    def tasks(self) -> list[dict[str, Any]]:
        """The cells that are asked next."""
        found: list[dict[str, Any]] = self.ask("GET", "/cells/next", headers={"accept": "application/json"}).data[
            "tasks"
        ]
        return found


def _cookies(response: http.client.HTTPResponse) -> dict[str, str]:
    found = {}
    for line in response.headers.get_all("set-cookie") or ():
        match = re.match(r'([^=]+)="?([^;"]*)', line)
        if match:
            found[match[1]] = match[2]
    return found
