"""What stands after people answered: in any order, cut anywhere, taken back and given again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.model.bound import Address, Place
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.review.entries import Entry, Evidence, Kind, from_line, from_row, to_line, to_row
from ocr_pipeline.review.ledger import Ledger
from ocr_pipeline.review.standing import RULES, Standing, standing
from tests.review.small_desk import number

CELLS = tuple(Address("t", row, "c") for row in ("a", "b"))
PEOPLE = ("ann", "bob", "cem")
EVIDENCE = Evidence(Place(0, Box(0.1, 0.1, 0.2, 0.2)), "p" * 64)


@st.composite
def trails(draw: st.DrawFn) -> list[Entry]:
    """Entries as a desk would write them: answers, and undos of the person's latest action that stands."""
    entries: list[Entry] = []
    standing_actions: dict[str, list[str]] = {person: [] for person in PEOPLE}
    for index in range(draw(st.integers(0, 14))):
        person = draw(st.sampled_from(PEOPLE))
        takes_back = draw(st.booleans())
        if takes_back and standing_actions[person]:
            entries.append(undo(index + 1, person, standing_actions[person].pop()))
            continue
        typed = draw(st.sampled_from("123"))
        ruling = draw(st.sampled_from(["", "", "", RULES]))
        entries.append(answer(index + 1, person, draw(st.sampled_from(CELLS)), typed, ruling))
        standing_actions[person].append(entries[-1].action)
    return entries


def answer(index: int, person: str, cell: Address, typed: str, verdict: str = "") -> Entry:
    name = f"e{index}"
    return Entry(
        number=index,
        id=name,
        action=name,
        kind=Kind.ANSWER,
        reviewer=person,
        at=float(index),
        document="d",
        field=cell,
        new=number(typed),
        verdict=verdict,
        evidence=EVIDENCE,
    )


def undo(index: int, person: str, action: str) -> Entry:
    return Entry(index, f"e{index}", f"e{index}", Kind.UNDO, person, float(index), "d", verdict=action)


def stands(entries: list[Entry]) -> list[Standing]:
    ledger = Ledger()
    ledger.add(entries)
    return [standing(ledger.answers(("d", cell)), EVIDENCE) for cell in CELLS]


def told(found: Standing) -> tuple[object, ...]:
    return found.value, found.disputed, found.ruled, found.stale, frozenset(found.readers)


@given(trails(), st.integers(0, 14))
def test_the_same_entries_give_the_same_state_however_they_are_cut(entries: list[Entry], cut: int) -> None:
    ledger = Ledger()
    ledger.add(entries[:cut])
    ledger.add(entries[cut:])
    assert [standing(ledger.answers(("d", cell)), EVIDENCE) for cell in CELLS] == stands(entries)


@given(trails())
def test_entries_that_come_twice_count_once(entries: list[Entry]) -> None:
    assert stands([*entries, *entries]) == stands(entries)


@given(trails())
def test_undoing_everything_leaves_nothing(entries: list[Entry]) -> None:
    ledger = Ledger()
    ledger.add(entries)
    number_of = len(entries)
    for person in PEOPLE:
        while (action := ledger.last_action(person)) is not None:
            number_of += 1
            ledger.add([undo(number_of, person, action)])
    assert all(standing(ledger.answers(("d", cell)), EVIDENCE) == Standing() for cell in CELLS)


@given(trails(), st.sampled_from(PEOPLE), st.sampled_from(CELLS), st.sampled_from("123"))
def test_an_answer_taken_back_leaves_what_stood_before(
    entries: list[Entry], person: str, cell: Address, typed: str
) -> None:
    given_once = answer(98, person, cell, typed)
    after = stands([*entries, given_once, undo(99, person, given_once.action)])
    assert [told(found) for found in after] == [told(found) for found in stands(entries)]


@given(st.permutations([("ann", "1"), ("bob", "2"), ("cem", "2")]))
def test_the_order_of_voices_makes_no_difference(voices: list[tuple[str, str]]) -> None:
    found = stands([answer(i, person, CELLS[0], typed) for i, (person, typed) in enumerate(voices, 1)])[0]
    assert found.value is not None and found.value.printed == "2" and not found.disputed


@given(trails())
def test_entries_survive_the_database_and_the_exchange(entries: list[Entry]) -> None:
    assert [from_row(to_row(entry)) for entry in entries] == entries
    assert [from_line(to_line(entry), "line") for entry in entries] == entries


def test_answers_on_other_pixels_do_not_count() -> None:
    given_once = answer(1, "ann", CELLS[0], "1")
    other = Evidence(EVIDENCE.place, "q" * 64)
    moved = Evidence(Place(0, Box(0.1, 0.2, 0.2, 0.3)), EVIDENCE.picture)
    nearly = Evidence(Place(0, Box(0.101, 0.099, 0.2, 0.2)), EVIDENCE.picture)
    said = {"ann": given_once}
    assert [standing(said, seen).stale for seen in (other, moved, nearly, EVIDENCE)] == [1, 1, 0, 0]
    assert standing(said, other).value is None


def test_two_who_differ_are_a_dispute_until_a_lead_rules() -> None:
    entries = [answer(1, "ann", CELLS[0], "1"), answer(2, "bob", CELLS[0], "2")]
    assert stands(entries)[0].disputed
    ruled = stands([*entries, answer(3, "lead", CELLS[0], "2", RULES)])[0]
    assert not ruled.disputed and ruled.value == number("2")
