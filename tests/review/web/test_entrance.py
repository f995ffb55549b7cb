"""Accounts, log-in and roles."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import create_engine, text

from ocr_pipeline.errors import OptionsError, RecordNotFound
from ocr_pipeline.review.accounts import IDLE_SECONDS, WHOLE_SECONDS, Account, Accounts, Role
from ocr_pipeline.review.desk import Desk
from ocr_pipeline.review.web.settings import Limits
from tests.review.web.asking import Client
from tests.review.web.conftest import QUICK, OpenDesk, Opened
from tests.review.web.paper_folder import Paper

PASSWORD = "correct horse"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(clock: Clock) -> Accounts:
    made = Accounts(create_engine("sqlite://"), hasher=QUICK, clock=clock)
    made.prepare()
    return made


def with_accounts(desk: Desk) -> Accounts:
    accounts = Accounts(desk.engine, hasher=QUICK)
    accounts.prepare()
    accounts.add("li", PASSWORD, Role.REVIEWER)
    accounts.add("zhang", PASSWORD + "!", Role.LEAD)
    return accounts


@pytest.fixture
def opened(open_desk: OpenDesk) -> Opened:
    return open_desk([Paper("a.pdf")], demand_login=True, accounts=with_accounts)


def logged_in(opened: Opened, name: str, password: str) -> Client:
    client = Client(opened.address).arrive()
    assert client.form("/login", name=name, password=password).status == 303
    return client.arrive()


def test_a_password_lets_in_and_is_not_kept(accounts: Accounts) -> None:
    accounts.add("li", PASSWORD, Role.LEAD)

    assert accounts.authenticate("li", PASSWORD) == Account("li", Role.LEAD)
    assert accounts.authenticate("li", PASSWORD + "x") is None
    assert accounts.authenticate("nobody", PASSWORD) is None
    with accounts._engine.connect() as connection:
        kept = connection.execute(text("select password from desk_accounts")).scalar_one()
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


@pytest.mark.parametrize("password", ["short", "", "x" * 300, "longer-name"])
def test_weak_passwords_are_refused(password: str, accounts: Accounts) -> None:
    with pytest.raises(OptionsError, match="password"):
        accounts.add("Longer-Name", password, Role.REVIEWER)


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a\0b", "x" * 65, "\u202eevil", "\ud800"])
def test_names_that_deceive_are_refused(name: str, accounts: Accounts) -> None:
    with pytest.raises(OptionsError, match="name"):
        accounts.add(name, PASSWORD, Role.REVIEWER)
    assert accounts.authenticate(name, PASSWORD) is None


def test_a_name_is_taken_once(accounts: Accounts) -> None:
    accounts.add("王芳", PASSWORD, Role.REVIEWER)

    with pytest.raises(OptionsError, match="exists"):
        accounts.add(" 王芳 ", PASSWORD, Role.ADMIN)
    assert accounts.all() == (Account("王芳", Role.REVIEWER),)


def test_a_session_ends_when_unused_or_old(accounts: Accounts, clock: Clock) -> None:
    account = accounts.add("li", PASSWORD, Role.REVIEWER)
    token = accounts.open_session(account)

    for _ in range(int(WHOLE_SECONDS / (IDLE_SECONDS - 1))):
        clock.now += IDLE_SECONDS - 1
        assert accounts.session(token) == account
    clock.now += IDLE_SECONDS - 1
    assert accounts.session(token) is None

    unused = accounts.open_session(account)
    clock.now += IDLE_SECONDS + 1
    assert accounts.session(unused) is None


@pytest.mark.parametrize("change", ["password", "role", "close", "log out"])
def test_what_changes_an_account_ends_its_sessions(change: str, accounts: Accounts) -> None:
    token = accounts.open_session(accounts.add("li", PASSWORD, Role.REVIEWER))
    acts = {
        "password": lambda: accounts.set_password("li", "another one"),
        "role": lambda: accounts.set_role("li", Role.ADMIN),
        "close": lambda: accounts.close("li"),
        "log out": lambda: accounts.close_session(token),
    }

    acts[change]()

    assert accounts.session(token) is None
    assert (accounts.authenticate("li", PASSWORD) is None) == (change in ("password", "close"))


def test_changing_nobody_is_told(accounts: Accounts) -> None:
    with pytest.raises(RecordNotFound, match="no account"):
        accounts.close("nobody")


def test_roles_include_each_other() -> None:
    assert [[has.may(needs) for needs in Role] for has in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


@pytest.mark.parametrize("path", ["/queue", "/cell", "/cells/next", "/crop/x", "/page/x/0", "/trail/decisions.jsonl"])
def test_strangers_are_led_to_the_door(path: str, opened: Opened) -> None:
    client = Client(opened.address)

    told = client.get(path)

    assert (told.status, told.headers["location"]) == (303, "/login")
    assert client.get(path, accept="application/json").status == 401


def test_the_door_opens_for_the_right_password_only(opened: Opened) -> None:
    client = Client(opened.address).arrive()

    wrong = client.form("/login", name="li", password="wrong password")
    assert wrong.status == 403
    assert "desk_session" not in client.cookies
    unknown = client.form("/login", name="nobody", password="wrong password")
    assert unknown.text.replace("nobody", "li") == wrong.text

    assert client.form("/login", name="li", password=PASSWORD).status == 303
    assert "li" in client.get("/queue").text


def test_guessing_is_slowed_down(open_desk: OpenDesk) -> None:
    slow = Limits(logins_per_minute=0.001)
    opened = open_desk([Paper("a.pdf")], demand_login=True, accounts=with_accounts, limits=slow)
    client = Client(opened.address).arrive()

    answers = [client.form("/login", name="li", password=f"guess number {n}").status for n in range(7)]

    assert answers == [403, 403, 403, 403, 403, 429, 429]
    assert client.form("/login", name="li", password=PASSWORD).status == 429


def test_a_token_from_before_log_in_is_worth_nothing_after(opened: Opened) -> None:
    client = Client(opened.address).arrive()
    before = client.token
    client.form("/login", name="li", password=PASSWORD)
    client.token = before

    assert client.data("/undo", id="x").status == 403
    assert client.arrive().data("/undo", id="x").status == 200


def test_log_out_ends_the_session(opened: Opened) -> None:
    client = logged_in(opened, "li", PASSWORD)
    kept = dict(client.cookies)

    assert client.form("/logout").status == 303

    client.cookies = kept
    assert client.get("/queue").status == 303


def test_only_leads_see_the_log_and_assign(opened: Opened) -> None:
    reviewer, lead = logged_in(opened, "li", PASSWORD), logged_in(opened, "zhang", PASSWORD + "!")
    (document,) = opened.desk.documents()
    assigning = f"/documents/{document.key}/assign"

    assert [reviewer.get("/trail").status, reviewer.get("/trail/decisions.jsonl").status] == [403, 403]
    assert reviewer.form(assigning, to="li").status == 403
    assert [lead.get("/trail").status, lead.get("/trail/decisions.jsonl").status] == [200, 200]
    assert lead.form(assigning, to="li").status == 303
    assert opened.desk.documents()[0].assigned_to == "li"
    assert lead.form(assigning, to="").status == 303
    assert opened.desk.documents()[0].assigned_to is None


def test_nobody_decides_in_anothers_name(opened: Opened) -> None:
    client = logged_in(opened, "li", PASSWORD)
    (task,) = client.tasks()

    client.data(f"/cells/{task['id']}/decide", id="1", state="blank", reviewer="zhang", **task["sent"])

    assert [entry.reviewer for entry in opened.desk.trail()] == ["li"]


def test_secrets_are_not_logged(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client = logged_in(opened, "li", PASSWORD)
        client.form("/login", name="li", password="wrong password")

    for secret in (PASSWORD, "wrong password", client.token, *client.cookies.values()):
        assert secret not in caplog.text
