"""A TOML file -> ``ReportSchema``: every error names the file, the table and the key.

``parts`` are further files of the same folder. ``extends = "ID"`` takes a bundled schema and adds what the file holds.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from ocr_pipeline.errors import SchemaError
from ocr_pipeline.schema.consistency import refuse_contradictions
from ocr_pipeline.schema.instances import instances
from ocr_pipeline.schema.load_characters import read_characters
from ocr_pipeline.schema.load_phrases import read_phrases, read_wording
from ocr_pipeline.schema.load_rules import check_codes, edition_choices, read_arithmetic, read_finding, read_rule
from ocr_pipeline.schema.load_tables import read_tables
from ocr_pipeline.schema.node import Node, read_toml
from ocr_pipeline.schema.types import Characters, ReportSchema, SectionSpec

FINDINGS = "findings.toml"
"""The bundled catalogue of findings and the sentences of messages; a schema's own entries come first."""

_NO_CHARACTERS = Characters((), (), (), (), (), (), (), (), (), (), (), "", "", ())


def load_file(path: Path, bundled: Path) -> ReportSchema:
    """The schema of a file; ``bundled`` is the folder of the schemas that a file may extend."""
    root = read_toml(path)
    parts = (root, *(_part(path, bundled, name) for name in _part_names(root)))
    start = _start(root, bundled)
    schema = _read_rules(parts, _read_shape(parts, start, root, (path.parent, bundled)))
    for part in parts:
        part.finish()
    _check(schema, path.name)
    return schema


def _part_names(root: Node) -> tuple[str, ...]:
    """The further files of a schema; what can be found in any report, and how it is said, belongs to every schema."""
    names = root.words("parts")
    return names if root.has("extends") or FINDINGS in names else (*names, FINDINGS)


def _part(path: Path, bundled: Path, name: str) -> Node:
    beside = path.parent / name
    return read_toml(beside if beside.exists() or not (bundled / name).exists() else bundled / name)


def _start(root: Node, bundled: Path) -> ReportSchema:
    if not root.has("extends"):
        return ReportSchema("", (), (), _NO_CHARACTERS)
    other = bundled / f"{root.text('extends')}.toml"
    if not other.exists():
        raise root.error("extends", f"there is no bundled schema {root.text('extends')!r}")
    return load_file(other, bundled)


def _read_shape(parts: tuple[Node, ...], start: ReportSchema, root: Node, folders: tuple[Path, Path]) -> ReportSchema:
    """The tables, chapters and characters."""
    characters = start.characters
    if root.has("characters") or not start.id:
        name = root.text("characters", "characters.toml")
        own, bundled = (folder / name for folder in folders)
        characters = read_characters(read_toml(own if own.exists() else bundled))
    tables = tuple(spec for part in parts for table in part.tables("table") for spec in read_tables(table))
    return dataclasses.replace(
        start,
        id=root.text("id"),
        title=root.words("title") or start.title,
        year_words=root.words("year_words") or start.year_words,
        territory_words=root.words("territory_words") or start.territory_words,
        tables=start.tables + tables,
        characters=characters,
        sections=start.sections + tuple(_read_section(node) for part in parts for node in part.tables("section")),
        headings=_expression(root, "headings") or start.headings,
    )


def _expression(node: Node, key: str) -> str:
    """A regular expression, empty if not given."""
    text = node.text(key, "")
    try:
        re.compile(text)
    except re.error as error:
        raise node.error(key, f"{text!r} is no regular expression: {error}") from error
    return text


def _read_rules(parts: tuple[Node, ...], shape: ReportSchema) -> ReportSchema:
    """The shape with its rules, phrases, findings and what reading with the arithmetic assumes."""
    assumed = [part.table("arithmetic") for part in parts if part.has("arithmetic")]
    return dataclasses.replace(
        shape,
        rules=shape.rules + tuple(read_rule(node, shape.tables) for part in parts for node in part.tables("rule")),
        phrases=shape.phrases + tuple(phrase for part in parts for phrase in read_phrases(part, shape.tables)),
        findings=shape.findings + tuple(read_finding(node) for part in parts for node in part.tables("finding")),
        wording=shape.wording + tuple(read_wording(node) for part in parts for node in part.tables("wording")),
        arithmetic=read_arithmetic(assumed[-1]) if assumed else shape.arithmetic,
    )


def _read_section(node: Node) -> SectionSpec:
    section = SectionSpec(node.text("key"), (node.text("label"), *node.words("also")), node.text("english", ""))
    node.finish()
    return section


def _check(schema: ReportSchema, where: str) -> None:
    seen: set[tuple[str, str]] = set()
    for table in schema.tables:
        if (table.id, table.edition) in seen:
            raise SchemaError(f"{where}: table {table.id!r} ({table.edition}) is described twice; remove one")
        seen.add((table.id, table.edition))
        if len(set(table.fields)) != len(table.fields):
            twice = next(field for field in table.fields if table.fields.count(field) > 1)
            raise SchemaError(f"{where}: table {table.id!r} ({table.edition}) has the field {'/'.join(twice)} twice")
    check_codes(schema.rules, where)
    for chosen in edition_choices(schema.tables):
        refuse_contradictions([found for rule in schema.rules for found in instances(rule, chosen)], where)
