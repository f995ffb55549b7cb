"""Sentences that state quantities of the tables are found, compared, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.layout import RegionKind, Score
from ocr_pipeline.model.reading import TextBlock, TextLine
from ocr_pipeline.model.report import Statement
from ocr_pipeline.stages.find_statements import find_statements
from ocr_pipeline.stages.reconcile import reconcile
from tests.stages.reports_on_paper import missing, page, schema, table

REVIEW = "litigation/cases/review."
SUITS = "litigation/cases/direct.total + litigation/cases/after_review.total"
LOST = "litigation/cases/direct.corrected + litigation/cases/after_review.corrected"


def stated(*lines: str) -> tuple[Statement, ...]:
    tables = reconcile((missing("requests"), missing("litigation"), missing("active_disclosure")), schema())
    return find_statements([page(*lines)], tables, schema())


@pytest.mark.parametrize(
    ("sentence", "quantity", "value"),
    [
        ("全市共受理依申请政府信息公开 160 件", "requests/new/total", 160),
        ("全年收到政府信息公开申请39件", "requests/new/total", 39),
        ("共收到各类政府信息依申请公开事项292项", "requests/new/total", 292),
        ("2020年收到政府信息公開申請190件", "requests/new/total", 190),
        ("共受理政府信息公开申请1,295件", "requests/new/total", 1295),
        ("受理政府信息公开申请160件，办结160件", "requests/processed_total/total", 160),
        ("結轉上年度政府信息公開申請10件", "requests/carried_in/total", 10),
        ("結轉下年度繼續辦理2件", "requests/carried_out/total", 2),
        ("答复申请中，予以公开120件", "requests/granted/total", 120),
        ("办理申请时部分公开7件", "requests/partial/total", 7),
        ("行政复议 42 件", REVIEW + "total", 42),
        ("行政复议纠错 1 件", REVIEW + "corrected", 1),
        ("發生行政復議4件，其中3件維持", REVIEW + "upheld", 3),
        ("发生行政复议4件，其中维持3件，尚未审结1件", REVIEW + "pending", 1),
        ("行政诉讼 51 件", SUITS, 51),
        ("本年度出现了1起政府信息公开行政诉讼案件", SUITS, 1),
        ("行政诉讼败诉 0 件", LOST, 0),
        ("发生行政诉讼，无一例败诉", LOST, 0),
        ("由政府信息引起的行政复议和诉讼共8件", f"{REVIEW}total + {SUITS}", 8),
    ],
)
def test_a_sentence_states_a_quantity(sentence: str, quantity: str, value: int) -> None:
    assert (quantity, Decimal(value)) in {(found.quantity, found.value) for found in stated(sentence + "。")}


@pytest.mark.parametrize(
    "sentence",
    [
        "受理业务7000余件，时限内办结率100%",
        "共收到群众意见和建议80条",
        "接办市长热线事项45件",
        "去年收到政府信息公开申请88件",
        "规范受理、拟办、答复、归档等8个工作流程",
        "公开政策性文件、工作实施方案等信息98条",
        "召开行政复议工作会议",
        "收到申请的答复期限为20个工作日",
    ],
)
def test_other_numbers_are_left_alone(sentence: str) -> None:
    assert stated(sentence + "。") == ()


def test_a_number_is_not_taken_for_its_neighbours_quantity() -> None:
    quantities = {(found.quantity, int(found.value)) for found in stated("引起的行政复议42件行政诉讼51件。")}
    assert quantities == {(REVIEW + "total", 42), (SUITS, 51)}


def test_new_requests_may_be_told_with_those_carried_in() -> None:
    cells = {"new/natural_person": "36", "new/total": "36", "carried_in/natural_person": "4", "carried_in/total": "4"}
    tables = reconcile((table("requests", "2021", cells),), schema())
    for number, agrees in (("36", True), ("40", True), ("41", False)):
        (found,) = find_statements([page(f"共收到政府信息公开申请{number}件。")], tables, schema())
        assert found.agrees is agrees


def test_a_blank_total_cannot_disagree() -> None:
    tables = reconcile((table("requests", "2021", {"new/total": None, "carried_in/total": None}),), schema())
    (found,) = find_statements([page("共收到政府信息公开申请5件。")], tables, schema())
    assert found.agrees is None


def test_a_sentence_cut_by_lines_blocks_and_pages_is_still_found() -> None:
    first, second = page("全年收到政府信息", "公开申"), replace(page("请39件，全部答复。"), page_index=1)
    tables = reconcile((missing("requests"),), schema())
    (found,) = find_statements([first, second], tables, schema())
    assert (found.value, found.place.page_index) == (Decimal(39), 1)


def test_headers_and_footers_are_no_prose() -> None:
    footer = page("收到政府信息公开申请39件。", kind=RegionKind.FOOTER)
    assert find_statements([footer], reconcile((missing("requests"),), schema()), schema()) == ()


def test_the_place_is_that_of_the_line() -> None:
    (found,) = stated("一、总体情况。", "收到政府信息公开申请39件。")
    assert 20 / 1000 <= found.place.box.top < found.place.box.bottom <= 40 / 1000


def test_a_sentence_in_a_card_beside_others_is_read_down_its_card() -> None:
    said = [("全市共受理依申请政府", 0, 0), ("政务微博和微信", 1, 0), ("信息公开160件", 0, 1), ("粉丝超过15万", 1, 1)]
    lines = [
        (text, Box(column * 500 + 10, row * 22 + 10, column * 500 + 400, row * 22 + 28)) for text, column, row in said
    ]
    blocks = tuple(TextBlock(RegionKind.TEXT, box, (TextLine(text, box, Score(0.9)),)) for text, box in lines)
    tables = reconcile((missing("requests"),), schema())
    (found,) = find_statements([replace(page(), blocks=blocks)], tables, schema())
    assert (found.quantity, found.value) == ("requests/new/total", Decimal(160))


def test_what_is_said_once_is_told_once() -> None:
    assert len(stated("一、总体情况", "全年收到政府信息公开申", "请39件,全部答复。")) == 1
