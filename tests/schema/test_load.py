"""A user's own schema file: rules are added without code, every error names file, table and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_pipeline.errors import SchemaError
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.schema.expression import print_formula

OWN = """
id = "own"
extends = "gov-disclosure-annual-report"
"""

PLAIN = """
id = "plain"
title = ["Stock"]

[[table]]
id = "stock"
editions = ["1"]

[[table.block]]
key = "all"
rows = [{ key = "tea", label = "茶" }, { key = "salt", label = "盐" }, { key = "both", label = "合计" }]
columns = [{ key = "in", label = "入" }, { key = "out", label = "出" }, { key = "left", label = "存" }]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def rule(says: str, **more: str) -> str:
    keys = {"code": "own.rule", "table": "stock", "for": "every row", "says": says} | more
    return "[[rule]]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())


def test_a_user_adds_a_rule_to_the_bundled_schema(tmp_path: Path) -> None:
    text = OWN + rule("granted <= processed_total", table="requests", kind="check").replace("every row", "every column")
    schema = load_schema(written(tmp_path, text))
    assert schema.id == "own"
    assert print_formula(schema.rules[-1].formula) == "granted <= processed_total"
    assert len(schema.rules) == len(load_schema().rules) + 1


def test_a_schema_of_another_report_needs_no_code(tmp_path: Path) -> None:
    schema = load_schema(written(tmp_path, PLAIN + rule("in - out = left")))
    assert schema.table("stock", "1").fields[0] == ("tea", "in")
    assert schema.rules[0].table == "stock"


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        (rule("in - out = lft"), r"own.toml, rule 'own.rule', key 'says': .*stock.*'lft'; did you mean 'left'"),
        (rule("in - out = left", table="stocks"), r"key 'table': 'stocks' is unknown; did you mean 'stock'"),
        (rule("in - out = left", kind="identiti"), r"key 'kind': .*did you mean 'identity'"),
        (rule("in - out = left", sys="x"), r"key 'sys': unknown key; did you mean 'says'"),
        (rule("in - out = left + in"), "stock/tea/in stands on both sides"),
        (rule("in <= left"), "an identity says"),
        (rule("3 = 3"), "names no cell"),
        (rule("in - out = left", editions="x"), "key 'editions': expected a list"),
        (rule("in - out = left") + rule("in = left"), "'own.rule' is given twice"),
        (rule("in = left + 1") + rule("left = in", code="own.other"), "own.other.*own.rule.*can never hold"),
        (rule("in = out + left") + rule("out = in + left", code="own.other"), "round in a circle.*stock/tea/left"),
        (rule("in <= left", kind="check", bodies="("), "key 'bodies': is no regular expression"),
        (rule("in - out = left", bodies="x"), "key 'bodies': only kind = \"check\""),
        (rule("in - out = left", message="{lft}"), r"key 'message': nothing fills in {lft}; known: place"),
        (rule("in - out = left", message="{before}"), "nothing fills in {before}"),
        (rule("in <= last(left) + part(out)", kind="check"), "compare with different reports"),
        ("[[rule]]\ncode = 3\n", "key 'code': expected text"),
        ('[[rule]]\ncode = "x"\n', "key 'table': is missing"),
    ],
)
def test_a_faulty_rule_names_file_rule_and_key(tmp_path: Path, rules: str, problem: str) -> None:
    with pytest.raises(SchemaError, match=problem):
        load_schema(written(tmp_path, PLAIN + rules))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("id = ", "own.toml is not valid TOML"),
        ("titel = []", "key 'id': is missing"),
        (PLAIN.replace('title = ["Stock"]', 'titel = ["Stock"]'), "key 'titel': unknown key; did you mean 'title'"),
        (PLAIN.replace('editions = ["1"]', ""), "table 'stock', key 'editions': name at least one"),
        (PLAIN.replace('key = "salt"', 'key = "tea"'), "field tea/in twice"),
        (PLAIN.replace('key = "salt"', 'key = "sea-salt"'), "key 'key': 'sea-salt' must begin with a letter"),
        (PLAIN.replace("title =", 'headings = "(" \ntitle ='), "key 'headings': .* is no regular expression"),
        (OWN.replace("gov-", "gav-"), "key 'extends': there is no bundled schema"),
        (PLAIN + '[[table]]\nid = "stock"\neditions = ["1"]\nblock = 3', "key 'block': expected tables"),
    ],
)
def test_a_faulty_schema_says_where(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SchemaError, match=problem):
        load_schema(written(tmp_path, text))
