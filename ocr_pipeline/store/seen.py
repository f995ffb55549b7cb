"""What was seen, kept per (bytes, engines and options): the slow half is never repeated for the same."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.errors import RecordDamaged, RecordNotFound
from ocr_pipeline.model.codec import Plain, from_plain, readings_from_plain, readings_to_plain, to_plain
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.provenance import Timing
from ocr_pipeline.store.atomic import write_file

FINGERPRINT_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Seen:
    """The pages of one document as engines saw them, and how long that took."""

    pages: tuple[PageReading, ...]
    timings: tuple[Timing, ...]


def seen_path(folder: Path, sha256: str, fingerprint: str) -> Path:
    """Where the reading of these bytes by these engines is kept."""
    return folder / f"{sha256}-{fingerprint[:FINGERPRINT_DIGITS]}.json.gz"


def save_seen(path: Path, seen: Seen) -> None:
    """Keep a reading; equal readings give equal bytes."""
    plain = readings_to_plain(seen.pages) | {"timings": to_plain(seen.timings)}
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    write_file(path, gzip.compress(text.encode(), compresslevel=6, mtime=0))


def load_seen(path: Path) -> Seen:
    """Bring a reading back; raises ``RecordNotFound`` if there is none, ``RecordDamaged`` if it cannot be used."""
    try:
        plain: Plain = json.loads(gzip.decompress(path.read_bytes()))
    except FileNotFoundError as error:
        raise RecordNotFound(f"{path}: nothing is stored there; read the document again with `run`") from error
    except (OSError, EOFError, ValueError) as error:
        raise RecordDamaged(f"{path}: cannot be read ({error}); read the document again with `run`") from error
    try:
        timings = plain.get("timings", []) if isinstance(plain, dict) else []
        kept = tuple(from_plain(Timing, timing, "$.timings") for timing in timings)
        return Seen(readings_from_plain(plain), kept)
    except RecordDamaged as error:
        raise RecordDamaged(f"{path}: {error.message}") from error
