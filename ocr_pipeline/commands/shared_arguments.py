"""Arguments that several commands take, and the options they stand for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ocr_pipeline.errors import OptionsError, RecordDamaged, RecordNotFound
from ocr_pipeline.options import DEFAULTS, Options, load_options, merge_options
from ocr_pipeline.schema.catalog import DEFAULT, bundled_ids
from ocr_pipeline.store.results import ResultsFolder, Stored

_ROLES = {
    "raster": ("raster", "engine"),
    "straighten": ("straighten", "engine"),
    "layout": ("layout", "engine"),
    "grid": ("grid", "engines"),
    "text": ("read", "text_engine"),
    "numeric": ("read", "numeric_engine"),
}


def add_understanding(parser: argparse.ArgumentParser) -> None:
    """What the understanding half may be told."""
    parser.add_argument(
        "--schema",
        metavar="ID_OR_FILE",
        help="kind of report, a TOML file of your own, or none for any tables (default: recognise)",
    )
    parser.add_argument(
        "--max-error", type=float, metavar="RATE", help="tolerated rate of wrong accepted values (0.001)"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="options in TOML; the command line outranks it")


def add_seeing(parser: argparse.ArgumentParser) -> None:
    """What the seeing half may be told."""
    parser.add_argument("--dpi", type=int, help="resolution at which vector pages are rendered (200)")
    parser.add_argument(
        "--pages", type=page_numbers, metavar="LIST", help="pages to read, such as 1-3,7 (default: all)"
    )
    parser.add_argument("--password", help="password of encrypted PDFs")
    parser.add_argument("--tables-only", action="store_true", help="do not read running text")
    parser.add_argument(
        "--engine",
        action="append",
        type=engine_choice,
        default=[],
        metavar="ROLE=NAME",
        help=f"engine for a role ({', '.join(_ROLES)}); repeat for several",
    )


def add_database(parser: argparse.ArgumentParser) -> None:
    """Where decisions are kept, if not in the results folder."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help="database of the review desk (default: DIR/review/desk.sqlite, if it is there)",
    )


def say_stale(stale: Mapping[str, int]) -> None:
    """Tell of decisions that were left out, since they were made on other pixels than are there now."""
    for name, count in stale.items():
        says = "decisions were made on an earlier picture of the cell and were left out; decide anew with `review`"
        print(f"{name}: {count} {says}", file=sys.stderr)


def chosen_options(arguments: argparse.Namespace) -> Options:
    """Defaults, under the configuration file, under the command line; raises ``OptionsError``."""
    options = load_options(arguments.config) if arguments.config is not None else DEFAULTS
    return merge_options(options, _sections(arguments), "command line")


def page_numbers(text: str) -> tuple[int, ...]:
    """``1-3,7`` as (1, 2, 3, 7)."""
    numbers: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise argparse.ArgumentTypeError(f"{part!r} is no page or range; write pages as 1-3,7")
        start, end = int(first), int(last or first)
        if not 1 <= start <= end or end - start > 100_000:
            raise argparse.ArgumentTypeError(f"{part!r} is no range of pages; pages count from 1")
        numbers.update(range(start, end + 1))
    return tuple(sorted(numbers))


def engine_choice(text: str) -> tuple[str, str]:
    """``text=paddle`` as ("text", "paddle")."""
    role, equals, name = text.partition("=")
    if role not in _ROLES or not equals or not name:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no choice of an engine; write ROLE=NAME, ROLE of {', '.join(_ROLES)}"
        )
    return role, name


def _sections(arguments: argparse.Namespace) -> dict[str, Any]:
    given = vars(arguments)
    sections: dict[str, dict[str, Any]] = {}
    for name, section, key in (
        ("dpi", "raster", "dpi"),
        ("pages", "raster", "pages"),
        ("password", "raster", "password"),
        ("max_error", "decide", "max_error"),
    ):
        if given.get(name) is not None:
            sections.setdefault(section, {})[key] = given[name]
    if given.get("tables_only"):
        sections.setdefault("read", {})["running_text"] = False
    for role, name in given.get("engine", []):
        section, key = _ROLES[role]
        sections.setdefault(section, {})[key] = tuple(name.split(",")) if key == "engines" else name
    return sections


def existing_results(folder: Path) -> Path:
    """A results folder that is there; raises ``OptionsError`` otherwise."""
    if not folder.is_dir():
        raise OptionsError(f"{folder}: there is no such folder; give the DIR that `run` wrote with --out")
    return folder


def schema_name(stored: Stored) -> str:
    """The bundled schema that a stored report names; raises ``RecordNotFound`` where it was a user's own."""
    name = str(stored.plain["schema"]["id"])
    if name not in bundled_ids():
        raise RecordNotFound(f"{stored.folder.name}: schema {name!r} is not a bundled one; give its file with --schema")
    return name


def common_schema(folder: ResultsFolder) -> str:
    """The bundled schema that all readable reports of a folder name; the usual one where there are none.

    Raises ``RecordNotFound`` as above, ``OptionsError`` where they name several.
    """
    names: set[str] = set()
    for document in folder.documents():
        try:
            names.add(schema_name(folder.load(document)))
        except RecordDamaged:
            continue
    if len(names) > 1:
        raise OptionsError(
            f"{folder.root}: its reports were read with {', '.join(sorted(names))}; choose with --schema"
        )
    return next(iter(names), DEFAULT)
