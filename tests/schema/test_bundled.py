"""The bundled schema has the published fields and nothing ambiguous."""

from __future__ import annotations

import pytest

from ocr_pipeline.errors import SchemaError
from ocr_pipeline.schema.catalog import bundled_ids, load_schema
from ocr_pipeline.schema.types import ColumnSpec, Quantity, ReportSchema, RowSpec


@pytest.fixture(scope="module")
def schema() -> ReportSchema:
    return load_schema("gov-disclosure-annual-report")


@pytest.mark.parametrize(
    ("table", "edition", "fields"),
    [
        ("active_disclosure", "2019", 22),
        ("active_disclosure", "2021", 10),
        ("requests", "2019", 161),
        ("requests", "2021", 175),
        ("litigation", "2019", 15),
        ("litigation", "2021", 15),
    ],
)
def test_every_edition_has_the_published_number_of_fields(
    schema: ReportSchema, table: str, edition: str, fields: int
) -> None:
    assert len(schema.table(table, edition).fields) == fields


def test_a_blank_total_says_nothing_and_a_blank_body_cell_is_zero(schema: ReportSchema) -> None:
    requests = schema.table("requests", "2021")
    assert requests.blank_is_zero("granted", "research")
    assert not requests.blank_is_zero("granted", "total")
    assert not requests.blank_is_zero("processed_total", "research")


def test_only_changes_are_signed_and_only_money_has_decimals(schema: ReportSchema) -> None:
    by_quantity = {
        quantity: {
            (row, column)
            for row, column in schema.table("active_disclosure", "2019").fields
            if schema.table("active_disclosure", "2019").column(row, column).quantity is quantity
        }
        for quantity in Quantity
    }
    assert {column for _, column in by_quantity[Quantity.CHANGE]} == {"change"}
    assert by_quantity[Quantity.MONEY] == {("procurement", "amount")}


def test_a_printed_label_names_one_row_of_its_block(schema: ReportSchema) -> None:
    for table in schema.tables:
        for block in table.blocks:
            labels = [(row.under, label) for row in block.rows for label in row.labels]
            assert len(labels) == len(set(labels))


def test_every_anchor_occurs_in_every_variant_of_its_label(schema: ReportSchema) -> None:
    for table in schema.tables:
        for block in table.blocks:
            specs: tuple[RowSpec | ColumnSpec, ...] = (*block.rows, *block.columns)
            for spec in specs:
                assert all(anchor in label for anchor in spec.anchors for label in spec.labels), spec


def test_every_group_above_a_row_or_column_has_its_variants_listed(schema: ReportSchema) -> None:
    for table in schema.tables:
        listed = {group.label for group in table.groups}
        for block in table.blocks:
            specs: tuple[RowSpec | ColumnSpec, ...] = (*block.rows, *block.columns)
            assert {label for spec in specs for label in spec.under} <= listed


def test_no_simplified_character_is_itself_translated(schema: ReportSchema) -> None:
    simplified = dict(schema.characters.simplified)
    assert not set(simplified.values()) & set(simplified)


def test_an_unknown_schema_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(SchemaError, match=bundled_ids()[0]):
        load_schema("no-such-report")
