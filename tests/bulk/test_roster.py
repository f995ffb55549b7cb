from __future__ import annotations

from pathlib import Path

import pytest

from ocr_pipeline.bulk.roster import Expected, load_roster, missing, missing_csv
from ocr_pipeline.errors import OptionsError
from ocr_pipeline.store.summary import Failure, SummaryRow

TRADITIONAL = {"廳": "厅", "辦": "办"}


def roster(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def row(organisation: str, year: int | None = 2020) -> SummaryRow:
    return SummaryRow(f"{organisation}.pdf", None, "accepted", organisation=organisation, year=year)


def left(names: str, *reports: str) -> list[str]:
    """Whom of ``names`` the reports leave missing."""
    wanted = [Expected(name, 2020) for name in names.split()]
    return [expected.organisation for expected in missing(wanted, [row(name) for name in reports], TRADITIONAL)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_roster_is_read_with_or_without_a_head_in_any_usual_encoding(encoding: str, tmp_path: Path) -> None:
    path = roster(
        tmp_path / "r.csv", "机构,年度", "益阳市,2020年", "", '"一,二县",2019', "益阳市,2020", encoding=encoding
    )

    assert load_roster(path) == (Expected("益阳市", 2020), Expected("一,二县", 2019))


@pytest.mark.parametrize(
    ("lines", "says"), [(("a,2020", "b"), "line 2"), (("a,2020", ",2020"), "line 2"), (("head,year",), "names nobody")]
)
def test_a_roster_that_says_too_little_is_refused(lines: tuple[str, ...], says: str, tmp_path: Path) -> None:
    with pytest.raises(OptionsError, match=says):
        load_roster(roster(tmp_path / "r.csv", *lines))


def test_a_roster_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionsError, match="cannot be read"):
        load_roster(tmp_path / "gone.csv")
    (tmp_path / "r.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(OptionsError, match="neither UTF-8"):
        load_roster(tmp_path / "r.csv")


def test_who_reported_is_not_missing_whatever_way_the_name_is_written() -> None:
    assert left("湖南省人民政府办公厅", "湖南省人民政府 辦公廳") == []
    assert left("益阳市人民政府", "益阳市") == []
    assert left("岳麓区人民政府", "长沙市岳麓区人民政府") == ["岳麓区人民政府"]
    assert left("长沙市岳麓区人民政府", "岳麓区") == []


def test_another_body_of_the_same_place_does_not_stand_for_it() -> None:
    assert left("益阳市财政局", "益阳市") == ["益阳市财政局"]
    assert left("益阳市 益阳市财政局", "益阳市", "益阳市") == ["益阳市财政局"]
    assert left("东城区 西东城区", "东城区") == ["西东城区"]
    assert left("甲市新城区 乙市新城区", "新城区") == ["乙市新城区", "甲市新城区"]


def test_year_counts_and_what_failed_does_not() -> None:
    wanted = [Expected("益阳市", year) for year in (2021, 2019, 2020)]
    rows = [row("益阳市", 2020), row("", 2019), row("益阳市", None)]
    rows.append(SummaryRow("x.pdf", None, "failed", error=Failure("empty", "x"), organisation="益阳市", year=2021))

    assert missing(wanted, rows, {}) == (Expected("益阳市", 2019), Expected("益阳市", 2021))


def test_the_list_opens_in_a_spreadsheet() -> None:
    assert missing_csv([Expected("=1+1", 2020)]).decode("utf-8-sig") == "organisation,year\r\n'=1+1,2020\r\n"
