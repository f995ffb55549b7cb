"""``characters.toml`` -> ``Characters``."""

from __future__ import annotations

import unicodedata

from ocr_pipeline.schema.node import Node
from ocr_pipeline.schema.types import Characters, UnitSpec


def read_characters(node: Node) -> Characters:
    """What characters mean, from the root of a characters file."""
    characters = Characters(
        none_marks=_folded(node.words("none_marks")),
        minus=_folded(node.words("minus")),
        plus=_folded(node.words("plus")),
        separators=_folded(node.words("separators")),
        points=_folded(node.words("points")),
        units=tuple(_read_unit(unit) for unit in node.tables("unit")),
        counters=_folded(node.words("counters")),
        brackets=node.pairs("brackets"),
        look_alikes=node.pairs("look_alikes"),
        mark_look_alikes=node.pairs("mark_look_alikes"),
        numerals=node.pairs("numerals"),
        ignored=node.text("ignored"),
        sentence_ends=node.text("sentence_ends"),
        simplified=_read_simplified(node.table("simplified")),
    )
    node.finish()
    return characters


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words after NFKC, each once, longest first so that the first match is the right one."""
    folded = dict.fromkeys(unicodedata.normalize("NFKC", word) for word in words)
    return tuple(sorted(folded, key=lambda word: -len(word)))


def _read_unit(node: Node) -> UnitSpec:
    unit = UnitSpec(node.text("name"), _folded(node.words("printed")), int(node.number("worth")))
    node.finish()
    return unit


def _read_simplified(node: Node) -> tuple[tuple[str, str], ...]:
    traditional, simplified = node.text("traditional"), node.text("simplified")
    if len(traditional) != len(simplified):
        raise node.error("simplified", f"has {len(simplified)} characters, traditional has {len(traditional)}")
    node.finish()
    return tuple(zip(traditional, simplified, strict=True))
