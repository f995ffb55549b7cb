"""``report.json`` and the JSON Schema that it obeys."""

from __future__ import annotations

import json
from importlib.resources import files

from ocr_pipeline.model.codec import Plain


def json_bytes(plain: Plain) -> bytes:
    """Plain data as readable UTF-8 JSON; equal data give equal bytes."""
    text = json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode("utf-8", "replace")


def report_schema() -> Plain:
    """The JSON Schema (2020-12) of ``report.json``."""
    return json.loads(files(__package__).joinpath("report.schema.json").read_text(encoding="utf-8"))
