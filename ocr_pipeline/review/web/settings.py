"""What the one who starts the desk decides."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from dataclasses import dataclass, field

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address may ask for: bytes of a request's body, requests a second and at once, log-ins a minute.

    A carpet loads some hundred pictures at once, and an office may stand behind one address.
    """

    body_bytes: int = 256 * 1024
    requests_per_second: float = 200.0
    burst: int = 2000
    logins_per_minute: float = 6.0
    login_burst: int = 5


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the desk listens and for whom.

    ``names`` are further host names under which browsers may reach it. ``reviewer`` is who decides where nobody logs
    in (loopback only, unless ``demand_login``). ``secret`` signs form tokens; one that is made anew at each start only
    ends open forms.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()
    reviewer: str = "reviewer"
    demand_login: bool = False
    https: bool = False
    limits: Limits = field(default_factory=Limits)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def is_loopback(self) -> bool:
        """Whether only programs of this machine can reach it."""
        return is_loopback(self.host)

    @property
    def demands_login(self) -> bool:
        """Whether people must log in: always where others can reach the desk."""
        return self.demand_login or not self.is_loopback

    def hosts(self) -> frozenset[str]:
        """The host names that a browser may have typed; numbers are always right, they cannot be rebound."""
        own = () if self.is_loopback else (socket.gethostname(), socket.getfqdn())
        return frozenset(name.casefold() for name in ("localhost", *own, *self.names))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nothing else."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
