"""How well a read text fits a printed label."""

from __future__ import annotations

import random

import pytest

from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.expect_lines import all_labels
from ocr_pipeline.stages.match_labels import LabelMatcher
from tests.stages.drawn_tables import Noise, noisy

SCHEMA = load_schema()
MATCHER = LabelMatcher(all_labels(SCHEMA.tables), SCHEMA.characters.simplified)
ROWS = [row.labels for row in SCHEMA.table("requests", "2021").blocks[0].rows]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2.其他法律行政止公开", "2.其他法律行政法规禁止公开"),
        ("一、本年新收到政府信息公开申请数量", "一、本年新收政府信息公开申请数量"),
        ("規範性文件", "规范性文件"),
        ("规章（设区的市、自治州人民政府应提供相关数据）", "规章"),
        ("第二十条 第（一）项", "第二十条第（一）项"),
        ("上 年 转 结 政府信息公开申请数量", "二、上年结转政府信息公开申请数量"),
    ],
)
def test_variants_of_a_label_are_the_label(text: str, label: str) -> None:
    assert MATCHER.log_odds(text, 0.95, (label,)) > 3


@pytest.mark.parametrize(
    ("text", "label"),
    [("行政处罚", "政府集中采购"), ("其他主动公开文件", "其他对外管理服务事项"), ("收入合计", "行政复议")],
)
def test_a_clearly_read_other_text_speaks_against_a_label(text: str, label: str) -> None:
    assert MATCHER.log_odds(text, 0.98, (label,)) < -3


def test_a_doubtful_text_speaks_little_against_a_label() -> None:
    assert -2.5 < MATCHER.log_odds("口木白", 0.3, ("行政处罚",)) < 0
    assert MATCHER.log_odds("", 0.0, ("行政处罚",)) == 0


def test_no_text_is_nearer_to_another_row_than_to_its_own() -> None:
    for own in ROWS:
        fits = [MATCHER.log_odds(own[0], 1.0, labels) for labels in ROWS]
        assert ROWS[fits.index(max(fits))] == own


def test_noise_of_a_third_of_the_characters_leaves_long_labels_recognisable() -> None:
    rng = random.Random(7)
    long_rows = [labels for labels in ROWS if len(MATCHER.plain(labels[0])) >= 8]
    right = 0
    for _ in range(20):
        for own in long_rows:
            text, score = noisy(own[0], Noise(wrong=0.33), rng)
            fits = [MATCHER.log_odds(text, score, labels) for labels in ROWS]
            right += ROWS[fits.index(max(fits))] == own
    assert right >= 0.97 * 20 * len(long_rows)


def test_similarity_runs_from_nothing_to_one() -> None:
    assert MATCHER.similarity("行政处罚", ("行政处罚",)) == 1.0
    assert MATCHER.similarity("", ("行政处罚",)) == 0.0
    assert 0.3 < MATCHER.similarity("行政处X", ("行政处罚",)) < 1.0
