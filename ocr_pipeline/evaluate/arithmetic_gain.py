"""What the sums of reports are worth, by look: a results folder understood with and without them, against truth."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.measure import Left, Measured
from ocr_pipeline.evaluate.metrics import FieldScore, Rates, rates
from ocr_pipeline.evaluate.seen_corpus import Case
from ocr_pipeline.evaluate.truth import Truth, match_truth
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.seen import seen_path

HEAD = ("look", "reports", "fields", "exact", "without", "accepted", "without", "wrong accepted", "without", "promised")


@dataclass(frozen=True, slots=True)
class Gain:
    """A look (empty: all) with so many reports, with the sums in use and without."""

    look: str
    reports: int
    with_sums: Rates
    without_sums: Rates


def results_cases(results: ResultsFolder, truths: Sequence[Truth]) -> Iterator[Case | Left]:
    """Every document of a results folder as a case; those without truth or whose seen pages are gone are left."""
    for name in results.documents():
        try:
            stored = results.load(name)
        except PipelineError as error:
            yield Left(name, error.message)
            continue
        truth = match_truth(str(stored.plain["document"]["source"]), truths)
        seen = seen_path(results.seen, stored.sha256, stored.making.seen)
        if truth is None:
            yield Left(name, "has no truth file")
        elif not seen.is_file():
            yield Left(name, "what was seen of it is no longer kept; read it again with `run`")
        else:
            yield Case(truth, stored.folder, seen)


def gains(measured: Sequence[Measured], looks: Sequence[str] = ()) -> list[Gain]:
    """One row a look (in this order, else sorted), and one for all."""
    looks = looks or sorted({score.group for report in measured for score in report.with_sums[:1]})
    found = []
    for look in (*looks, ""):
        own = [report for report in measured if not look or _look(report.with_sums) == look]
        scores, bare = (
            [score for report in own for score in getattr(report, side)] for side in ("with_sums", "without_sums")
        )
        found.append(Gain(look, len(own), rates(scores), rates(bare)))
    return found


def _look(scores: Sequence[FieldScore]) -> str:
    return scores[0].group if scores else ""


def gain_table(found: Sequence[Gain]) -> str:
    """The rows as lines of equal columns."""
    rows = [HEAD, *(_row(gain) for gain in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) for row in rows)


def _row(gain: Gain) -> tuple[str, ...]:
    own, bare = gain.with_sums, gain.without_sums
    return (
        gain.look or "all",
        str(gain.reports),
        str(own.cells),
        _share(own.exact, own.cells),
        _share(bare.exact, bare.cells),
        _share(own.accepted, own.cells),
        _share(bare.accepted, bare.cells),
        str(own.wrong_accepted),
        str(bare.wrong_accepted),
        f"{own.expected_wrong:.1f}",
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "-"


def gains_json(found: Sequence[Gain], left: Sequence[Left]) -> str:
    """The figures as JSON."""
    plain = [
        {"look": gain.look or "all", "reports": gain.reports}
        | {
            side: {key: getattr(own, key) for key in ("cells", "exact", "accepted", "wrong_accepted", "wrong_upper")}
            for side, own in (("with_sums", gain.with_sums), ("without_sums", gain.without_sums))
        }
        for gain in found
    ]
    return json.dumps({"gains": plain, "left": {case.document: case.reason for case in left}}, indent=1)


def write_gains(path: Path, found: Sequence[Gain], left: Sequence[Left]) -> None:
    """Keep the figures."""
    path.write_text(gains_json(found, left) + "\n", encoding="utf-8")
