"""The child process in which documents are opened: ``python -m ocr_pipeline.engines.document_child``.

Started by ``child_link``; reads an order and page wishes from stdin, answers on stdout (see ``child_protocol``).
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import sys
import zlib
from pathlib import Path
from typing import BinaryIO

from ocr_pipeline.engines.child_limits import end_with_parent, grant_seconds, limit_resources
from ocr_pipeline.engines.child_protocol import OpenOrder, count_to_line, error_to_line, page_to_line
from ocr_pipeline.engines.page_source import PageSource, open_source
from ocr_pipeline.errors import InputError, PageTooLarge, UnreadableDocument

DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What decoders raise on damaged bytes; each has been seen."""


def main() -> int:
    """Serve one document until stdin ends."""
    answers, wishes = _take_stdout(), sys.stdin.buffer
    order = OpenOrder.from_line(wishes.readline())
    limit_resources(order.memory_bytes, order.max_pixels * 3)
    grant_seconds(order.page_seconds)
    end_with_parent(Path(order.folder))
    source = _open(order, answers)
    if source is None:
        return 0
    while line := wishes.readline():
        grant_seconds(order.page_seconds)
        _send(answers, _page_line(source, json.loads(line)["page"], order))
    shutil.rmtree(order.folder, ignore_errors=True)  # stdin also ends when the parent was killed
    return 0


def _take_stdout() -> BinaryIO:
    """Stdout for answers alone: what C libraries print there goes to stderr instead."""
    private = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(private, "wb")


def _send(answers: BinaryIO, line: bytes) -> None:
    answers.write(line)
    answers.flush()


def _open(order: OpenOrder, answers: BinaryIO) -> PageSource | None:
    try:
        source = open_source(order)
        _send(answers, count_to_line(source.count))
    except (InputError, MemoryError, *DAMAGE) as error:
        _send(answers, _error_line(error))
        return None
    return source


def _page_line(source: PageSource, page_index: int, order: OpenOrder) -> bytes:
    try:
        return page_to_line(source.page(page_index), Path(order.folder))
    except (InputError, MemoryError, *DAMAGE) as error:
        return _error_line(error)


def _error_line(error: BaseException) -> bytes:
    if isinstance(error, InputError):
        return error_to_line(error.code, error.message)
    if isinstance(error, MemoryError):
        return error_to_line(PageTooLarge.code, "needs more memory than allowed; raise raster.memory_bytes to read it")
    return error_to_line(UnreadableDocument.code, f"is damaged ({type(error).__name__}: {error})")


if __name__ == "__main__":
    sys.exit(main())
