"""Flat rows as CSV that spreadsheet programs open as text and numbers, never as formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from ocr_pipeline.exports.field_rows import HEADER, Entry

_DANGEROUS = re.compile(r"^'*[=+\-@\t\r\n]")
"""A field that begins so may be run as a formula (OWASP, CSV injection)."""
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")


def csv_bytes(rows: Iterable[tuple[Entry, ...]], header: Iterable[str] = HEADER) -> bytes:
    """UTF-8 with a byte order mark, so that Excel takes it for UTF-8; lines end in CR LF (RFC 4180)."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(["" if entry is None else safe(entry) for entry in row])
    return stream.getvalue().encode("utf-8-sig", "replace")


def unescaped(text: str) -> str:
    """A field as it was before it was made safe."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def safe(entry: Entry) -> Entry:
    """Text that a spreadsheet could run gets an apostrophe in front; plain signed numbers are harmless and stay."""
    if isinstance(entry, str) and _DANGEROUS.match(entry) and not _NUMBER.match(entry):
        return "'" + entry
    return entry
