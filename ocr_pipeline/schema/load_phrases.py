"""``[[phrase]]`` and ``[[wording]]`` of schema files -> ``Phrase`` and ``Wording``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ocr_pipeline.schema.instances import UnknownName, cells_of_path
from ocr_pipeline.schema.load_rules import edition_choices
from ocr_pipeline.schema.node import Node
from ocr_pipeline.schema.rule_types import Phrase, Wording
from ocr_pipeline.schema.types import TableSpec

NUMBER = r"(?P<{name}>(?<![\d.])\d{{1,3}}(?:,\d{{3}})+(?!\d)|(?<![\d.])\d+)(?![\d.%])"


def read_phrases(node: Node, tables: Sequence[TableSpec]) -> tuple[Phrase, ...]:
    """The phrases of a file, ``{n}``, ``{n2}`` and ``{u}`` in their patterns filled in."""
    counters = node.text("counters", "")
    return tuple(_read_phrase(phrase, counters, tables) for phrase in node.tables("phrase"))


def _read_phrase(node: Node, counters: str, tables: Sequence[TableSpec]) -> Phrase:
    pattern = node.text("pattern").replace("{u}", counters)
    for name in ("n", "n2"):
        pattern = pattern.replace(f"{{{name}}}", NUMBER.format(name=name))
    phrase = Phrase(
        code=node.text("code"),
        pattern=pattern,
        quantities=tuple(tuple(part.strip() for part in text.split("+")) for text in node.words("quantities")),
        context=node.text("context", ""),
        unless=node.text("unless", ""),
        value=Decimal(int(node.number("value"))) if node.has("value") else None,
    )
    _check(phrase, node, tables)
    node.finish()
    return phrase


def _check(phrase: Phrase, node: Node, tables: Sequence[TableSpec]) -> None:
    for key in ("pattern", "context", "unless"):
        try:
            compiled = re.compile(getattr(phrase, key))
        except re.error as error:
            raise node.error(key, f"is no regular expression: {error}") from error
        if key == "pattern" and phrase.value is None and "n" not in compiled.groupindex:
            raise node.error(key, "has no {n}, so it holds no number; or give a value")
    if not phrase.quantities:
        raise node.error("quantities", "name at least one")
    for path in (path for quantity in phrase.quantities for path in quantity):
        if not any(_known(path, chosen) for chosen in edition_choices(tables)):
            raise node.error("quantities", f"no table has {path!r}; written table/row/column")


def _known(path: str, chosen: dict[str, TableSpec]) -> bool:
    try:
        return bool(cells_of_path(path, chosen))
    except UnknownName:
        return False


def read_wording(node: Node) -> Wording:
    """A sentence template."""
    wording = Wording(node.text("key"), node.text("english"), node.text("chinese"))
    node.finish()
    return wording
