"""Many reports in one file or package: what is written is read back."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyarrow import parquet

from ocr_pipeline.exports.field_rows import HEADER
from ocr_pipeline.exports.formats import FORMATS, Exportable
from ocr_pipeline.model.report_codec import report_to_plain
from tests.reports import MAKING, SCHEMA, report_of, truth_of

FIRST = report_of(truth_of("yuelu2020"))
SECOND = replace(report_of(truth_of("yunhuqiao2020")), document_id="cd" * 32)
ITEMS = tuple(
    Exportable(name, report, SCHEMA, report_to_plain(report, MAKING), {}, datetime(2026, 1, 1, tzinfo=UTC))
    for name, report in (("yuelu-ab12cd34", FIRST), ("yunhuqiao-cdcdcdcd", SECOND))
)
PRINTED = [cell.value.printed for report in (FIRST, SECOND) for cell in report.cells]


def test_json_holds_every_report_as_published(tmp_path: Path) -> None:
    FORMATS["json"].write(tmp_path / "out.json", ITEMS)

    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["reports"] == [item.plain for item in ITEMS]


def test_parquet_keeps_types_and_values(tmp_path: Path) -> None:
    FORMATS["parquet"].write(tmp_path / "cells.parquet", ITEMS)

    table = parquet.read_table(tmp_path / "cells.parquet")

    assert table.column_names == list(HEADER)
    assert table["printed"].to_pylist() == PRINTED
    assert {str(table.schema.field(name).type) for name in ("page", "year")} == {"int32"}
    assert table["confidence"].to_pylist()[0] == 0.9999
    assert set(table["document"].to_pylist()) == {item.document for item in ITEMS}


def test_no_reports_make_an_empty_parquet_file(tmp_path: Path) -> None:
    FORMATS["parquet"].write(tmp_path / "cells.parquet", ())

    assert parquet.read_table(tmp_path / "cells.parquet").num_rows == 0


def test_a_sheet_holds_every_field_of_every_report(tmp_path: Path) -> None:
    FORMATS["xlsx"].write(tmp_path / "reports.xlsx", ITEMS)

    book = openpyxl.load_workbook(tmp_path / "reports.xlsx")
    rows = list(book["cells"].iter_rows(values_only=True))

    assert book.sheetnames == ["documents", "cells", "findings"]
    assert rows[0] == HEADER
    assert [row[HEADER.index("printed")] for row in rows[1:]] == PRINTED
    assert len(list(book["documents"].iter_rows())) == 3


def package(folder: Path) -> tuple[Any, dict[str, list[dict[str, str]]]]:
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables = {}
    for resource in descriptor["resources"]:
        with (folder / resource["path"]).open(encoding=resource["encoding"], newline="") as stream:
            tables[resource["name"]] = list(csv.DictReader(stream))
    return descriptor, tables


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, list[dict[str, str]]]]:
    folder = tmp_path_factory.mktemp("package")
    FORMATS["datapackage"].write(folder, ITEMS)
    return package(folder)


def test_a_data_package_describes_exactly_the_columns_it_has(written: tuple[Any, Any]) -> None:
    descriptor, tables = written
    for resource in descriptor["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert list(tables[resource["name"]][0]) == names


def test_a_data_package_keeps_every_value(written: tuple[Any, Any]) -> None:
    _, tables = written

    assert [row["printed"] or None for row in tables["cells"]] == PRINTED


def test_keys_of_a_data_package_are_unique_and_lead_to_a_document(written: tuple[Any, Any]) -> None:
    descriptor, tables = written
    for resource in descriptor["resources"]:
        key = resource["schema"].get("primaryKey")
        rows = tables[resource["name"]]
        if key:
            assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)
        assert {row["document"] for row in rows} <= {row["document"] for row in tables["documents"]}


def test_entries_of_a_data_package_have_their_types(written: tuple[Any, Any]) -> None:
    descriptor, tables = written
    convert = {"integer": int, "number": float, "string": str}
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            for row in tables[resource["name"]]:
                if row[field["name"]]:
                    convert[field["type"]](row[field["name"]])


@pytest.mark.parametrize("name", ["markdown", "html", "hocr", "alto", "pdf"])
def test_a_format_for_single_documents_makes_a_file_each(name: str, tmp_path: Path) -> None:
    FORMATS[name].write(tmp_path / "out", ITEMS)

    files = sorted(path.name.split(".")[0] for path in (tmp_path / "out").iterdir())
    assert files == [item.document for item in ITEMS]


def test_page_xml_makes_a_folder_each(tmp_path: Path) -> None:
    FORMATS["page"].write(tmp_path / "out", ITEMS)

    assert len(list((tmp_path / "out").glob("*/page-*.xml"))) == 6
