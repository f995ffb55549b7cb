"""What the desk says: the same in both languages, and nothing outside them."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from ocr_pipeline.review.web.language import choose_language, load_messages
from tests.contract.repository import repository_files, text_of

MESSAGES = load_messages()
TEMPLATES = [str(path) for path in repository_files() if path.suffix == ".j2" and "web" in path.parts]
CJK = re.compile("[\u3400-\u9fff]")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_say_the_same_things() -> None:
    chinese, english = MESSAGES["zh"].sentences, MESSAGES["en"].sentences

    assert list(chinese) == list(english)
    assert [key for key in chinese if placeholders(chinese[key]) != placeholders(english[key])] == []
    assert [key for key, said in english.items() if CJK.search(said) and key != "app.other_language"] == []
    assert [key for key, said in chinese.items() if not said.strip()] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_say_nothing_by_themselves(template: str) -> None:
    source = text_of(template)
    named = set(re.findall(r'\bt\("([a-z_]+\.[a-z_]+)"', source))

    assert not CJK.search(source)
    assert named <= set(MESSAGES["en"].sentences)
    assert "| safe" not in source
    assert " style=" not in source


@pytest.mark.parametrize(
    ("cookie", "accepted", "chosen"),
    [
        (None, "", "zh"),
        (None, "en-GB,en;q=0.9,zh;q=0.1", "en"),
        (None, "fr, zh-TW;q=0.5, en;q=0.4", "zh"),
        (None, "en;q=x, zh;q=0.2", "zh"),
        ("en", "zh-CN", "en"),
        ("fr", "en", "en"),
    ],
)
def test_the_language_is_the_persons(cookie: str | None, accepted: str, chosen: str) -> None:
    assert choose_language(cookie, accepted) == chosen
