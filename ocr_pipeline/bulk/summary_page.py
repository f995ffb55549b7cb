"""The account as a page for people: one file, no script, no network; every text from outside is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

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
    style = files(__package__).joinpath("page", "summary.css").read_text(encoding="utf-8")
    template = files(__package__).joinpath("page", "summary.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    urgent = sorted(rows, key=lambda row: (URGENT.index(row.state) if row.state in URGENT else 0, row.source))
    page = environment.from_string(template).render(
        totals=totals(rows),
        states=STATES,
        failures=Counter(row.error.code for row in rows if row.error is not None).most_common(),
        lines=[Line(row, f"{quote(row.document)}/report.html" if row.document else "") for row in urgent[:MOST_ROWS]],
        hidden=max(0, len(rows) - MOST_ROWS),
        missing=extras.get("missing"),
        last_run=extras.get("last_run"),
        seconds_a_field=SECONDS_PER_FIELD,
        seconds_a_report=SECONDS_PER_REPORT,
        style=Markup(style),
        policy=f"default-src 'none'; style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'",
    )
    return page.encode("utf-8", "replace")


def _digest(content: str) -> str:
    """How a content security policy names an inline style (CSP level 3)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode("ascii")
