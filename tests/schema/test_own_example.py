"""The worked example of docs/own-schema.md does what the page says: a new kind of report without any code."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ocr_pipeline.cli import main
from ocr_pipeline.model.document import Document
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.pipeline import understand
from ocr_pipeline.schema.catalog import load_schema
from tests.cli.test_nothing_to_read import font
from tests.schema import own_example as example

PRINTED: dict[str, dict[str, str]] = example.truth()["tables"]["expenses"]
WIDTHS = (520, 270, 270, 270)


def understood(printed: dict[str, dict[str, str]], folder: Path) -> CheckedReport:
    document = Document("0" * 64, Path("shuiliju.pdf"), "shuiliju.pdf")
    return understand(document, [example.seen(printed)], load_schema(example.schema_file(folder)), None)


def changed(row: str, column: str, printed: str) -> dict[str, dict[str, str]]:
    return PRINTED | {row: PRINTED[row] | {column: printed}}


def test_every_number_of_the_sheet_goes_to_its_field(tmp_path: Path) -> None:
    report = understood(PRINTED, tmp_path)
    read = {(c.address.row, c.address.column): (c.value.printed, c.value.unit) for c in report.cells}
    assert read == {(row, col): (text, "万元") for row, line in PRINTED.items() for col, text in line.items()}
    assert report.findings == ()


def test_a_sum_that_does_not_hold_is_found_and_said_as_on_the_page(tmp_path: Path) -> None:
    report = understood(changed("total", "this_year", "76.6"), tmp_path)
    broken = {finding.code: finding for finding in report.findings}
    assert {"expenses.total", "expenses.change"} == set(broken)
    said = broken["expenses.total"]
    page = example.PAGE.read_text(encoding="utf-8")
    assert f"> {said.message}" in page
    assert f"> {said.message_zh}" in page


def test_a_check_of_ones_own_warns_in_both_languages(tmp_path: Path) -> None:
    sheet = deepcopy(PRINTED)
    sheet["receptions"] |= {"this_year": "10.6", "change": "1"}
    sheet["total"] |= {"this_year": "70.95", "change": "2.05"}
    [finding] = understood(sheet, tmp_path).findings
    assert finding.code == "expenses.receptions"
    assert "10.6万元 are planned, 9.6万元 were" in finding.message
    assert "公务接待费不得高于上年" in finding.message_zh


def drawn(printed: dict[str, dict[str, str]], path: Path) -> None:
    """The sheet as a scan, its numbers set against the rules on their right."""
    page = Image.new("L", (1654, 1200), 250)
    draw = ImageDraw.Draw(page)
    draw.text((827, 130), example.TITLE, fill=10, font=font(40), anchor="mm")
    draw.text((1450, 210), "单位：万元", fill=10, font=font(26), anchor="rm")
    for r, line in enumerate(example.lines(printed)):
        left, top = 162, 250 + 74 * r
        for width, text in zip(WIDTHS, line, strict=True):
            draw.rectangle((left, top, left + width, top + 74), outline=20, width=2)
            if r and text not in example.LABELS.values():
                draw.text((left + width - 8, top + 37), text, fill=10, font=font(28), anchor="rm")
            else:
                draw.text((left + width / 2, top + 37), text, fill=10, font=font(28), anchor="mm")
            left += width
    page.save(path, dpi=(200, 200))


@pytest.mark.models
@pytest.mark.slow
def test_the_whole_way_of_the_page_is_gone_with_the_real_engines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema, out, truth = str(example.schema_file(tmp_path)), tmp_path / "out", tmp_path / "truth"
    broken = changed("cars", "this_year", "53.25")
    for name, sheet in (("shuiliju", PRINTED), ("jiaotongju", broken)):
        drawn(sheet, tmp_path / f"{name}.png")
        truth.mkdir(exist_ok=True)
        told = example.truth() | {"id": name, "tables": {"expenses": sheet}}
        (truth / f"{name}.truth.json").write_text(json.dumps(told), encoding="utf-8")
    scans = [str(tmp_path / "shuiliju.png"), str(tmp_path / "jiaotongju.png")]

    assert main(["schema", "check", schema]) == 0
    assert "expenses (1): 18 fields" in capsys.readouterr().out
    assert main(["run", *scans, "--out", str(out), "--schema", schema, "--quiet"]) == 0
    assert main(["evaluate", str(out), "--truth", str(truth)]) == 0
    assert main(["check", str(out), "--schema", schema, "--quiet"]) == 0
    assert main(["export", str(out), "--format", "csv", "--schema", schema]) == 0

    scored = json.loads((out / "evaluation.json").read_text(encoding="utf-8"))
    assert (scored["overall"]["cells"], scored["overall"]["exact"]) == (36, 36)
    assert scored["overall"]["wrong_accepted"] == 0
    reports = {path.parent.name.split("-")[0]: path for path in out.glob("*/report.json")}
    right, wrong = (json.loads(reports[name].read_text(encoding="utf-8")) for name in ("shuiliju", "jiaotongju"))
    assert right["findings"] == []
    assert {finding["code"] for finding in wrong["findings"]} >= {"expenses.cars"}
    assert right["document"]["title"] == example.TITLE
    assert len((out / "exports" / "cells.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + 36
