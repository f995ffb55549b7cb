"""Samples: a transcribed report in a look, written as a file with its truth and a note on what is hard about it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr_pipeline.evaluate.synthesis.after_printing import Words
from ocr_pipeline.evaluate.synthesis.browser import print_html
from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings, draw_look
from ocr_pipeline.evaluate.synthesis.page_pictures import page_pictures
from ocr_pipeline.evaluate.synthesis.paper import PRINT_DPI
from ocr_pipeline.evaluate.synthesis.picture_files import encoded, write_pdf, write_tiff
from ocr_pipeline.evaluate.synthesis.scan import Scanned, scan_page
from ocr_pipeline.evaluate.synthesis.seed_reports import report_html, report_wording


@dataclass(frozen=True, slots=True)
class SampleCase:
    """One sample: its name, the transcribed report, the look, and what is hard about it.

    `pages` (from 1) and `tables` are those kept, none named: all. `form` is "pdf", "tiff", or "picture" (a plain PNG or
    JPEG, of one page).
    """

    name: str
    report: str
    look: str
    hard: str
    pages: tuple[int, ...] = ()
    tables: tuple[str, ...] = ()
    form: str = "pdf"


def committed_cases(source: Path) -> tuple[SampleCase, ...]:
    """Return the cases that are kept in the repository, from `cases.toml` in the folder of transcriptions."""
    listed = _cases_file(source)["case"]
    return tuple(
        SampleCase(**{**case, "pages": tuple(case.get("pages", ())), "tables": tuple(case.get("tables", ()))})
        for case in listed
    )


def full_set(source: Path) -> tuple[SampleCase, ...]:
    """Return every transcribed report in every look of the full set."""
    reports = sorted(path.parent.name for path in source.glob("*/report.html.j2"))
    looks = _cases_file(source)["looks_of_full_set"]
    return tuple(
        SampleCase(f"{report}-{look.replace('_', '-')}", report, look, f"The report {report} in the look {look}.")
        for report in reports
        for look in looks
    )


def _cases_file(source: Path) -> dict[str, Any]:
    return tomllib.loads((source / "cases.toml").read_text(encoding="utf-8"))


def print_report(source: Path, report: str, folder: Path) -> Path:
    """Print a transcribed report to a PDF in `folder`, once."""
    out = folder / f"{report}.pdf"
    return out if out.is_file() else print_html(report_html(source / report), out)


def make_case(case: SampleCase, source: Path, out: Path, *, printed: Path, seed: int) -> Path:
    """Write one sample into the folder `out/<name>`; `printed` is the report as PDF. Returns the document."""
    folder = out / case.name
    folder.mkdir(parents=True, exist_ok=True)
    house = report_wording(source / case.report)
    words = Words(str(house.get("seal", "")), str(house.get("watermark", "")))
    scans = list(_scans(case, printed, seed=seed, words=words))
    document = _write(scans, folder / case.name, case.form)
    truth = json.loads((source / case.report / "truth.json").read_text(encoding="utf-8"))
    kept = {name: rows for name, rows in truth["tables"].items() if not case.tables or name in case.tables}
    text = json.dumps({**truth, "id": case.name, "look": case.look, "tables": kept}, ensure_ascii=False, indent=1)
    (folder / f"{case.name}.truth.json").write_text(text + "\n", encoding="utf-8")
    (folder / "NOTE.md").write_text(_note(case, truth["title"], len(scans), seed), encoding="utf-8")
    return document


def _write(scans: Sequence[tuple[Scanned, LookSettings]], path: Path, form: str) -> Path:
    if form == "tiff":
        return write_tiff([scan for scan, _ in scans], path.with_suffix(".tif"))
    pages = [encoded(scan.picture, scan.dpi, look) for scan, look in scans]
    if form == "pdf":
        return write_pdf(pages, path.with_suffix(".pdf"))
    (page,) = pages
    document = path.with_suffix(".jpg" if scans[0][1].file == "jpeg" else ".png")
    document.write_bytes(page)
    return document


def _scans(case: SampleCase, printed: Path, *, seed: int, words: Words) -> Iterator[tuple[Scanned, LookSettings]]:
    for index, page in enumerate(page_pictures(printed, PRINT_DPI)):
        if case.pages and index + 1 not in case.pages:
            continue
        key = (seed, case.report, case.look, index)
        look = draw_look(case.look, "samples", key=key)
        yield scan_page(page, look, key=key, words=words), look


def _note(case: SampleCase, title: str, pages: int, seed: int) -> str:
    return (
        f"# {case.name}\n\n{title}: {pages} pages, look `{case.look}`, seed {seed}, by `scripts/make_samples` from "
        f"`samples/source/{case.report}`.\n\n{case.hard}\n"
    )
