"""What a report says of itself."""

from __future__ import annotations

import pytest

from ocr_pipeline.model.layout import RegionKind
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.identify_report import identify_report, organisation_of, year_of
from tests.stages.drawn_tables import heading, page_of

SCHEMA = load_schema()


@pytest.mark.parametrize(
    ("title", "organisation", "year"),
    [
        ("益阳市2020年政府信息公开工作年度报告", "益阳市", 2020),
        ("湘潭县云湖桥镇2020年度政府信息公开工作年度报告", "湘潭县云湖桥镇", 2020),
        ("2021年昌图县文旅广局政府信息公开工作年度报告", "昌图县文旅广局", 2021),
        ("湖南省人民政府辦公廳2020年政府信息公開工作年度報告", "湖南省人民政府辦公廳", 2020),
        ("某某市人民政府二〇二三年政府信息公开年度报告", "某某市人民政府二〇二三年", 2023),
        ("三公经费表", "", None),
    ],
)
def test_a_title_names_organisation_and_year(title: str, organisation: str, year: int | None) -> None:
    assert year_of(title, SCHEMA) == year
    assert organisation_of(title, SCHEMA) == organisation


def test_a_title_over_two_lines_is_one_title() -> None:
    blocks = [heading("某某市人民政府", 80, height=40), heading("2022年政府信息公开工作年度报告", 130, height=40)]
    prose = heading("现将某某市人民政府2022年政府信息公开工作年度报告公布如下，请监督。", 300, kind=RegionKind.TEXT)
    found = identify_report([page_of(0, blocks=[*blocks, prose])], SCHEMA)
    assert found.title == "某某市人民政府2022年政府信息公开工作年度报告"
    assert (found.organisation, found.year) == ("某某市人民政府", 2022)


def test_a_title_with_a_misread_character_is_still_the_title() -> None:
    found = identify_report([page_of(0, blocks=[heading("沅江市2019年政府信息公汗工作年度报告", 80)])], SCHEMA)
    assert (found.title, found.year) == ("沅江市2019年政府信息公汗工作年度报告", 2019)


def test_another_kind_of_report_has_its_largest_heading_for_a_title() -> None:
    blocks = [heading("附件", 40, height=16), heading("部门决算公开", 80, height=40)]
    assert identify_report([page_of(0, blocks=blocks)], SCHEMA).title == "部门决算公开"


def test_of_headings_about_as_large_the_first_is_the_title() -> None:
    blocks = [heading("某局2021年部门预算", 40, height=38), heading("一、部门概况", 120, height=40)]
    found = identify_report([page_of(0, blocks=blocks)], load_schema("none"))
    assert (found.title, found.organisation, found.year) == ("某局2021年部门预算", "某局", 2021)


def test_an_empty_report_has_no_title() -> None:
    found = identify_report([page_of(0)], SCHEMA)
    assert (found.title, found.organisation, found.year) == ("", "", None)


def test_where_the_title_has_no_year_the_text_may_say_it() -> None:
    prose = heading("2020年，全市公开信息若干条，比2019年多", 200, kind=RegionKind.TEXT)
    again = heading("2020年工作如下", 240, kind=RegionKind.TEXT)
    blocks = [heading("政府信息公开工作年度报告", 80, height=40), prose, again]
    assert identify_report([page_of(0, blocks=blocks)], SCHEMA).year == 2020
