"""Reports of one organisation compared over the years, on finished results; what does not fit joins their findings."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ocr_pipeline.bulk.recheck import Rechecked
from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.exports.bundle import write_bundle
from ocr_pipeline.model.report import CheckedReport, Finding
from ocr_pipeline.model.report_codec import report_from_plain, report_to_plain
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.check_bodies import check_bodies
from ocr_pipeline.stages.check_years import check_years
from ocr_pipeline.store.results import PAGES_FOLDER, ResultsFolder, Stored
from ocr_pipeline.store.summary import count_plain

YEARS = "years."
"""What the codes of findings on the comparison itself begin with."""


def compare_years(folder: ResultsFolder, schema: ReportSchema) -> Iterator[Rechecked]:
    """Compare all reports of the folder; yields those that gained findings. To be run after all were checked again."""
    if not any(not rule.formula.alone for rule in schema.rules):
        return
    found: dict[str, list[Finding]] = defaultdict(list)
    reports = _reports(folder)
    for document_id, finding in (*check_years(reports, schema), *check_bodies(reports, schema)):
        found[document_id].append(finding)
    for name in folder.documents():
        stored = folder.load(name)
        report = folder.report(stored)
        new = tuple(finding for finding in found[stored.sha256] if finding not in report.findings)
        if new:
            before = count_plain(stored.plain)
            plain = _rewrite(folder, stored, replace(report, findings=(*report.findings, *new)), schema)
            yield Rechecked(name, before, count_plain(plain))


def were_compared(folder: ResultsFolder, schema: ReportSchema) -> bool:
    """Whether any report of the folder holds a finding of such a comparison, which checking again would lose."""
    codes = {rule.code for rule in schema.rules if not rule.formula.alone}
    found = (finding.code for report in _reports(folder) for finding in report.findings)
    return any(code in codes or code.startswith(YEARS) for code in found)


def _reports(folder: ResultsFolder) -> list[CheckedReport]:
    reports = []
    for name in folder.documents():
        try:
            reports.append(report_from_plain(folder.load(name).plain, ()))
        except RecordDamaged:
            continue
    return reports


def _rewrite(folder: ResultsFolder, stored: Stored, report: CheckedReport, schema: ReportSchema) -> dict[str, object]:
    findings = report_to_plain(report, stored.making)["findings"]
    plain = {**stored.plain, "findings": findings}
    name = stored.folder.name

    def fill(aside: Path) -> None:
        if (stored.folder / PAGES_FOLDER).is_dir():
            shutil.copytree(stored.folder / PAGES_FOLDER, aside / PAGES_FOLDER)
        write_bundle(aside, name, report=report, schema=schema, plain=plain)

    folder.replace(name, fill)
    return plain
