"""Measure the pipeline and RapidOCR on the same documents, each in a process of its own; called by scripts/bench."""

from __future__ import annotations

import json
import logging
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ocr_pipeline.bulk.timed_kit import Stopwatch, timed
from ocr_pipeline.engines.registry import build_kit, find_factory
from ocr_pipeline.model.document import Document
from ocr_pipeline.options import DEFAULTS
from ocr_pipeline.pipeline import open_pages, see_page, understand
from ocr_pipeline.schema.catalog import DEFAULT, load_schema

Stages = dict[str, float]


def read_with_pipeline(documents: list[Document]) -> tuple[int, Stages]:
    """Pages read, and seconds by stage; what is left of the whole goes to ``rest``."""
    watch, schema, pages = Stopwatch(), load_schema(DEFAULT), 0
    kit = timed(build_kit(DEFAULTS), watch)
    started = time.perf_counter()
    for document in documents:
        seen = [see_page(page, kit, DEFAULTS) for page in open_pages(document, kit, DEFAULTS)]
        before = time.perf_counter()
        understand(document, seen, schema, None)
        watch.seconds["understand"] += time.perf_counter() - before
        pages += len(seen)
    whole = time.perf_counter() - started
    return pages, {**watch.seconds, "rest": whole - sum(watch.seconds.values())}


def read_with_rapidocr(documents: list[Document]) -> tuple[int, Stages]:
    """Pages read, and seconds for finding and reading their lines; making the pictures is not counted."""
    from rapidocr import RapidOCR

    logging.disable(logging.WARNING)
    one_thread = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    reader, rasterizer = RapidOCR(params=one_thread), find_factory("rasterizer", DEFAULTS.raster.engine)(DEFAULTS)
    pages, seconds = 0, 0.0
    for document in documents:
        for page in rasterizer.pages(document):
            before = time.perf_counter()
            reader(page.pixels[:, :, ::-1])
            pages, seconds = pages + 1, seconds + time.perf_counter() - before
    return pages, {"lines": seconds}


SIDES: dict[str, Callable[[list[Document]], tuple[int, Stages]]] = {
    "ocr_pipeline": read_with_pipeline,
    "RapidOCR": read_with_rapidocr,
}


def measure(side: str, paths: list[str]) -> None:
    """Read the documents one way and print pages, stages and peak memory (MiB) as JSON."""
    pages, stages = SIDES[side]([Document(path, Path(path), Path(path).name) for path in paths])
    users = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    print(json.dumps([pages, stages, max(resource.getrusage(user).ru_maxrss for user in users) / 1024]))


def compare(paths: list[str]) -> None:
    """Measure both sides and print a table and one closing line."""
    table, totals = Table("", "stage", "seconds a page", "peak MiB", box=None), {}
    for side in SIDES:
        command = [sys.executable, __file__, f"--side={side}", *paths]
        answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[-1]
        pages, stages, peak = json.loads(answer)
        for stage, seconds in stages.items():
            table.add_row(side, stage, f"{seconds / pages:.3f}", "")
        totals[side] = sum(stages.values()) / pages
        table.add_row(side, "all", f"{totals[side]:.3f}", f"{peak:.0f}")
    Console(width=90).print(table)
    ratio = totals["ocr_pipeline"] / totals["RapidOCR"]
    print(
        f"bench: {pages} pages of {len(paths)} documents; ocr_pipeline takes {ratio:.2f} times RapidOCR's time a page"
    )


if __name__ == "__main__":
    if sys.argv[1].startswith("--side="):
        measure(sys.argv[1].removeprefix("--side="), sys.argv[2:])
    else:
        compare(sys.argv[1:])
