from __future__ import annotations

from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.store.names import folder_name, safe_stem

DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("source", "stem"),
    [
        ("yuelu2020.pdf", "yuelu2020"),
        ("岳麓区 2020年报.pdf", "岳麓区 2020年报"),
        ("a.b.pdf", "a.b"),
        ("../../etc/passwd", "passwd"),
        ("..", "document"),
        (".pdf", "pdf"),
        ("", "document"),
        ("C:\\temp\\x.pdf", "x"),
        ('a<b>:"|?*.pdf', "a_b______"),
        ("a\nb\x00c.pdf", "a_b_c"),
        ("fdp\u202e.exe.pdf", "fdp_.exe"),
        ("\udcff.pdf", "_"),
        (" . .pdf", "document"),
        ("-rf.pdf", "-rf"),
    ],
)
def test_a_stem_becomes_one_harmless_name(source: str, stem: str) -> None:
    assert safe_stem(source) == stem


def test_a_long_name_is_cut_between_characters() -> None:
    stem = safe_stem("年" * 200 + ".pdf")

    assert stem == "年" * 40


@given(st.text())
def test_any_name_stays_inside_the_folder(source: str) -> None:
    name = folder_name(source, DIGEST)

    assert PurePath(name).parts == (name,)
    assert len(name.encode()) <= 129
    assert name.endswith("-01234567")
    assert not name.startswith(".")


def test_another_document_with_the_same_first_digits_gets_a_longer_name() -> None:
    other = DIGEST[:8] + "f" * 56

    assert folder_name("a.pdf", DIGEST, {"a-01234567": other}) == "a-012345678"
    assert folder_name("a.pdf", DIGEST, {"a-01234567": DIGEST}) == "a-01234567"
