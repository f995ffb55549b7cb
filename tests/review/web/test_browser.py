"""People at the desk, in a real browser: everything they do is done by keys and seen on the screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocr_pipeline.cli import main
from ocr_pipeline.review.accounts import Accounts, Role
from ocr_pipeline.review.desk import Desk, DeskOptions
from ocr_pipeline.review.figures import DocumentView
from ocr_pipeline.review.web.settings import WebSettings
from tests.review.web.conftest import FREE_PORT, ONCE, QUICK, OpenDesk, Opened, OpenWindow, Watched, answering
from tests.review.web.paper_folder import GRANTED, NEW, ZEROS, Paper, make_folder

pytestmark = pytest.mark.chromium

TWO_DOUBTS = Paper("yuelu.pdf", doubtful=((NEW, "202"), (GRANTED, "22")))
MISREAD = Paper("misread.pdf", doubtful=((NEW, "202"),))
ALIKE = Paper("alike.pdf", doubtful=tuple((address, "0") for address in ZEROS))
WITH_FINDINGS = Paper("findings.pdf", doubtful=((NEW, "202"),), findings=True)
PASSWORDS = {"li": "a long password", "zhao": "another password"}


def document(opened: Opened) -> DocumentView:
    (only,) = opened.desk.documents()
    return only


def exported(opened: Opened, row: str) -> tuple[str, str, str]:
    """(status of the report, printed, decision) of a field of natural persons, as exports deliver them."""
    assert main(["export", str(opened.folder), "--format", "json"]) == 0
    (path,) = opened.folder.glob("exports/**/*.json")
    (report,) = json.loads(path.read_text(encoding="utf-8"))["reports"]
    cell = next(c for c in report["cells"] if (c["row"], c["column"]) == (row, "natural_person"))
    return report["status"], cell["printed"], cell["decision"]


def begin(window: Watched, opened: Opened, path: str = "/cell") -> str:
    """Open the cell view; the id of the first cell."""
    window.page.goto(opened.address + path)
    return window.shown()


def log_in(window: Watched, opened: Opened, name: str) -> None:
    window.page.goto(f"{opened.address}/queue")
    window.page.fill("input[name=name]", name)
    window.page.fill("input[name=password]", PASSWORDS[name])
    window.press("Enter")
    window.page.wait_for_url("**/queue")


def two_accounts(desk: Desk) -> Accounts:
    accounts = Accounts(desk.engine, hasher=QUICK)
    accounts.prepare()
    for name, password in PASSWORDS.items():
        accounts.add(name, password, Role.REVIEWER)
    return accounts


def test_a_report_is_reviewed_by_keyboard_alone(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([TWO_DOUBTS]), open_window()
    window.page.goto(f"{opened.address}/queue")
    window.press("Enter")

    first = window.shown()
    assert window.crop_width() > 50
    keys = ("2", "1") if "new" in window.see(".gloss") else ("1", "2")
    window.press(keys[0])
    second = window.wait_for_next(first)
    window.press(keys[1])

    assert window.wait_for_next(second) == "none"
    assert "Nothing waits" in window.see("#done")
    assert document(opened).status == "reviewed"
    assert exported(opened, "new") == ("reviewed", "292", "corrected")
    assert exported(opened, "granted") == ("reviewed", "22", "confirmed")


def test_sums_close_and_break_while_a_value_is_typed(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([MISREAD]), open_window()
    first = begin(window, opened)
    before = window.page.locator(".identity.fail").count()
    assert before > 0

    window.press("t", "2", "9")
    window.page.wait_for_selector("#meant:has-text('29')")
    window.press("2")
    window.page.wait_for_selector("#meant.good")
    assert window.page.locator(".identity.pass.changed").count() == before
    window.press("Backspace", "3")
    window.page.wait_for_selector(".identity.fail:has-text('293')")
    window.press("Backspace", "2", "Enter")

    assert window.wait_for_next(first) == "none"
    assert exported(opened, "new") == ("reviewed", "292", "corrected")


def test_what_is_no_number_is_not_saved(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([MISREAD]), open_window()
    begin(window, opened)

    window.press("t", "a", "b", "Enter")

    assert "no number" in window.see("#meant.bad")
    assert window.page.input_value("#typed") == "ab"
    assert document(opened).left == 1


@pytest.mark.parametrize(("key", "state"), [("b", "blank"), ("d", "dash"), ("-", "dash"), ("u", "unreadable")])
def test_the_states_without_a_number_have_keys(
    key: str, state: str, open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    opened, window = open_desk([MISREAD]), open_window()
    first = begin(window, opened)

    window.press(key)

    assert window.wait_for_next(first) == "none"
    (entry,) = opened.desk.trail()
    assert entry.new is not None
    assert entry.new.state == state


def test_skip_back_and_undo(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([TWO_DOUBTS]), open_window()
    first = begin(window, opened)

    window.press("s")
    second = window.wait_for_next(first)
    window.press("1")
    assert window.wait_for_next(second) == first
    window.press("ArrowLeft")
    assert window.wait_for_next(first) == second
    window.press("z")
    window.page.wait_for_selector("#notice:not([hidden]):has-text('Taken back')")

    assert window.shown() == second
    assert document(opened).left == 2
    assert [entry.undone for entry in opened.desk.trail() if entry.new is not None] == [True]
    window.press("1")
    window.wait_for_next(second)
    window.press("1")
    assert window.wait_for_next(first) == "none"
    assert document(opened).left == 0


def test_the_next_cell_is_there_within_a_tenth_of_a_second_and_no_answer_is_lost_without_a_network(
    open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    opened, window = open_desk([ALIKE]), open_window()
    first = begin(window, opened)
    window.page.wait_for_load_state("networkidle")
    window.page.context.set_offline(True)
    script = """() => {
      const desk = document.querySelector("#desk"), before = desk.dataset.shown, started = performance.now();
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "1" }));
      const took = performance.now() - started, picture = document.querySelector(".crop img");
      return desk.dataset.shown !== before && picture.complete && picture.naturalWidth > 0 ? took : 1e6;
    }"""

    took = [float(window.page.evaluate(script)) for _ in range(len(ZEROS) - 1)]

    assert window.shown() != first
    assert min(took) < 100
    assert document(opened).left == len(ZEROS)
    window.page.context.set_offline(False)
    window.page.wait_for_selector("#saving:empty", state="attached")
    assert document(opened).left == 1


def test_an_answer_waits_while_the_desk_is_down_and_is_saved_once_it_is_back(
    tmp_path: Path, open_window: OpenWindow
) -> None:
    make_folder(tmp_path, [TWO_DOUBTS])
    desk, window = Desk.open(tmp_path, options=ONCE), open_window()
    with answering(desk, FREE_PORT) as address:
        window.page.goto(f"{address}/cell")
        first = window.shown()
        window.page.wait_for_load_state("networkidle")
    window.press("1")
    window.wait_for_next(first)
    window.page.wait_for_selector("#saving.warn")
    assert desk.trail() == ()

    port = int(address.rpartition(":")[2])
    with answering(desk, WebSettings(port=port, reviewer="wang")):
        window.page.wait_for_selector("#saving:empty", state="attached")

    assert [entry.reviewer for entry in desk.trail()] == ["wang"]
    desk.close()


def test_a_carpet_is_confirmed_in_one_look(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([ALIKE]), open_window()
    window.page.goto(f"{opened.address}/carpet")
    window.press("1")
    window.page.wait_for_selector(".knot:focus")
    assert window.page.locator(".knot").count() == len(ZEROS)

    window.press("ArrowRight", "Space")
    assert "1 pulled out" in window.see("#odd")
    window.press("ArrowRight", "x")
    window.press("x")
    window.press("Enter")
    window.page.wait_for_url("**/carpet")

    assert document(opened).left == 1
    assert window.see(".values a").split() == ["1", "0", "1", "cells"]


def test_a_carpet_is_taken_back_as_a_whole(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([ALIKE]), open_window()
    window.page.goto(f"{opened.address}/carpet")
    window.press("1")
    window.page.wait_for_selector(".knot:focus")
    window.page.locator(".knot").last.click()
    window.press("Enter")
    window.page.wait_for_url("**/carpet")
    assert document(opened).left == 1

    begin(window, opened)
    window.press("z")
    window.page.wait_for_selector("#notice:has-text('Taken back')")

    assert document(opened).left == len(ZEROS)


def test_findings_are_settled_by_keys(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([WITH_FINDINGS]), open_window()
    window.page.goto(f"{opened.address}/findings")

    assert "≠" in window.see(".balance")
    assert window.page.locator(".side li img").count() >= 2
    window.press("r")
    window.page.keyboard.type("as printed")
    window.press("Escape", "s")
    window.page.wait_for_selector(".cases li.said")
    cases = opened.desk.findings()
    assert [case.verdict for case in cases if case.verdict is not None] == ["source"]
    assert [entry.reason for entry in opened.desk.trail()] == ["as printed"]

    window.press("l")
    window.page.wait_for_selector(".cases li.said + li.said, .cases li.said ~ li.said")
    assert sorted(case.verdict or "" for case in opened.desk.findings())[-2:] == ["later", "source"]


def test_a_reading_error_leads_to_its_cells(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([WITH_FINDINGS]), open_window()
    window.page.goto(f"{opened.address}/findings?finding=requests.balance")
    window.see(".balance")

    window.press("m")
    window.page.wait_for_url("**/cell?**finding=requests.balance**")

    assert window.shown() != "none"
    assert [entry.verdict for entry in opened.desk.trail()] == ["reading"]


def test_two_people_never_get_the_same_cell(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    papers = [Paper(f"{name}.pdf", doubtful=tuple((address, "0") for address in ZEROS)) for name in "abcd"]
    opened = open_desk(papers, demand_login=True, accounts=two_accounts)
    windows = {name: open_window() for name in PASSWORDS}
    seen: dict[str, list[str]] = {name: [] for name in PASSWORDS}

    for name, window in windows.items():
        log_in(window, opened, name)
        seen[name].append(begin(window, opened))
    while any(seen[name][-1] != "none" for name in PASSWORDS):
        for name, window in windows.items():
            if seen[name][-1] != "none":
                window.press("1")
                seen[name].append(window.wait_for_next(seen[name][-1]))

    decided = [(entry.reviewer, entry.id) for entry in opened.desk.trail()]
    assert len(decided) == len(set(decided)) == 4 * len(ZEROS)
    assert {reviewer for reviewer, _ in decided} == set(PASSWORDS)
    assert set(seen["li"]) & set(seen["zhao"]) == {"none"}


def test_a_second_reader_does_not_see_the_first_answer(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    twice = DeskOptions(second_share=1.0, audit_share=0.0)
    opened = open_desk([MISREAD], twice, demand_login=True, accounts=two_accounts)
    pages = {}
    for name, key in (("li", "2"), ("zhao", "1")):
        window = open_window()
        log_in(window, opened, name)
        first = begin(window, opened)
        window.page.wait_for_selector("#table td.is-asked")
        pages[name] = window.page.inner_text(".task") + window.page.inner_text("#table")
        window.press(key)
        window.wait_for_next(first)

    assert pages["li"] == pages["zhao"]
    assert opened.desk.statistics().disputed == 1


def test_the_desk_speaks_chinese(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([MISREAD]), open_window(locale="zh-CN")
    first = begin(window, opened)

    assert "复核台" in window.see(".brand")
    assert "剩余 1 格" in window.see("#progress:not(:empty)")
    assert "空白" in window.see(".states")
    window.press("?")
    assert "撤销上一个答案" in window.see("#help")
    window.press("Escape")
    window.press("2")
    window.wait_for_next(first)
    assert "没有待您处理的单元格" in window.see("#done")
    window.page.goto(f"{opened.address}/documents")
    assert "已复核" in window.see("table.list")


def test_a_link_on_another_site_leads_to_the_door_and_no_further(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([MISREAD], demand_login=True, accounts=two_accounts), open_window()
    log_in(window, opened, "li")
    elsewhere = opened.address.replace("127.0.0.1", "localhost")

    for path, arrives in (("/", "**/queue"), ("/cell", "**/cell")):
        window.page.goto(f"{elsewhere}/login")
        window.page.evaluate("address => { location.href = address }", opened.address + path)
        window.page.wait_for_url(opened.address + arrives.removeprefix("**"))
        if path == "/":
            assert "li" in window.see(".person")
    assert "came from another site" in window.see("body")


def test_language_and_theme_are_kept(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    opened, window = open_desk([MISREAD]), open_window()
    window.page.goto(f"{opened.address}/documents?x=1")

    window.page.click("#language")
    window.page.wait_for_selector("html[lang=zh-CN]")
    assert window.page.url.endswith("/documents?x=1")
    window.page.click("button[name=theme]")
    window.page.wait_for_selector("html[data-theme=light]")
    window.page.click("button[name=theme]")
    window.page.wait_for_selector("html[data-theme=dark]")
    dark = window.page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert dark == "rgb(18, 23, 29)"
