"""What does not fit is found, blamed on the right side, and explained."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from ocr_pipeline.evaluate.source_errors import SLIPS
from ocr_pipeline.evaluate.value_tables import Looks, random_numbers, read_tables
from ocr_pipeline.model.bound import Address, Alternative, BindingNote
from ocr_pipeline.model.report import Cause, Finding, Severity
from ocr_pipeline.stages.check_rules import check_rules
from ocr_pipeline.stages.parse_number import parse_number
from ocr_pipeline.stages.reconcile import reconcile
from tests.stages.reports_on_paper import missing, page, schema, table, understood

BALANCED = {
    "new/natural_person": "5", "new/enterprise": "2", "new/total": "7",
    "granted/natural_person": "4", "granted/enterprise": "2", "granted/total": "6",
    "processed_total/natural_person": "4", "processed_total/enterprise": "2", "processed_total/total": "6",
    "carried_out/natural_person": "1", "carried_out/total": "1",
}  # fmt: skip


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def only(findings: tuple[Finding, ...], code: str) -> Finding:
    (found,) = (finding for finding in findings if finding.code == code)
    return found


def test_a_table_that_adds_up_has_no_findings() -> None:
    assert understood(table("requests", "2021", BALANCED))[1] == ()


def test_a_column_that_does_not_balance_is_a_source_error_with_both_sides() -> None:
    findings = understood(table("requests", "2021", BALANCED | {"new/natural_person": "6", "new/total": "8"}))[1]
    person = next(finding for finding in findings if "自然人" in finding.message_zh)
    assert (person.code, person.severity, person.cause) == ("requests.balance", Severity.ERROR, Cause.SOURCE)
    assert (person.left, person.right) == (Decimal(6), Decimal(5))
    assert person.says == "new + carried_in = processed_total + carried_out"
    assert Address("requests", "new", "natural_person") in person.cells
    assert "difference of 1" in person.message
    assert "相差1" in person.message_zh


def test_the_one_cell_that_explains_a_broken_sum_is_named() -> None:
    findings = understood(table("requests", "2021", BALANCED | {"granted/natural_person": "3"}))[1]
    assert codes(findings) == ["requests.outcome_total", "requests.row_total"]
    assert all("granted / natural persons is 3 and would have to be 4" in finding.message for finding in findings)


def test_cases_booked_under_two_applicants_are_recognised() -> None:
    moved = {"processed_total/natural_person": "6", "processed_total/enterprise": "0"}
    moved |= {"granted/natural_person": "6", "granted/enterprise": "0"}
    findings = understood(table("requests", "2021", BALANCED | moved))[1]
    assert codes(findings) == ["requests.balance", "requests.balance"]
    assert all("booked under different columns" in finding.message for finding in findings)


def test_a_total_printed_zero_above_its_parts_is_recognised() -> None:
    finding = only(understood(table("requests", "2021", BALANCED | {"granted/total": "0"}))[1], "requests.row_total")
    assert "The total is printed 0" in finding.message


def test_a_row_moved_by_one_column_is_recognised() -> None:
    moved = {"granted/natural_person": "0", "granted/enterprise": "4", "granted/research": "2", "granted/total": "0"}
    findings = understood(table("requests", "2021", BALANCED | moved | {"granted/other": "0"}))[1]
    columns = [finding for finding in findings if finding.code == "requests.outcome_total"]
    assert len(columns) >= 2
    assert all("if the row granted were moved by one column" in finding.message for finding in columns)


def test_a_blank_total_is_not_an_error_but_told_if_zero_cannot_be_meant() -> None:
    assert understood(table("requests", "2021", {"new/total": None}))[1] == ()
    blank = BALANCED | {"processed_total/enterprise": None}
    findings = understood(table("requests", "2021", blank))[1]
    balance = only(findings, "requests.balance")
    assert (balance.severity, balance.cause) == (Severity.WARNING, Cause.SOURCE)
    assert "Blank cells are counted as 0" in balance.message


def test_a_doubtful_cell_that_explains_the_break_is_blamed_on_reading() -> None:
    bound = table("litigation", "2021", {"cases/review.upheld": "2", "cases/review.total": "6"})
    doubtful = (Alternative(parse_number("2", schema().characters), 0.9),)
    cells = tuple(
        replace(cell, alternatives=doubtful) if cell.address.column == "review.upheld" else cell for cell in bound.cells
    )
    findings = understood(replace(bound, cells=cells))[1]
    assert only(findings, "litigation.review_total").cause is Cause.READING


def test_soft_checks_warn_and_never_fail_where_units_are_missing() -> None:
    procurement = {"procurement/items": "415533", "procurement/amount": "59572.0308万元"}
    finding = only(understood(table("active_disclosure", "2019", procurement))[1], "active_disclosure.price_low")
    assert finding.severity is Severity.WARNING
    bare = {"procurement/items": "1", "procurement/amount": "20000"}
    assert codes(understood(table("active_disclosure", "2019", bare))[1]) == ["cell.no_unit"]


def test_last_year_and_change_and_decisions_need_not_add_up() -> None:
    row = {"licensing/previous": "650", "licensing/change": "123", "licensing/decisions": "35986"}
    assert understood(table("active_disclosure", "2019", row))[1] == ()


def test_impossible_counts_are_told() -> None:
    printed = {"licensing/decisions": "-3", "punishment/decisions": "2.5"}
    assert codes(understood(table("active_disclosure", "2021", printed))[1]) == ["cell.negative", "cell.not_whole"]


def test_an_unreadable_cell_is_told_with_the_value_that_the_sums_propose() -> None:
    findings = understood(table("requests", "2021", BALANCED | {"granted/natural_person": "?"}))[1]
    assert "would hold with 4" in only(findings, "cell.proposed").message
    assert codes(understood(table("active_disclosure", "2021", {"licensing/decisions": "?"}))[1]) == ["cell.unreadable"]


def test_missing_tables_and_rows_are_told() -> None:
    assert codes(understood(missing("requests"), missing("litigation"))[1]) == ["report.no_tables"]
    findings = understood(table("requests", "2021", BALANCED), missing("litigation"))[1]
    assert codes(findings) == ["table.missing"]
    assert "Reviews and lawsuits" in findings[0].message


def test_a_note_of_binding_is_put_into_words() -> None:
    bound = table("requests", "2021", BALANCED)
    note = BindingNote("row.missing", "requests", None, (("row", "denied.2"), ("label", "2.")))
    strange = BindingNote("row.dancing", "requests", None)
    findings = understood(replace(bound, notes=(note, strange)))[1]
    assert codes(findings) == ["row.missing", "table.note"]
    assert "其他法律行政法规禁止公开" in findings[0].message_zh
    assert len(findings[0].cells) == 7


def test_a_sentence_that_says_something_else_is_a_finding_with_a_hint() -> None:
    prose = page("今年收到政府信息公开申请5件。")
    finding = only(understood(table("requests", "2021", BALANCED), prose=prose)[1], "statement.disagrees")
    assert (finding.left, finding.right) == (Decimal(5), Decimal(7))
    assert "5 is the number in new / natural persons" in finding.message
    assert finding.place is not None


def test_sentences_stand_in_for_missing_tables_and_are_checked_among_themselves() -> None:
    prose = page("2020年收到政府信息公开申请190件,结转上年度10件,共办理完成198件,结转下年度3件。")
    findings = understood(missing("requests"), prose=prose)[1]
    assert codes(findings).count("statement.only") == 4
    assert "200 and 201" in only(findings, "statement.sums").message


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("seed", range(4))
def test_slips_of_the_source_are_found_and_blamed_on_it(slip: object, seed: int) -> None:
    assert callable(slip)
    chance = random.Random(seed)
    specs = [schema().table("requests", "2021")]
    printed = slip(random_numbers(specs, chance), chance)
    tables = reconcile(read_tables(printed, specs, Looks(share=0.0), chance), schema())
    findings = check_rules(tables, (), schema())
    assert findings
    assert {finding.cause for finding in findings} == {Cause.SOURCE}


def test_every_code_is_in_the_catalogue_and_every_message_is_filled_in() -> None:
    known = {spec.code for spec in schema().findings} | {rule.code for rule in schema().rules}
    printed = BALANCED | {"granted/natural_person": "?", "granted/total": "9", "carried_in/total": None}
    for finding in understood(table("requests", "2021", printed), missing("litigation"))[1]:
        assert finding.code in known
        assert not {"{", "}"} & set(finding.message + finding.message_zh)


@pytest.mark.parametrize(
    ("organisation", "told"),
    [
        ("长沙市岳麓区人民政府", True),
        ("湘潭县云湖桥镇", True),
        ("沅江市人民政府", False),
        ("广西壮族自治区人民政府", False),
        ("宁明县", True),
        ("某某市生态环境局", True),
        ("国家统计局", False),
        ("寧明縣", True),
        ("", False),
    ],
)
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_bodies_that_make_no_regulations_are_asked_about_them(organisation: str, told: bool, edition: str) -> None:
    tables = understood(table("active_disclosure", edition, {"regulations/made": "2"}))[0]
    found = check_rules(tables, (), schema(), organisation=organisation)
    asked = [finding for finding in found if finding.code.startswith("active_disclosure.no_regulations")]
    assert [finding.severity for finding in asked] == [Severity.WARNING] * told
    assert all("(2 in all)" in finding.message for finding in asked)


def test_no_message_of_a_rule_leaves_a_brace_unfilled() -> None:
    disclosure = {"licensing/previous": "3", "licensing/change": "-9", "regulations/published": "5"}
    found = understood(table("active_disclosure", "2019", disclosure))[1]
    assert codes(found) == ["active_disclosure.items_left", "active_disclosure.published_total"]
    assert found[0].message.startswith("licensing: the items of last year")
    assert not any(mark in finding.message + finding.message_zh for finding in found for mark in "{}")
