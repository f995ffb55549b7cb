"""Who may use the desk: accounts with hashed passwords and roles, and the sessions that log-in opens."""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Boolean, Column, Engine, Index, Integer, MetaData, String, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ocr_pipeline.errors import OptionsError, RecordNotFound

NAME_LENGTH = 64
PASSWORD_LENGTHS = range(10, 257)
IDLE_SECONDS = 12 * 3600
"""A session that nobody used for half a day is over: one working day, but not the night."""
WHOLE_SECONDS = 7 * 24 * 3600
_TOUCH_SECONDS = 300
"""How exactly the last use of a session is kept; a write for every request would cost more than it tells."""


class Role(StrEnum):
    """What a person may do; each includes the ones before."""

    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"

    def may(self, needed: Role) -> bool:
        """Whether this role includes another."""
        order = tuple(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may log in."""

    name: str
    role: Role


_META = MetaData()
_USERS = Table(
    "desk_accounts",
    _META,
    Column("name", String(NAME_LENGTH), primary_key=True),
    Column("password", String(255), nullable=False),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("made_at", Integer, nullable=False),
)
_SESSIONS = Table(
    "desk_sessions",
    _META,
    Column("digest", String(64), primary_key=True),
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("opened_at", Integer, nullable=False),
    Column("used_at", Integer, nullable=False),
    Index("desk_sessions_by_name", "name"),
)


class Accounts:
    """Accounts and sessions in the desk's data base; passwords and session tokens are kept as digests only."""

    def __init__(
        self, engine: Engine, *, hasher: PasswordHasher | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._engine = engine
        self._hasher = hasher or PasswordHasher()
        self._clock = clock
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def prepare(self) -> None:
        """Make the tables where they are not there yet."""
        _META.create_all(self._engine)

    def add(self, name: str, password: str, role: Role) -> Account:
        """A new account; raises ``OptionsError`` for a name or password that will not do."""
        account = Account(_checked_name(name), role)
        _check_password(account.name, password)
        row = {"name": account.name, "password": self._hasher.hash(password), "role": role.value}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_USERS).values(**row, active=True, made_at=int(self._clock())))
        except IntegrityError as error:
            raise OptionsError(f"account {account.name!r} exists already; choose another name") from error
        return account

    def all(self) -> tuple[Account, ...]:
        """The accounts that may log in, by name."""
        query = select(_USERS.c.name, _USERS.c.role).where(_USERS.c.active).order_by(_USERS.c.name)
        with self._engine.connect() as connection:
            return tuple(Account(name, Role(role)) for name, role in connection.execute(query))

    def set_password(self, name: str, password: str) -> None:
        """Another password; ends the sessions of the account."""
        _check_password(name, password)
        self._change(name, password=self._hasher.hash(password))

    def set_role(self, name: str, role: Role) -> None:
        """Another role; ends the sessions of the account."""
        self._change(name, role=role.value)

    def close(self, name: str) -> None:
        """The account may no longer log in; what it decided stays in the trail under its name."""
        self._change(name, active=False)

    def authenticate(self, name: str, password: str) -> Account | None:
        """The account if the password is its own; takes as long for a name that does not exist."""
        normal = _normal(name)
        known = normal if _will_do(normal) else ""
        query = select(_USERS.c.password, _USERS.c.role).where(_USERS.c.name == known, _USERS.c.active)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        matches = self._matches(self._nobody if row is None else row.password, password)
        return Account(known, Role(row.role)) if row is not None and matches else None

    def open_session(self, account: Account) -> str:
        """A token for a cookie; only its digest is kept."""
        token, now = secrets.token_urlsafe(32), int(self._clock())
        old = _SESSIONS.c.used_at < now - IDLE_SECONDS
        with self._engine.begin() as connection:
            connection.execute(delete(_SESSIONS).where(old))
            row = {"digest": _digest(token), "name": account.name, "opened_at": now, "used_at": now}
            connection.execute(insert(_SESSIONS).values(**row))
        return token

    def session(self, token: str) -> Account | None:
        """Whose session it is; None if it is unknown or over."""
        now = int(self._clock())
        query = (
            select(_USERS.c.name, _USERS.c.role, _SESSIONS.c.used_at)
            .join(_SESSIONS, _SESSIONS.c.name == _USERS.c.name)
            .where(_SESSIONS.c.digest == _digest(token), _USERS.c.active)
            .where(_SESSIONS.c.used_at >= now - IDLE_SECONDS, _SESSIONS.c.opened_at >= now - WHOLE_SECONDS)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if row.used_at < now - _TOUCH_SECONDS:
            with self._engine.begin() as connection:
                connection.execute(update(_SESSIONS).where(_SESSIONS.c.digest == _digest(token)).values(used_at=now))
        return Account(row.name, Role(row.role))

    def close_session(self, token: str) -> None:
        """Log out."""
        with self._engine.begin() as connection:
            connection.execute(delete(_SESSIONS).where(_SESSIONS.c.digest == _digest(token)))

    def _change(self, name: str, **values: object) -> None:
        with self._engine.begin() as connection:
            changed = connection.execute(update(_USERS).where(_USERS.c.name == _normal(name)).values(**values))
            if changed.rowcount == 0:
                raise RecordNotFound(f"no account {name!r}; make it with --add-account")
            connection.execute(delete(_SESSIONS).where(_SESSIONS.c.name == _normal(name)))

    def _matches(self, digest: str, password: str) -> bool:
        if len(password) > PASSWORD_LENGTHS[-1]:
            return False
        try:
            return self._hasher.verify(digest, password)
        except (VerificationError, InvalidHashError):
            return False


def _normal(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip()


def _checked_name(name: str) -> str:
    normal = _normal(name)
    if not _will_do(normal):
        raise OptionsError(f"account name {name!r}: must be 1 to {NAME_LENGTH} visible characters; choose another name")
    return normal


def _will_do(name: str) -> bool:
    """Whether a name is short and visible throughout; data bases refuse some of the other characters."""
    hidden = any(unicodedata.category(letter).startswith(("C", "Z")) and letter != " " for letter in name)
    return 0 < len(name) <= NAME_LENGTH and not hidden


def _check_password(name: str, password: str) -> None:
    shortest, longest = PASSWORD_LENGTHS[0], PASSWORD_LENGTHS[-1]
    if len(password) not in PASSWORD_LENGTHS or password.casefold() == _normal(name).casefold():
        raise OptionsError(
            f"password of {name!r}: must have {shortest} to {longest} characters and not be the name; choose another"
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
