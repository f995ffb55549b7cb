"""Names, titles, readings and requests that mean harm: nothing of them runs, and none of them leaves the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from ocr_pipeline.model.bound import Address
from tests.review.web.asking import Client
from tests.review.web.conftest import Opened, OpenWindow, desks
from tests.review.web.paper_folder import NEW, ZEROS, Paper

TEXTS = tuple(Path(__file__).with_name("hostile.txt").read_text(encoding="utf-8").splitlines())
PAGES = ("/queue", "/cell", "/carpet", "/findings", "/documents", "/statistics", "/trail")
PATHS = (
    *("/crop/{}", "/page/{}/0", "/page/x/{}", "/cells/{}", "/cells/{}/table", "/static/{}/desk.css", "/static/x/{}"),
    *("/cells/{}/evaluate?state=blank", "/carpet/cells?key={}", "/findings?case={}", "/documents/{}/assign", "/{}"),
)
QUERIES = ("document", "table", "finding", "from", "to", "state", "mine", "task", "case", "before", "key")
CANARY = "the folder's neighbour must not be read"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A desk whose every document has hostile names, titles and readings; a file beside the folder is the canary."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "canary.txt").write_text(CANARY, encoding="utf-8")
    (root / "passwd").write_text(CANARY, encoding="utf-8")
    share = len(TEXTS) // 4 + 1
    parts = [TEXTS[at : at + share] for at in range(0, len(TEXTS), share)]
    cells: tuple[Address, ...] = (NEW, *ZEROS)
    papers = [
        Paper(
            source="".join(part[: len(part) // 2]),
            title="".join(part[len(part) // 2 :]),
            organisation="".join(part),
            doubtful=tuple((cell, text) for cell, text in zip(cells, part, strict=False)),
            findings=True,
        )
        for part in parts
    ]
    with desks(root) as opening:
        yield opening(papers)


def test_there_are_enough_of_them() -> None:
    assert len(set(TEXTS)) == len(TEXTS) >= 50


@pytest.mark.chromium
def test_nothing_shown_runs(opened: Opened, open_window: OpenWindow) -> None:
    window = open_window()
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    for page in PAGES:
        window.page.goto(opened.address + page)
        window.page.wait_for_load_state("networkidle")
        assert window.page.locator("main script, main iframe, main object, main embed, main base").count() == 0
    for document in opened.desk.documents():
        window.page.goto(f"{opened.address}/cell?document={document.key}")
        window.page.wait_for_selector("#table td.is-asked")
        assert window.page.locator("main script, main iframe, main svg script").count() == 0
        assert window.page.inner_text(".where a") == " ".join(document.title.split())

    assert [url for url in asked if not url.startswith(opened.address)] == []


@pytest.mark.chromium
def test_what_people_type_does_not_run(opened: Opened, open_window: OpenWindow) -> None:
    window = open_window()
    window.page.goto(f"{opened.address}/cell")
    window.shown()
    for text in TEXTS[::4]:
        window.page.fill("#typed", text[:64])
        window.page.wait_for_selector("#meant.bad")
    window.page.fill("#reason", TEXTS[0] + TEXTS[-1])
    window.page.fill("#typed", "7")
    window.press("Enter")
    window.page.wait_for_selector("#saving:empty", state="attached")
    window.page.goto(f"{opened.address}/trail")

    assert TEXTS[0] + TEXTS[-1] in window.see("table.trail")


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leaves_the_folder(path: str, opened: Opened) -> None:
    client = Client(opened.address)
    beside = ("../canary.txt", "..%2fcanary.txt", "%2e%2e/canary.txt", "....//canary.txt", "../passwd")

    for text in (*TEXTS, *beside):
        for written in (quote(text, safe=""), quote(text, safe="/.%")):
            told = client.ask("GET", path.format(written), headers={"accept": "application/json"})
            assert told.status in (200, 303, 400, 404, 405, 422), (text, told.status)
            assert CANARY not in told.text
            assert "root:" not in told.text
            assert "stolen" not in str(told.cookies)


def test_hostile_queries_choose_nothing(opened: Opened) -> None:
    client = Client(opened.address)

    for text in TEXTS:
        query = "&".join(f"{name}={quote(text, safe='')}" for name in QUERIES)
        for page in ("/queue", "/findings", "/cells/next"):
            told = client.get(f"{page}?{query}")
            assert told.status == 200
            assert "<script>alert" not in told.text
            assert "onerror=alert(1)>" not in told.text.replace("&gt;", "")


def test_hostile_forms_are_refused_or_kept_as_text(opened: Opened) -> None:
    client = Client(opened.address).arrive()
    task = client.tasks()[0]

    for number, text in enumerate(TEXTS):
        fields = {"id": f"form-{number}", "state": "number", "typed": text[:64], "reason": text, **task["sent"]}
        assert client.data(f"/cells/{task['id']}/decide", **fields).status in (200, 409, 422)
        assert client.data("/undo", id=text[:64]).status in (200, 409)
        assert client.data("/carpet/cells", id=text[:64], key=text, items=[{"task": text}]).status in (400, 404, 422)
        assert client.form("/preferences", language=text, theme=text, back=text).headers["location"].startswith("/")
        assert client.form("/findings/" + quote(text, safe=""), id="1", verdict="source").status in (303, 404, 405)

    assert {entry.reviewer for entry in opened.desk.trail()} <= {"wang"}


def test_hostile_headers_are_only_headers(opened: Opened) -> None:
    client = Client(opened.address)

    for text in TEXTS:
        headers = {"accept-language": text, "cookie": f"desk_language={text}; desk_theme={text}; desk_visit={text}"}
        told = client.ask("GET", "/queue", headers=headers)
        assert told.status == 200
        assert "<script>alert" not in told.text
        assert text not in str(told.headers)
