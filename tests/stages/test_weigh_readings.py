"""How the readings of one cell become values with probabilities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.model.bound import Alternative, ValueState
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.reading import Candidate, CellReading, Ink, Reader, Reading
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.schema.types import ColumnSpec, Quantity
from ocr_pipeline.stages.weigh_readings import weigh_readings

CHARACTERS = load_schema().characters
COUNT = ColumnSpec("total", ("总计",))
CHANGE = ColumnSpec("change", ("本年增/减",), quantity=Quantity.CHANGE)
MONEY = ColumnSpec("amount", ("采购总金额",), quantity=Quantity.MONEY)
Heard = tuple[str | None, float]


def cell(
    *, numeric: list[Heard] | None = None, general: Heard | None = None, blank: float = 0.0, layer: str = ""
) -> CellReading:
    readings = []
    if numeric is not None:
        readings.append(Reading(Reader.NUMERIC, tuple(Candidate(t, Score(s)) for t, s in numeric)))
    if general is not None:
        readings.append(Reading(Reader.GENERAL, (Candidate(general[0], Score(general[1])),)))
    if layer:
        readings.append(Reading(Reader.LAYER, (Candidate(layer, Score(1.0)),)))
    return CellReading(GridCell(0, 0, 1, 1, Box(0, 0, 50, 20)), Ink(1 - blank, Score(blank)), tuple(readings))


def weigh(reading: CellReading, column: ColumnSpec = COUNT, trust: float | None = None) -> tuple[Alternative, ...]:
    return weigh_readings(reading, column, characters=CHARACTERS, layer_trust=trust)


def share(alternatives: tuple[Alternative, ...], printed: str | None) -> float:
    return sum(a.probability for a in alternatives if a.value.printed == printed)


def test_the_numeric_reader_alone_is_taken_at_its_word() -> None:
    found = weigh(cell(numeric=[("292", 0.9), ("202", 0.08)]))
    assert found[0].value.printed == "292"
    assert share(found, "292") == pytest.approx(0.9, abs=0.01)
    assert share(found, "202") == pytest.approx(0.08, abs=0.01)


def test_agreement_raises() -> None:
    alone, both = cell(numeric=[("292", 0.9)]), cell(numeric=[("292", 0.9)], general=("292", 0.95))
    assert share(weigh(both), "292") > share(weigh(alone), "292")


def test_disagreement_lowers_and_brings_the_other_reading_up() -> None:
    alone, torn = cell(numeric=[("292", 0.999)]), cell(numeric=[("292", 0.999)], general=("202", 0.95))
    found = weigh(torn)
    assert found[0].value.printed == "292"
    assert share(found, "292") < share(weigh(alone), "292")
    assert share(found, "202") > 0.01


def test_the_general_reader_alone_is_never_quite_sure() -> None:
    assert 0.5 < share(weigh(cell(general=("292", 1.0))), "292") <= 0.99


def test_nothing_read_leaves_nothing_known() -> None:
    assert weigh(cell()) == ()


def test_blank_by_ink_and_by_reader_is_blank() -> None:
    found = weigh(cell(numeric=[("", 0.98)], blank=0.99))
    assert found[0].value.state is ValueState.BLANK
    assert found[0].probability > 0.98


def test_ink_where_the_reader_saw_nothing_leaves_it_open() -> None:
    found = weigh(cell(numeric=[("", 0.9), ("1", 0.08)], blank=0.0))
    assert max(a.probability for a in found) < 0.7


def test_an_empty_answer_of_the_general_reader_does_not_shake_a_number() -> None:
    found = weigh(cell(numeric=[("1", 0.999)], general=("", 0.0)))
    assert share(found, "1") > 0.99


def test_ink_that_nobody_can_read_is_unreadable() -> None:
    assert weigh(cell(numeric=[(None, 0.9), ("8", 0.05)]))[0].value.state is ValueState.UNREADABLE


def test_a_remark_read_by_the_general_reader_comes_up_where_the_numeric_reader_gave_up() -> None:
    found = weigh(cell(numeric=[(None, 0.97)], general=("22（其中修订16件）", 0.97)))
    assert found[0].value.printed == "22(其中修订16件)"
    assert found[0].probability <= 0.99


@pytest.mark.parametrize(("text", "column"), [("2.5", COUNT), ("-3", COUNT), ("1.5", CHANGE), ("-2", MONEY)])
def test_what_a_column_cannot_hold_is_weakened_but_kept(text: str, column: ColumnSpec) -> None:
    found = weigh(cell(numeric=[(text, 0.5), ("25", 0.4)]), column)
    assert found[0].value.printed == "25"
    assert share(found, text) > 0


def test_a_sign_suits_a_change_and_decimals_suit_money() -> None:
    assert share(weigh(cell(numeric=[("-356", 0.9)]), CHANGE), "-356") == pytest.approx(0.9, abs=0.01)
    assert share(weigh(cell(numeric=[("7.25", 0.9)]), MONEY), "7.25") == pytest.approx(0.9, abs=0.01)


def test_money_is_hardly_meant_where_things_are_counted() -> None:
    said = cell(numeric=[("9", 0.6), ("9元", 0.35)])
    assert share(weigh(said), "9") > 0.9 > share(weigh(said, MONEY), "9")


def test_a_text_layer_is_heard_only_where_the_page_trusts_it() -> None:
    torn = cell(numeric=[("292", 0.6), ("202", 0.3)], layer="202")
    assert weigh(torn)[0].value.printed == "292"
    assert weigh(torn, trust=0.5)[0].value.printed == "292"
    assert weigh(torn, trust=1.0)[0].value.printed == "202"


def test_letters_that_look_like_digits_support_the_number() -> None:
    alone, helped = cell(numeric=[("10", 0.8)]), cell(numeric=[("10", 0.8)], general=("lO", 0.9))
    assert share(weigh(helped), "10") > share(weigh(alone), "10")


@given(
    st.lists(st.tuples(st.sampled_from(["0", "1", "12", "", None, "-", "3.5"]), st.floats(0, 1)), max_size=5),
    st.one_of(st.none(), st.tuples(st.sampled_from(["0", "12", "", "无", "x"]), st.floats(0, 1))),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_probabilities_are_probabilities(
    numeric: list[Heard], general: Heard | None, blank: float, trust: float
) -> None:
    found = weigh(cell(numeric=numeric, general=general, blank=blank, layer="12"), trust=trust)
    assert sum(a.probability for a in found) <= 1 + 1e-9
    assert all(0 <= a.probability <= 1 for a in found)
    assert len({a.value for a in found}) == len(found)
    assert list(found) == sorted(found, key=lambda a: -a.probability)


def test_more_figures_than_there_is_ink_for_are_not_heard() -> None:
    def seen(ink: float) -> CellReading:
        readings = (
            Reading(Reader.NUMERIC, (Candidate("", Score(0.85)), Candidate("4", Score(0.05)))),
            Reading(Reader.GENERAL, (Candidate("11", Score(0.97)),)),
        )
        return CellReading(GridCell(0, 0, 1, 1, Box(0, 0, 70, 30)), Ink(ink, Score(0.03)), readings)

    assert weigh(seen(0.003))[0].value.state is ValueState.BLANK
    assert weigh(seen(0.03))[0].value.printed == "11"


@pytest.mark.parametrize(("score", "printed"), [(0.97, "减少1"), (0.6, "减1")])
def test_words_around_a_number_are_those_of_the_reader_that_knows_them(score: float, printed: str) -> None:
    found = weigh(cell(numeric=[("减1", 0.98)], general=("减少1", score)), CHANGE)
    assert found[0].value.printed == printed
    assert found[0].value.number == -1


def test_words_that_the_numeric_reader_cannot_say_are_heard_where_it_says_that_it_cannot() -> None:
    found = weigh(cell(numeric=[(None, 0.98), ("增08", 0.002)], general=("增加8", 0.9999)), CHANGE)
    assert found[0].value.printed == "增加8"
    assert 0.9 < found[0].probability < 0.99


def test_dots_that_the_general_reader_sees_in_an_empty_cell_are_specks_and_no_words() -> None:
    specks = cell(numeric=[("", 0.9), (None, 0.05)], general=("…", 0.8), blank=0.2)
    word = cell(numeric=[("", 0.9), (None, 0.05)], general=("无", 0.8), blank=0.2)
    assert weigh(specks)[0].value.state is ValueState.BLANK
    assert weigh(word)[0].value.state is not ValueState.BLANK


def test_a_single_figure_that_the_general_reader_is_sure_of_is_heard_though_its_ink_was_taken_for_a_rule() -> None:
    readings = (
        Reading(Reader.NUMERIC, (Candidate("", Score(0.9998)),)),
        Reading(Reader.GENERAL, (Candidate("1", Score(0.999)),)),
    )
    found = weigh(CellReading(GridCell(0, 0, 1, 1, Box(0, 0, 70, 30)), Ink(0.0, Score(0.001)), readings))
    assert share(found, "1") > 0.05


def test_marks_for_none_are_one_value_however_they_are_spelled() -> None:
    found = weigh(cell(numeric=[("--", 0.6), ("-", 0.36), ("1", 0.04)]))
    assert (found[0].value.state, found[0].value.printed) == (ValueState.DASH, "--")
    assert found[0].probability == pytest.approx(0.96, abs=0.01)
    assert sum(a.value.state is ValueState.DASH for a in found) == 1


def test_the_figure_that_general_readers_write_for_a_sure_slash_says_nothing() -> None:
    alone = weigh(cell(numeric=[("/", 0.97), ("1", 0.02)]))
    assert weigh(cell(numeric=[("/", 0.97), ("1", 0.02)], general=("1", 0.95))) == alone
    assert weigh(cell(numeric=[("/", 0.6), ("1", 0.3)], general=("1", 0.95)))[0].value.printed == "1"


def test_a_reader_that_is_not_sure_of_another_number_reads_dirt_as_print() -> None:
    numeric: list[Heard] = [("6", 0.65), (None, 0.06), ("67", 0.03)]
    assert weigh(cell(numeric=numeric, general=("92202863027", 0.43)))[0].value.printed == "6"
    assert weigh(cell(numeric=numeric, general=("16", 0.99)))[0].value.printed == "16"


def test_readers_that_see_other_units_do_not_agree() -> None:
    found = weigh(cell(numeric=[("42.6元", 0.52), ("42.6万元", 0.46)], general=("42.6万元", 1.0)), MONEY)
    assert found[0].value.printed == "42.6万元" and found[0].probability > 0.9


def test_readers_of_which_one_sees_a_sign_agree_on_the_amount_only() -> None:
    found = weigh(cell(numeric=[("1", 0.998)], general=("+1", 0.998)), CHANGE)
    assert {a.value.printed for a in found[:2]} == {"1", "+1"}
    assert found[0].probability < 0.6


def test_dust_before_a_zero_that_cannot_be_signed_is_no_sign() -> None:
    heard = cell(numeric=[("-0", 0.987), ("--0", 0.011)], general=("- 0", 0.94))
    found = weigh(heard)
    assert found[0].value.printed == "0" and "-0" not in {a.value.printed for a in found}
    assert weigh(heard, CHANGE)[0].value.printed == "-0"


def test_of_money_a_second_reader_does_not_make_a_number_without_a_point_surer() -> None:
    heard = cell(numeric=[("1628568", 0.75)], general=("1628568", 0.98))
    assert share(weigh(heard, MONEY), "1628568") == pytest.approx(0.75, abs=0.01)
    assert share(weigh(heard, COUNT), "1628568") > 0.99
    pointed = cell(numeric=[("162.8568", 0.75)], general=("162.8568", 0.98))
    assert share(weigh(pointed, MONEY), "162.8568") > 0.99


def test_what_general_readers_write_for_a_dash_is_one() -> None:
    found = weigh(cell(numeric=[("-", 0.98), (None, 0.015)], general=("_", 0.97)))
    assert found[0].value.state is ValueState.DASH and found[0].probability > 0.98


def test_a_currency_sign_is_no_sign_of_a_number() -> None:
    assert weigh(cell(numeric=[("¥0", 0.99)]), MONEY)[0].value.printed == "¥0"
    both = weigh(cell(numeric=[("12", 0.99)], general=("¥12", 0.9)), MONEY)
    assert both[0].probability > 0.99
