"""A TOML file -> ``ReportSchema``: every error names the file, the table and the key."""

from __future__ import annotations

from pathlib import Path

from ocr_pipeline.errors import SchemaError
from ocr_pipeline.schema.load_characters import read_characters
from ocr_pipeline.schema.load_tables import read_tables
from ocr_pipeline.schema.node import Node, read_toml
from ocr_pipeline.schema.types import ReportSchema, SectionSpec


def load_file(path: Path) -> ReportSchema:
    """The schema of a file; its ``parts`` are read from the same folder."""
    root = read_toml(path)
    parts = (root, *(read_toml(path.parent / name) for name in root.words("parts")))
    characters = root.text("characters")
    schema = ReportSchema(
        id=root.text("id"),
        title=root.words("title"),
        tables=tuple(spec for part in parts for table in part.tables("table") for spec in read_tables(table)),
        characters=read_characters(read_toml(path.parent / characters)),
        sections=tuple(_read_section(section) for part in parts for section in part.tables("section")),
    )
    for part in parts:
        part.finish()
    _check_unique(schema, path)
    return schema


def _read_section(node: Node) -> SectionSpec:
    section = SectionSpec(node.text("key"), (node.text("label"), *node.words("also")), node.text("english", ""))
    node.finish()
    return section


def _check_unique(schema: ReportSchema, path: Path) -> None:
    seen: set[tuple[str, str]] = set()
    for table in schema.tables:
        if (table.id, table.edition) in seen:
            raise SchemaError(f"{path.name}: table {table.id} ({table.edition}) is described twice; remove one")
        seen.add((table.id, table.edition))
        if len(set(table.fields)) != len(table.fields):
            twice = next(field for field in table.fields if table.fields.count(field) > 1)
            raise SchemaError(f"{path.name}: table {table.id} ({table.edition}) has the field {'/'.join(twice)} twice")
