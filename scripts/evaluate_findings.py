"""Compare the findings on scans of the transcribed reports with those that are there; called by evaluate_findings."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path, PurePath

from ocr_pipeline.commands.engines import find_bundled_calibration
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.expected_findings import (
    Compared,
    Told,
    compare,
    load_expected,
    report_of,
    sided_codes,
    told_findings,
)
from ocr_pipeline.model.document import Document
from ocr_pipeline.options import DEFAULTS
from ocr_pipeline.pipeline import understand
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.store.results import ResultsFolder

HERE = Path(__file__).resolve().parent.parent
EXPECTED = HERE / "samples" / "source" / "findings.toml"


def main() -> int:
    """Understand again what was seen, and print expected against found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, help="results folder of `ocr-pipeline run` on scans of these reports")
    chosen = parser.parse_args()
    found = _compared(ResultsFolder(chosen.results))
    for one in found:
        _print(one)
    missing, invented = sum(len(one.missing) for one in found), sum(len(one.invented) for one in found)
    print(
        f"{len(found)} documents, {sum(len(one.found) for one in found)} found, {missing} missing, {invented} invented"
    )
    return 0 if found and not invented else 1


def _compared(folder: ResultsFolder) -> list[Compared]:
    schema, expected = load_schema(), load_expected(EXPECTED)
    sided = sided_codes(expected)
    compared = []
    for name in folder.documents():
        stored = folder.load(name)
        source = str(stored.plain["document"]["source"])
        report = report_of(PurePath(source).stem, expected)
        if report is None:
            continue
        pages = folder.pages(stored)
        calibration = find_bundled_calibration(pages[0].steps if pages else ())
        document = Document(stored.sha256, stored.folder, source)
        checked = understand(document, pages, schema, calibration, DEFAULTS)
        told = told_findings(checked.findings, checked.statements, schema, sided)
        compared.append(compare(name, report, told, expected[report]))
    return compared


def _print(one: Compared) -> None:
    print(f"{one.document} ({one.report})")
    lacking = "(part)" if _is_part(one.document) else "MISSING"
    for mark, told in (("found", one.found), (lacking, one.missing), ("INVENTED", one.invented)):
        for own in told:
            print(f"  {mark:8s} {_words(own)}")


def _is_part(document: str) -> bool:
    """Whether a committed sample holds only a part of its report."""
    cases = tomllib.loads((EXPECTED.parent / "cases.toml").read_text(encoding="utf-8"))["case"]
    return any(document.startswith(case["name"]) and "pages" in case for case in cases)


def _words(told: Told) -> str:
    return f"{told.code}: {told.left} / {told.right}" if told.left else told.code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PipelineError as error:
        sys.exit(f"evaluate_findings: {error}")
