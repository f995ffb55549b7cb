"""The commands that work on a finished results folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ocr_pipeline.bulk.across_years import compare_years
from ocr_pipeline.bulk.bench import rules_key
from ocr_pipeline.cli import build_parser, main
from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.exports.bundle import write_bundle
from ocr_pipeline.exports.formats import FORMATS
from ocr_pipeline.exports.page_pictures import save_page
from ocr_pipeline.exports.stage_pictures import Stage
from ocr_pipeline.model.document import Document
from ocr_pipeline.model.provenance import Making
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.model.report_codec import report_to_plain
from ocr_pipeline.options import DEFAULTS
from ocr_pipeline.pipeline import understand
from ocr_pipeline.store.results import PAGES_FOLDER, ResultsFolder
from ocr_pipeline.store.seen import Seen, save_seen, seen_path
from ocr_pipeline.store.summary import SummaryRow, count, load_summary, save_summary
from tests import fake_kit
from tests.reports import SCHEMA, SIZE, report_of, truth_of

ENGINES = Engines(fake_kit.build_kit, fake_kit.no_calibration)
NAME = "yuelu2020-ab12cd34"
MAKING = Making("0.1.0", "5" * 64, rules_key(SCHEMA, None, DEFAULTS))
Command = Callable[..., int]


def call(*words: object) -> int:
    return main([str(word) for word in words], engines=ENGINES)


def store(root: Path, report: CheckedReport, name: str = NAME) -> None:
    folder = ResultsFolder(root)
    folder.prepare()

    def fill(aside: Path) -> None:
        for page in report.pages:
            save_page(aside / PAGES_FOLDER, page.page_index, np.full((SIZE[1], SIZE[0], 3), 240, np.uint8))
        write_bundle(aside, name, report=report, schema=SCHEMA, plain=report_to_plain(report, MAKING))

    folder.replace(name, fill)
    save_seen(seen_path(folder.seen, report.document_id, MAKING.seen), Seen(report.pages, ()))
    counts = count(report)
    row = SummaryRow(report.source, report.document_id, counts.status, name, counts.pages, counts.cells, counts.review)
    save_summary(folder.summary, [*load_summary(folder.summary), row])


@pytest.fixture(scope="module")
def understood() -> CheckedReport:
    """What the understanding half makes of the hand-made pages."""
    pages = report_of(truth_of("yuelu2020")).pages
    return understand(Document("ab12cd34" * 8, Path("x"), "yuelu2020.pdf"), pages, SCHEMA, None)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    store(tmp_path / "out", report_of(truth_of("yuelu2020")))
    return tmp_path / "out"


def published(results: Path) -> Any:
    return json.loads((results / NAME / "report.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_is_written_where_the_command_says(
    name: str, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("export", results, "--format", name) == 0

    target = Path(capsys.readouterr().out.strip())
    assert target == results / "exports" / FORMATS[name].target
    assert target.exists()


def test_an_export_goes_where_it_is_asked_to(results: Path, tmp_path: Path) -> None:
    assert call("export", results, "--format", "csv", "--out", tmp_path / "x/cells.csv", "--document", "yuelu") == 0
    assert (tmp_path / "x/cells.csv").stat().st_size > 10_000


def test_an_export_that_needs_what_was_seen_says_so_when_it_is_gone(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    next((results / ".seen").iterdir()).unlink()

    assert call("export", results, "--format", "alto") == 1
    assert call("export", results, "--format", "csv") == 0
    assert "read the document again" in capsys.readouterr().err


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_can_be_shown(stage: Stage, results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("show", results, "yuelu2020.pdf", "--stage", stage.value, "--page", "2") == 0

    with Image.open(capsys.readouterr().out.strip()) as picture:
        assert picture.width >= SIZE[0]
        assert picture.height > SIZE[1]
        colours = picture.convert("RGB").getcolors(1 << 24) or []
    drawn = {colour for _, colour in colours}
    assert ((46, 139, 87) in drawn) == (stage in (Stage.CELLS, Stage.BOUND))


@pytest.mark.parametrize(
    ("document", "page", "says"), [("nothing", 1, "it holds yuelu2020-ab12cd34"), ("yuelu", 9, "its pages are 1, 2, 3")]
)
def test_what_cannot_be_shown_is_said(
    document: str, page: int, says: str, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("show", results, document, "--page", page) == 1
    assert says in capsys.readouterr().err


def test_an_evaluation_prints_a_table_and_leaves_its_files(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "yuelu2020.truth.json").write_text(json.dumps(truth_of("yuelu2020")), encoding="utf-8")

    assert call("evaluate", results, "--truth", tmp_path) == 0

    plain = json.loads((results / "evaluation.json").read_text(encoding="utf-8"))
    assert (plain["overall"]["cells"], plain["overall"]["exact"]) == (198, 197)
    assert "197 (99.49%)" in capsys.readouterr().out
    assert (results / "evaluation-risk.svg").exists()


def test_an_evaluation_without_a_fitting_truth_says_so(results: Path, tmp_path: Path) -> None:
    (tmp_path / "other.truth.json").write_text(json.dumps({"id": "other", "tables": {}}), encoding="utf-8")

    assert call("evaluate", results, "--truth", tmp_path) == 1


def test_checking_again_understands_the_stored_pages_without_engines(
    results: Path, understood: CheckedReport, capsys: pytest.CaptureFixture[str]
) -> None:
    no_engines = Engines(fake_kit.build_and_die, fake_kit.no_calibration)

    assert main(["check", str(results)], engines=no_engines) == 0

    assert published(results)["cells"] == report_to_plain(understood, MAKING)["cells"]
    assert "->" in capsys.readouterr().err
    assert len(list((results / NAME / "pages").iterdir())) == 3


def test_checking_twice_changes_nothing(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call("check", results)
    before = (results / NAME / "report.json").stat().st_mtime_ns

    assert call("check", results) == 0

    assert (results / NAME / "report.json").stat().st_mtime_ns == before
    assert "unchanged" in capsys.readouterr().err


def test_checking_with_a_stricter_rate_leaves_more_to_a_person(results: Path) -> None:
    call("check", results, "--quiet")
    loose = json.loads((results / "summary.json").read_text(encoding="utf-8"))["totals"]["review"]

    assert call("check", results, "--max-error", "0.0000001", "--fail-on-review", "--json") == 10

    strict = json.loads((results / "summary.json").read_text(encoding="utf-8"))["totals"]["review"]
    assert strict > loose


def test_reports_of_two_years_are_compared_and_comparing_again_adds_nothing(tmp_path: Path) -> None:
    this, before = report_of(truth_of("yuelu2020")), report_of(truth_of("yuanjiang2019"))
    year_before = replace(before, document_id="ef" * 32, identity=replace(this.identity, year=2019))
    store(tmp_path, this)
    store(tmp_path, year_before, "yuanjiang2019-efefefef")
    folder = ResultsFolder(tmp_path)

    for _ in range(2):
        gained = list(compare_years(folder, SCHEMA))

    codes = [finding["code"] for finding in published(tmp_path)["findings"]]
    assert gained == []
    assert set(codes) > {finding.code for finding in this.findings}


def test_checking_can_go_on_to_compare_years(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("check", results, "--across-years") == 0
    assert "yuelu2020" in capsys.readouterr().err


def test_what_was_found_across_years_is_found_again_by_every_check(tmp_path: Path) -> None:
    report = report_of(truth_of("yuelu2020"))
    for name in (NAME, "yuelu2020-efefefef"):
        store(tmp_path, replace(report, document_id=name[-8:] * 8), name)

    def told() -> list[str]:
        return [finding["code"] for finding in published(tmp_path)["findings"] if finding["code"].startswith("years.")]

    call("check", tmp_path, "--quiet")
    assert told() == []
    call("check", tmp_path, "--quiet", "--across-years")
    found = told()
    assert len(found) == 1
    call("check", tmp_path, "--quiet")
    assert told() == found


def test_checking_what_is_no_longer_stored_is_a_failure_that_loses_nothing(results: Path) -> None:
    next((results / ".seen").iterdir()).unlink()

    assert call("check", results, "--quiet") == 2
    assert (results / NAME / "report.json").exists()


@pytest.mark.parametrize(
    "words", [("check",), ("export", "--format", "csv"), ("show", "x"), ("evaluate", "--truth", ".")]
)
def test_a_folder_that_is_not_there_is_a_wrong_argument(words: tuple[str, ...], tmp_path: Path) -> None:
    assert call(words[0], tmp_path / "none", *words[1:]) == 1


def test_the_bundled_schema_is_listed_shown_and_sound(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call("schema", "list") == 0
    assert "requests (2019): 161 fields" in capsys.readouterr().out
    assert call("schema", "show", "gov-disclosure-annual-report") == 0
    assert "carried_out  四、结转下年度继续办理" in capsys.readouterr().out
    (tmp_path / "broken.toml").write_text("id = 3", encoding="utf-8")
    assert call("schema", "check", tmp_path / "broken.toml") == 1
    assert "broken.toml" in capsys.readouterr().err


def test_the_models_are_listed_with_their_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    code = call("models", "--json")

    rows = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in rows} >= {"numeric-reader", "layout-cdla"}
    assert (code == 0) == all(row["verdict"] == "ok" for row in rows)


def test_every_command_of_the_contract_is_there() -> None:
    text = build_parser().format_help()

    for command in ("run", "check", "export", "show", "evaluate", "schema", "models"):
        assert f"    {command}" in text


def test_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--help") == 0
    assert "--fail-on-review" in capsys.readouterr().out


def test_an_unexpected_fault_is_a_sentence_and_no_traceback(
    results: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(self: ResultsFolder) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(ResultsFolder, "documents", broken)

    assert call("export", results, "--format", "csv") == 2
    said = capsys.readouterr().err
    assert "unexpected ZeroDivisionError: oh" in said
    assert "Traceback" not in said


def test_a_folder_read_without_a_schema_is_checked_again_without_one(results: Path) -> None:
    assert call("check", results, "--schema", "none", "--quiet") == 0
    assert call("check", results, "--quiet") == 0

    plain = published(results)
    assert (plain["schema"]["id"], plain["status"], plain["cells"]) == ("none", "accepted", [])
    assert [grid["table"] for grid in plain["grids"]] == [None, None, None]
    assert all(cell["text"] is not None and cell["box"] for grid in plain["grids"] for cell in grid["cells"])
    assert load_summary(results / "summary.json")[0].status == "accepted"


def test_a_folder_read_with_a_schema_of_ones_own_needs_its_file_again(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('id = "own"\nextends = "gov-disclosure-annual-report"\n', encoding="utf-8")
    assert call("check", results, "--schema", own, "--quiet") == 0
    assert call("check", results, "--quiet") == 1
    assert "schema 'own' is not a bundled one" in capsys.readouterr().err


def test_reports_of_several_schemas_are_not_checked_as_one(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store(
        results, replace(report_of(truth_of("yiyang2020")), document_id="cd" * 32, schema_id="none"), "other-cdcdcdcd"
    )
    assert call("check", results, "--quiet") == 1
    assert "choose with --schema" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_can_be_made_of_reports_of_no_kind(results: Path, name: str) -> None:
    assert call("check", results, "--schema", "none", "--quiet") == 0
    assert call("export", results, "--format", name) == 0
