"""What a page costs, measured on a results folder, and the arithmetic on it; called by scripts/unit_costs."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_pipeline.model.report import Status
from ocr_pipeline.store.expected import review_minutes
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.summary import SummaryRow, load_summary

PROCESSORS = (2, 32, 200)
NEEDED = ("report.json", "cells.csv", ".seen")
"""What programs need; everything else is for people, and most of it can be made again."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured: totals over all documents; ``sizes`` are bytes by kind of file, ``paces`` seconds a page.

    Of ``whole`` documents (not partial ones: those are parts of reports, or were not understood) ``asked`` fields wait
    for a person, in ``waiting`` documents. ``scans`` are the bytes of the inputs that are still where they were,
    ``scanned`` their pages.
    """

    documents: int
    pages: int
    fields: int
    whole: int
    whole_fields: int
    asked: int
    waiting: int
    seconds: float
    paces: tuple[float, ...]
    sizes: tuple[tuple[str, int], ...]
    files: int
    scans: int
    scanned: int
    account: int

    @property
    def stored(self) -> int:
        """Bytes of all kinds."""
        return sum(size for _, size in self.sizes)


def measure(root: Path) -> Costs:
    """The costs of a results folder, from its account and the sizes of its files."""
    folder = ResultsFolder(root)
    rows = [row for row in load_summary(folder.summary) if row.document and row.duplicate_of is None and row.pages]
    sizes: Counter[str] = Counter()
    files = 0
    for kind, path in _files(folder, rows):
        sizes[kind] += path.stat().st_size
        files += 1
    seconds = [_seconds(folder, row) for row in rows]
    whole = [row for row in rows if row.status != Status.PARTIAL.value]
    there = [row for row in rows if Path(row.source).is_file()]
    return Costs(
        documents=len(rows),
        pages=sum(row.pages for row in rows),
        fields=sum(row.cells for row in rows),
        whole=len(whole),
        whole_fields=sum(row.cells for row in whole),
        asked=sum(row.review for row in whole),
        waiting=sum(row.review > 0 for row in whole),
        seconds=sum(seconds),
        paces=tuple(sorted(each / row.pages for each, row in zip(seconds, rows, strict=True))),
        sizes=tuple(sizes.most_common()),
        files=files,
        scans=sum(Path(row.source).stat().st_size for row in there),
        scanned=sum(row.pages for row in there),
        account=folder.summary.stat().st_size,
    )


def _files(folder: ResultsFolder, rows: list[SummaryRow]) -> Iterator[tuple[str, Path]]:
    for row in rows:
        inside = folder.root / str(row.document)
        for path in sorted(inside.rglob("*")):
            if path.is_file():
                kind = path.relative_to(inside).parts[0]
                yield (kind if path.parent == inside else f"{kind}/"), path
    yield from ((".seen", path) for path in sorted(folder.seen.rglob("*")) if path.is_file())


def _seconds(folder: ResultsFolder, row: SummaryRow) -> float:
    """Seconds of a worker; a run that found the document finished knows only those its report tells, of seeing."""
    steps = folder.load(str(row.document)).plain["steps"]
    return max(row.seconds, sum(step["seconds"] or 0.0 for step in steps))


def measured(costs: Costs) -> Iterator[tuple[str, str]]:
    """What was measured, in rows of a table."""
    pages, kinds = costs.pages, (f"`{kind}` {size / costs.pages / 1e3:.0f}" for kind, size in costs.sizes)
    pace = f"{costs.seconds / pages:.1f} ({costs.paces[0]:.1f} to {costs.paces[-1]:.1f} by document)"
    yield "documents, pages", f"{costs.documents}, {pages}"
    yield "seconds of a worker for a page, everything included", pace
    yield "pages of a document", f"{pages / costs.documents:.1f}"
    yield "storage of a page", f"{costs.stored / pages / 1e3:.0f} kB: {', '.join(kinds)}"
    if costs.scanned:
        yield "the scan itself", f"{costs.scans / costs.scanned / 1e3:.0f} kB a page"
    yield "files of a document", f"{costs.files / costs.documents:.1f}"
    yield "a row of the account", f"{costs.account / costs.documents / 1e3:.1f} kB"
    yield "fields of a document", f"{costs.fields / costs.documents:.0f}"
    if costs.whole_fields:
        rate = 100 * costs.asked / costs.whole_fields
        asked = f"{costs.asked:,} of {costs.whole_fields:,}, {rate:.1f} in a hundred"
        yield f"fields to review of {costs.whole} documents read whole", asked


def planned(costs: Costs, pages: int) -> Iterator[tuple[str, str]]:
    """What so many pages of the same kind come to, in rows of a table."""
    times = pages / costs.pages
    hours = costs.seconds * times / 3600
    needed = sum(size for kind, size in costs.sizes if kind in NEEDED)
    without = costs.stored - dict(costs.sizes).get("report.html", 0)
    yield "documents", f"{costs.documents * times:,.0f}"
    yield "hours of workers", f"{hours:,.0f}"
    yield f"hours on {' / '.join(map(str, PROCESSORS))} cores", " / ".join(f"{hours / n:,.0f}" for n in PROCESSORS)
    if costs.scanned:
        yield "scans", f"{costs.scans / costs.scanned * pages / 1e12:.2f} TB"
    yield "storage of results", f"{costs.stored * times / 1e12:.2f} TB"
    yield "the same without `report.html`", f"{without * times / 1e12:.2f} TB"
    yield f"of that what programs need ({', '.join(NEEDED)})", f"{needed * times / 1e12:.2f} TB"
    yield "files", f"{costs.files * times:,.0f}"
    yield "fields", f"{costs.fields * times:,.0f}"
    if costs.whole:
        reports = times * costs.documents / costs.whole
        yield "fields to review, at the rate of those read whole", f"{costs.asked * reports:,.0f}"
        yield "hours of people", f"{review_minutes(costs.asked, costs.waiting) * reports / 60:,.0f}"


def main() -> int:
    """Measure and print both tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, metavar="RESULTS", help="a folder that run has left")
    parser.add_argument("--pages", type=int, default=10_000_000, metavar="N", help="what to plan for")
    parser.add_argument("--seconds", type=float, metavar="S", help="a page, where other work slowed the run down")
    arguments = parser.parse_args()
    costs = measure(arguments.results)
    if not costs.pages:
        print(f"unit_costs: {arguments.results}: no documents were read there; name a folder that run has left")
        return 2
    quiet = costs if arguments.seconds is None else replace(costs, seconds=arguments.seconds * costs.pages)
    for title, rows in (("measured", measured(costs)), (f"{arguments.pages:,} pages", planned(quiet, arguments.pages))):
        print(f"| {title} | |\n|---|---|")
        print("\n".join(f"| {name} | {value} |" for name, value in rows), end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
