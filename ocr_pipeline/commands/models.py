"""``models``: the model files, where they came from, and whether they are right."""

from __future__ import annotations

import argparse
import json
import sys

from rich.console import Console
from rich.table import Table

from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.errors import ExitCode, PipelineError

PLAIN_WIDTH = 200
"""Of the table where stdout is no terminal."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("models", help="list and verify the model files")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(command=models)


def models(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """List every model with its verdict; exit code 3 if one is missing or wrong."""
    del engines
    from ocr_pipeline.engines.model_files import list_models, verify_model

    rows = []
    for entry in list_models():
        try:
            path, verdict = str(verify_model(entry).path), "ok"
        except PipelineError as error:
            path, verdict = "", error.message
        rows.append(
            {
                "name": entry.name,
                "sha256": entry.sha256,
                "licence": entry.licence,
                "origin": entry.origin,
                "path": path,
                "verdict": verdict,
            }
        )
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        _print(rows)
    return ExitCode.OK if all(row["verdict"] == "ok" for row in rows) else ExitCode.ENGINE_MISSING


def _print(rows: list[dict[str, str]]) -> None:
    table = Table("model", "verdict", "SHA-256", "licence", "origin", box=None)
    for row in rows:
        table.add_row(row["name"], row["verdict"], row["sha256"][:16], row["licence"], row["origin"])
    Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH).print(table, highlight=False)
