"""What every test may rely on: no network, reproducible examples, and a clear word where a program is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("searching", deadline=None)
settings.load_profile("repeatable" if os.environ.get("CI") else "searching")


def can_print() -> bool:
    """Whether there is a browser with a font for Chinese text."""
    if shutil.which("chromium") is None or shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout)


NEEDS: dict[str, tuple[str, Callable[[], bool]]] = {
    "chromium": ("Chromium or its Chinese fonts are not installed", can_print),
    "poppler": ("Poppler is not installed", lambda: shutil.which("pdftoppm") is not None),
    "ray": ("Ray is not installed (extra cluster)", lambda: importlib.util.find_spec("ray") is not None),
    "training": ("the training extra is not installed", lambda: importlib.util.find_spec("torch") is not None),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a program that is not here, and say which."""
    for name, (reason, is_here) in NEEDS.items():
        missing = not is_here()
        for item in items:
            if missing and item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address!r} over the network")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield
