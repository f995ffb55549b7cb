"""A person's view of a report: one file that needs nothing else and runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from ocr_pipeline.exports.form import Form
from ocr_pipeline.exports.html_view import report_view
from ocr_pipeline.exports.page_pictures import Preview
from ocr_pipeline.exports.reading_order import Heading
from ocr_pipeline.exports.trust import COLOURS
from ocr_pipeline.exports.wording import load_wording
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.schema.types import ReportSchema


def html_bytes(report: CheckedReport, schema: ReportSchema, previews: Sequence[Preview]) -> bytes:
    """The page as UTF-8 HTML; every text from the document is escaped, and the content policy names the only script."""
    style, script = _resource("report.css"), _resource("report.js")
    words = load_wording()
    page = (
        _environment()
        .from_string(_resource("report.html.j2"))
        .render(
            view=report_view(report, schema, previews, words),
            words=words,
            colours=COLOURS,
            is_heading=lambda item: isinstance(item, Heading),
            is_form=lambda item: isinstance(item, Form),
            style=Markup(style),
            script=Markup(script),
            policy=f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
            "base-uri 'none'; form-action 'none'",
        )
    )
    return page.encode("utf-8", "replace")


def _environment() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _resource(name: str) -> str:
    return files(__package__).joinpath("page", name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    """How a content security policy names an inline script or style (CSP level 3)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode("ascii")
