"""``export``: what a results folder holds, in another format."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.commands.shared_arguments import add_database, existing_results, say_stale, schema_name
from ocr_pipeline.errors import ExitCode, RecordNotFound
from ocr_pipeline.exports.formats import FORMATS, Exportable
from ocr_pipeline.model.report_codec import report_from_plain
from ocr_pipeline.review.amend import Amender, amended_plain, decisions_of
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.store.atomic import not_writable
from ocr_pipeline.store.results import REPORT_FILE, ResultsFolder


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("export", help="write results in another format")
    parser.add_argument("folder", type=Path, metavar="DIR", help="results folder")
    parser.add_argument("--format", required=True, choices=tuple(FORMATS), help="format to write")
    parser.add_argument("--out", type=Path, metavar="PATH", help="file or folder to write (default: in DIR/exports)")
    parser.add_argument("--document", action="append", metavar="NAME", help="only this document; repeat for several")
    parser.add_argument("--schema", metavar="ID_OR_FILE", help="schema of the reports, where it is not a bundled one")
    add_database(parser)
    parser.set_defaults(command=export)


def export(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """Write the format and print where it is."""
    del engines
    folder = ResultsFolder(existing_results(arguments.folder))
    chosen = FORMATS[arguments.format]
    names = [folder.find(name).folder.name for name in arguments.document or ()] or folder.documents()
    if not names:
        raise RecordNotFound(f"{arguments.folder}: holds no documents yet; start with `run`")
    target = arguments.out or folder.root / "exports" / chosen.target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with decisions_of(folder.root, arguments.database) as amender:
            chosen.write(target, _items(folder, names, (arguments.schema, amender), needs_pages=chosen.needs_pages))
            say_stale(amender.stale)
    except OSError as error:
        raise not_writable(target, error) from error
    print(target)
    return ExitCode.OK


def _items(
    folder: ResultsFolder, names: Sequence[str], by: tuple[str | None, Amender], *, needs_pages: bool
) -> Iterator[Exportable]:
    schema, amender = by
    for name in names:
        stored = folder.load(name)
        report = report_from_plain(stored.plain, folder.pages(stored)) if needs_pages else folder.report(stored)
        made = datetime.fromtimestamp((stored.folder / REPORT_FILE).stat().st_mtime, UTC)
        spec = load_schema(schema or schema_name(stored))
        pictures = dict(folder.pictures(name))
        amended = amender.amend(name, report, spec, pictures)
        plain = stored.plain if amended == report else amended_plain(stored.plain, amended, stored.making)
        yield Exportable(name, amended, spec, plain, pictures, made)
