"""Blocks of text become sections with whole paragraphs."""

from __future__ import annotations

from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.layout import RegionKind, Score
from ocr_pipeline.model.reading import TextBlock, TextLine
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.outline_sections import outline_sections
from tests.stages.drawn_tables import heading, page_of

SCHEMA = load_schema()


def paragraph(*lines: tuple[str, float, float], top: float = 200) -> TextBlock:
    """Lines as (text, left, right), 30 px apart."""
    boxes = [Box(left, top + 30 * i, right, top + 30 * i + 20) for i, (_, left, right) in enumerate(lines)]
    texts = tuple(TextLine(text, box, Score(0.9)) for (text, _, _), box in zip(lines, boxes, strict=True))
    return TextBlock(RegionKind.TEXT, Box(100, top, 900, top + 30 * len(lines)), texts)


def test_lines_of_a_paragraph_are_joined_and_an_indent_begins_a_new_one() -> None:
    first = ("第一段开头", 140, 900), ("第一段结尾。", 100, 400)
    block = paragraph(*first, ("第二段开头", 140, 900), ("接着，", 100, 880))
    [section] = outline_sections([page_of(0, blocks=[block])], SCHEMA)
    assert section.paragraphs == ("第一段开头第一段结尾。", "第二段开头接着，")


def test_a_paragraph_goes_on_over_the_page_and_the_page_number_is_left_out() -> None:
    first = paragraph(("这一段在页末", 140, 900), ("没有结束", 100, 900), top=1200)
    number = paragraph(("- 3 -", 480, 520), top=1370)
    second = paragraph(("到这里才结束。", 100, 400), ("另一行", 100, 900), top=150)
    [section] = outline_sections([page_of(0, blocks=[first, number]), page_of(1, blocks=[second])], SCHEMA)
    assert section.paragraphs[0] == "这一段在页末没有结束到这里才结束。"


def test_chapters_of_the_schema_begin_sections_wherever_they_stand() -> None:
    blocks = [
        paragraph(("一、总体情况", 100, 260), ("本年工作如下。", 140, 900), top=100),
        heading("五、存在的主要问题及改进情况", 400, kind=RegionKind.TEXT),
        paragraph(("存在问题。", 140, 400), top=450),
    ]
    sections = outline_sections([page_of(0, blocks=blocks)], SCHEMA)
    assert [s.title for s in sections] == ["一、总体情况", "五、存在的主要问题及改进情况"]
    assert sections[0].paragraphs == ("本年工作如下。",)


def test_an_unknown_title_begins_a_section_but_a_bracketed_ordinal_does_not() -> None:
    blocks = [heading("附件说明", 100), heading("（一）主动公开情况", 200)]
    sections = outline_sections([page_of(0, blocks=blocks)], SCHEMA)
    assert [s.title for s in sections] == ["附件说明"]
    assert sections[0].paragraphs == ("（一）主动公开情况",)


def test_headers_and_footers_are_left_out_and_characters_stay_as_printed() -> None:
    header = heading("某某市人民政府公报", 40, kind=RegionKind.HEADER)
    body = paragraph(("政府信息公開，共１２件（条）。", 140, 700))
    [section] = outline_sections([page_of(0, blocks=[header, body])], SCHEMA)
    assert section.paragraphs == ("政府信息公開，共１２件（条）。",)


def test_a_sentence_that_mentions_a_chapter_is_no_heading() -> None:
    text = "全文包括总体情况，主动公开政府信息情况，收到和处理政府信息公开申请情况以及其他需要报告的事项。"
    [section] = outline_sections([page_of(0, blocks=[paragraph((text, 140, 900))])], SCHEMA)
    assert section.title == ""


def test_text_in_cards_side_by_side_is_read_card_by_card() -> None:
    rows = [
        paragraph(("市本级平", 120, 400), top=200),
        paragraph(("主动公开", 420, 700), top=202),
        paragraph(("台公开信息", 100, 300), top=230),
        paragraph(("政策文件", 400, 560), top=232),
    ]
    [section] = outline_sections([page_of(0, blocks=rows)], SCHEMA)
    assert section.paragraphs == ("市本级平台公开信息", "主动公开政策文件")


def test_no_line_is_lost_or_told_twice() -> None:
    words = [f"行{i}" for i in range(30)]
    places = [(100 + 7 * i % 300, 500 + 11 * i % 400, 200 + 13 * i) for i in range(30)]
    blocks = [paragraph((word, left, right), top=top) for word, (left, right, top) in zip(words, places, strict=True)]
    text = "".join(p for s in outline_sections([page_of(0, blocks=blocks)], SCHEMA) for p in s.paragraphs)
    assert sorted(text) == sorted("".join(words))


def test_a_sentence_that_repeats_a_title_is_no_heading() -> None:
    blocks = [heading("六、其他需要报告的事项", 200), paragraph(("2019年无其他需要报告事项。", 140, 500), top=300)]
    sections = outline_sections([page_of(0, blocks=blocks)], SCHEMA)
    assert [s.paragraphs for s in sections] == [("2019年无其他需要报告事项。",)]


def test_a_sentence_is_no_heading_though_the_layout_calls_it_one() -> None:
    blocks = [heading("六、其他需要报告的事项", 100), heading("2019年无其他需要报告事项。", 200)]
    [section] = outline_sections([page_of(0, blocks=blocks)], SCHEMA)
    assert (section.title, section.paragraphs) == ("六、其他需要报告的事项", ("2019年无其他需要报告事项。",))


def test_a_chapter_that_nobody_named_is_known_by_its_numeral() -> None:
    lines = [
        ("四、政务公开的主要效果", 100, 400),
        ("一、从三个方面着手，加强组织领导", 140, 900),
        ("收效明显。", 100, 300),
    ]
    [section] = outline_sections([page_of(0, blocks=[paragraph(*lines)])], SCHEMA)
    assert section.title == "四、政务公开的主要效果"
    assert section.paragraphs == ("一、从三个方面着手，加强组织领导收效明显。",)


def test_without_a_schema_chapters_begin_sections_too() -> None:
    blocks = [
        heading("第一部分 部门概况", 100, kind=RegionKind.TEXT),
        heading("二、收支情况", 300, kind=RegionKind.TEXT),
    ]
    sections = outline_sections([page_of(0, blocks=blocks)], load_schema("none"))
    assert [section.title for section in sections] == ["第一部分 部门概况", "二、收支情况"]


def test_an_icon_that_was_read_beside_a_label_does_not_tear_the_card_apart() -> None:
    spots = [
        ("中", 100, 150, 200),
        ("目标", 160, 240, 200),
        ("标准", 560, 640, 200),
        ("建设法治政府", 90, 270, 240),
        ("群众满意", 550, 700, 240),
    ]
    lines = tuple(TextLine(text, Box(left, top, right, top + 30), Score(0.9)) for text, left, right, top in spots)
    blocks = [TextBlock(RegionKind.TEXT, line.box, (line,)) for line in lines]
    [section] = outline_sections([page_of(0, blocks=blocks)], SCHEMA)
    told = "".join(section.paragraphs)
    assert told == "中目标建设法治政府标准群众满意"
