"""A person's view of a report: one file that needs nothing else and runs nothing but its own script."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ocr_pipeline.exports.form import Form
from ocr_pipeline.exports.html_view import report_view
from ocr_pipeline.exports.page_pictures import Preview
from ocr_pipeline.exports.reading_order import Heading
from ocr_pipeline.exports.trust import COLOURS
from ocr_pipeline.exports.web_page import csp_digest, page_environment, page_resource
from ocr_pipeline.exports.wording import load_wording
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.schema.types import ReportSchema


def html_bytes(report: CheckedReport, schema: ReportSchema, previews: Sequence[Preview]) -> bytes:
    """The page as UTF-8 HTML; every text from the document is escaped, and the content policy names the only script."""
    style, script = page_resource(__package__, "report.css"), page_resource(__package__, "report.js")
    words = load_wording()
    page = (
        page_environment()
        .from_string(page_resource(__package__, "report.html.j2"))
        .render(
            view=report_view(report, schema, previews, words),
            words=words,
            colours=COLOURS,
            is_heading=lambda item: isinstance(item, Heading),
            is_form=lambda item: isinstance(item, Form),
            style=Markup(style),
            script=Markup(script),
            policy=f"default-src 'none'; img-src data:; style-src '{csp_digest(style)}'; "
            f"script-src '{csp_digest(script)}'; base-uri 'none'; form-action 'none'",
        )
    )
    return page.encode("utf-8", "replace")
