"""Who asks: the person, the language and the form token of one request."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from ocr_pipeline.review.accounts import Accounts, Role
from ocr_pipeline.review.web.language import COOKIE as LANGUAGE_COOKIE
from ocr_pipeline.review.web.language import Messages, choose_language
from ocr_pipeline.review.web.settings import WebSettings
from ocr_pipeline.review.web.tokens import FIELD, HEADER, form_token, is_form_token

SESSION_COOKIE = "desk_session"
VISIT_COOKIE = "desk_visit"
THEME_COOKIE = "desk_theme"
THEMES = ("auto", "light", "dark")
A_YEAR = 365 * 24 * 3600
_LONGEST_COOKIE = 128


class LoginNeeded(Exception):
    """Nobody is logged in, and this desk demands it."""


class NotAllowed(Exception):
    """The form token is wrong or the role does not suffice; ``key`` names the message."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person, or nobody yet (``name`` empty); ``visit`` is what form tokens are bound to."""

    name: str
    role: Role
    visit: str
    token: str
    messages: Messages
    theme: str

    @property
    def knows_the_desk(self) -> bool:
        """Whether the person may see anything but the log-in page."""
        return bool(self.name)


@dataclass(frozen=True, slots=True)
class Porter:
    """Recognises visitors and hands out cookies."""

    settings: WebSettings
    accounts: Accounts | None
    messages: dict[str, Messages]

    def greet(self, request: Request) -> Visitor:
        """The visitor of a request."""
        cookies = request.cookies
        language = choose_language(cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))
        theme = cookies.get(THEME_COOKIE, "")
        name, role = self._person(cookies.get(SESSION_COOKIE, ""))
        visit = self._visit(request)
        bound = f"{visit}.{cookies.get(SESSION_COOKIE, '') if name else ''}"
        token = form_token(self.settings.secret, bound)
        return Visitor(name, role, visit, token, self.messages[language], theme if theme in THEMES else "auto")

    def check_token(self, request: Request, visitor: Visitor, posted: str) -> None:
        """Raise ``NotAllowed`` unless the request carries the visit's token in its header or form."""
        if VISIT_COOKIE not in request.cookies:
            raise NotAllowed("refused.cookies")
        token = request.headers.get(HEADER) or posted
        session = request.cookies.get(SESSION_COOKIE, "") if visitor.name else ""
        if not is_form_token(self.settings.secret, f"{visitor.visit}.{session}", token):
            raise NotAllowed("refused.token")

    def set_visit(self, request: Request, response: Response, visitor: Visitor) -> None:
        """Give the visit its cookie if the browser does not have it yet."""
        if request.cookies.get(VISIT_COOKIE) != visitor.visit:
            self.set_cookie(response, VISIT_COOKIE, visitor.visit)

    def set_cookie(self, response: Response, name: str, value: str, max_age: int | None = None) -> None:
        """A cookie that scripts cannot read and other sites cannot send."""
        secure = self.settings.https
        response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="strict", secure=secure, path="/")

    def _person(self, session: str) -> tuple[str, Role]:
        if not self.settings.demands_login:
            return self.settings.reviewer, Role.ADMIN
        if self.accounts is None or not 0 < len(session) <= _LONGEST_COOKIE:
            return "", Role.REVIEWER
        account = self.accounts.session(session)
        return ("", Role.REVIEWER) if account is None else (account.name, account.role)

    def _visit(self, request: Request) -> str:
        """The cookie's value, or, once for each request, a new one."""
        known = request.cookies.get(VISIT_COOKIE, "")
        if 0 < len(known) <= _LONGEST_COOKIE and known.isascii() and known.replace("-", "").replace("_", "").isalnum():
            return known
        if not hasattr(request.state, "visit"):
            request.state.visit = secrets.token_urlsafe(24)
        return str(request.state.visit)


def posted_token(form: dict[str, str]) -> str:
    """The form field with the token, empty if it is missing."""
    return form.get(FIELD, "")
