"""``show``: a picture of what a stage saw."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.commands.shared_arguments import existing_results
from ocr_pipeline.errors import ExitCode, RecordNotFound
from ocr_pipeline.exports.stage_pictures import Stage, stage_picture
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.report_codec import report_from_plain
from ocr_pipeline.store.atomic import write_file
from ocr_pipeline.store.results import ResultsFolder, Stored


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("show", help="a picture of what a stage saw")
    parser.add_argument("folder", type=Path, metavar="DIR", help="results folder")
    parser.add_argument(
        "document", metavar="DOCUMENT", help="name of the document's folder, its beginning, or its file"
    )
    parser.add_argument("--stage", type=Stage, choices=tuple(Stage), default=Stage.BOUND, help="what to show (bound)")
    parser.add_argument("--page", type=int, default=1, metavar="N", help="page, counted from 1 (1)")
    parser.add_argument("--out", metavar="PNG", help="file to write, - for stdout (default: in DIR/pictures)")
    parser.set_defaults(command=show)


def show(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """Draw the picture and print where it is."""
    del engines
    folder = ResultsFolder(existing_results(arguments.folder))
    stored = folder.find(arguments.document)
    name = stored.folder.name
    pages = folder.pages(stored)
    page = _page(pages, arguments.page, name)
    report = report_from_plain(stored.plain, pages)
    picture = stage_picture(arguments.stage, page, report, _picture(folder, stored, page))
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=False)
    if arguments.out == "-":
        sys.stdout.buffer.write(stream.getvalue())
        return ExitCode.OK
    default = folder.root / "pictures" / f"{name}-{arguments.page}-{arguments.stage.value}.png"
    target = Path(arguments.out) if arguments.out else default
    write_file(target, stream.getvalue())
    print(target)
    return ExitCode.OK


def _page(pages: tuple[PageReading, ...], number: int, name: str) -> PageReading:
    for page in pages:
        if page.page_index == number - 1:
            return page
    known = ", ".join(str(page.page_index + 1) for page in pages[:20])
    raise RecordNotFound(f"{name}: has no page {number}; its pages are {known or 'none'}")


def _picture(folder: ResultsFolder, stored: Stored, page: PageReading) -> Path:
    pictures = dict(folder.pictures(stored.folder.name))
    if page.page_index not in pictures:
        missing = stored.folder / "pages"
        raise RecordNotFound(f"{missing}: the picture of page {page.page_index + 1} is gone; run again to make it")
    return pictures[page.page_index]
