"""``schema``: the bundled report schemas, and whether a user's own is sound."""

from __future__ import annotations

import argparse
from pathlib import Path

from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.errors import ExitCode
from ocr_pipeline.schema.catalog import bundled_ids, load_schema
from ocr_pipeline.schema.types import ReportSchema, TableSpec


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("schema", help="list, show or check report schemas")
    actions = parser.add_subparsers(metavar="ACTION", required=True, parser_class=type(parser))
    listing = actions.add_parser("list", help="the bundled schemas")
    listing.set_defaults(command=list_schemas)
    showing = actions.add_parser("show", help="tables, fields and labels of a schema")
    showing.add_argument("schema", metavar="ID")
    showing.set_defaults(command=show_schema)
    checking = actions.add_parser("check", help="whether a schema file of your own is sound")
    checking.add_argument("file", type=Path, metavar="FILE")
    checking.set_defaults(command=check_schema)


def list_schemas(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """Print id, tables and numbers of fields."""
    del arguments, engines
    for name in bundled_ids():
        print(f"{name}  {_summary(load_schema(name))}")
    return ExitCode.OK


def show_schema(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """Print every field with its labels."""
    del engines
    schema = load_schema(arguments.schema)
    print(f"{schema.id}  {' | '.join(schema.title)}")
    for spec in schema.tables:
        print(f"\n{spec.id} ({spec.edition})  {' | '.join(spec.titles[:1])}  {spec.english}  [{len(spec.fields)}]")
        _print_fields(spec)
    return ExitCode.OK


def check_schema(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """Load a schema file; what is wrong with it is said with file, table and key, as exit code 1."""
    del engines
    schema = load_schema(arguments.file)
    print(f"{arguments.file}: sound; {_summary(schema)}")
    return ExitCode.OK


def _summary(schema: ReportSchema) -> str:
    tables = ", ".join(f"{spec.id} ({spec.edition}): {len(spec.fields)} fields" for spec in schema.tables)
    return tables or "no fields; every table comes out as it stands"


def _print_fields(spec: TableSpec) -> None:
    for block in spec.blocks:
        for row in block.rows:
            columns = ", ".join(f"{column.key} {column.labels[0]}" for column in block.columns)
            print(f"  {row.key}  {row.labels[0]}: {columns}")
