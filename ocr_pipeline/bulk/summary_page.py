"""The account as a page for people: one file, no script, no network; every text from outside is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from ocr_pipeline.exports.web_page import csp_digest, page_environment, page_resource
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.store.expected import SECONDS_PER_FIELD, SECONDS_PER_REPORT
from ocr_pipeline.store.summary import SummaryRow, totals

MOST_ROWS = 2000
"""A browser shows so many rows at once; ``summary.json`` has them all."""
STATES = ("accepted", "reviewed", "needs_review", "partial", "failed", "duplicate")
URGENT = ("failed", "partial", "needs_review", "reviewed", "accepted", "duplicate")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as shown; ``href`` leads to the document's view beside the page."""

    row: SummaryRow
    href: str


def summary_page(rows: Sequence[SummaryRow], extras: Mapping[str, Plain]) -> bytes:
    """UTF-8 HTML: figures, states, failures by code, who is missing, and the rows, those for a person first."""
    style, template = page_resource(__package__, "summary.css"), page_resource(__package__, "summary.html.j2")
    urgent = sorted(rows, key=lambda row: (URGENT.index(row.state) if row.state in URGENT else 0, row.source))
    page = (
        page_environment()
        .from_string(template)
        .render(
            totals=totals(rows),
            states=STATES,
            failures=Counter(row.error.code for row in rows if row.error is not None).most_common(),
            lines=[
                Line(row, f"{quote(row.document)}/report.html" if row.document else "") for row in urgent[:MOST_ROWS]
            ],
            hidden=max(0, len(rows) - MOST_ROWS),
            missing=extras.get("missing"),
            last_run=extras.get("last_run"),
            seconds_a_field=SECONDS_PER_FIELD,
            seconds_a_report=SECONDS_PER_REPORT,
            style=Markup(style),
            policy=f"default-src 'none'; style-src '{csp_digest(style)}'; base-uri 'none'; form-action 'none'",
        )
    )
    return page.encode("utf-8", "replace")
