"""A desk that answers, and a browser that asks."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from ocr_pipeline.review.accounts import Accounts
from ocr_pipeline.review.desk import Desk, DeskOptions
from ocr_pipeline.review.web.app import make_server
from ocr_pipeline.review.web.settings import WebSettings
from tests.review.web.paper_folder import Paper, make_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PATIENCE = 120_000
"""Milliseconds that a step may take on a busy machine before the test calls it a failure."""

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashing as slow as it should be would be most of what tests wait for."""
FREE_PORT = WebSettings(port=0, reviewer="wang")
ONCE = DeskOptions(second_share=0.0, audit_share=0.0)
"""Every doubtful cell is read once: tests that count cells count those."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A desk that answers at an address."""

    desk: Desk
    address: str
    folder: Path


@contextmanager
def answering(desk: Desk, settings: WebSettings, accounts: Accounts | None = None) -> Iterator[str]:
    """The desk behind a real server on a free port of this machine."""
    with socket.create_server(("127.0.0.1", settings.port)) as listening:
        port = listening.getsockname()[1]
        server = make_server(desk, replace(settings, port=port), accounts)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(30)


OpenDesk = Callable[..., Opened]


@contextmanager
def desks(root: Path) -> Iterator[OpenDesk]:
    """Opens desks on folders made of papers; closes them at the end."""
    closing: list[Callable[[], object]] = []

    def opened(papers: Iterable[Paper], options: DeskOptions = ONCE, **settings: object) -> Opened:
        folder = root / f"results{len(closing)}"
        make_folder(folder, papers)
        desk = Desk.open(folder, options=options)
        accounts = settings.pop("accounts", None)
        made = accounts(desk) if callable(accounts) else None
        serving = answering(desk, replace(FREE_PORT, **settings), made)  # type: ignore[arg-type]  # names of its fields
        address = serving.__enter__()
        closing.extend([desk.close, lambda: serving.__exit__(None, None, None)])
        return Opened(desk, address, folder)

    yield opened
    while closing:
        closing.pop()()


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Opens desks for one test."""
    with desks(tmp_path) as opening:
        yield opening


@pytest.fixture(scope="module")
def plain_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A desk for all tests of a file: those that change nothing in it."""
    with desks(tmp_path_factory.mktemp("desk")) as opening:
        yield opening([Paper("a.pdf")])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the browser tests need the playwright package")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=[*sandbox, "--disable-gpu"])
        yield chromium
        chromium.close()


class Watched:
    """A browser window and everything in it that must not happen."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("dialog", self._meet)
        self.page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        self.page.on("console", lambda said: self._hear(said.type, said.text))

    def _meet(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            self.faults.append(f"console {text}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def shown(self) -> str:
        """The id of the cell that is shown, `none` if nothing waits."""
        self.page.wait_for_selector("#desk[data-shown]", timeout=PATIENCE)
        return self.page.get_attribute("#desk", "data-shown") or ""

    def see(self, selector: str) -> str:
        """The text of an element once it is to be seen."""
        found = self.page.wait_for_selector(selector, timeout=PATIENCE)
        assert found is not None
        return found.inner_text()

    def wait_for_next(self, after: str) -> str:
        """Until another cell than this one is shown."""
        self.page.wait_for_selector(f'#desk[data-shown]:not([data-shown="{after}"])', timeout=PATIENCE)
        return self.shown()

    def crop_width(self) -> int:
        """Pixels across the crop that is shown, once it has come."""
        return int(self.page.locator(".crop img").evaluate("async (i) => { await i.decode(); return i.naturalWidth }"))


OpenWindow = Callable[..., Watched]


@pytest.fixture
def open_window(browser: Browser) -> Iterator[OpenWindow]:
    """Opens windows, each with cookies of its own; at the end nothing may have gone wrong in any."""
    windows: list[Watched] = []
    contexts: list[BrowserContext] = []

    def opened(**settings: object) -> Watched:
        wanted = {"locale": "en-US", "viewport": {"width": 1280, "height": 860}} | settings
        context = browser.new_context(**wanted)  # type: ignore[arg-type]  # names of its options
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        windows.append(Watched(context))
        return windows[-1]

    yield opened
    for context in contexts:
        context.close()
    assert [fault for window in windows for fault in window.faults] == []
