"""One ``[[table]]`` of a schema file -> a ``TableSpec`` per edition.

``only = "2019"`` on a block, row or column keeps it out of the other editions.
"""

from __future__ import annotations

from ocr_pipeline.schema.node import Node
from ocr_pipeline.schema.types import BlockSpec, ColumnSpec, GroupLabel, Quantity, RowSpec, TableSpec


def read_tables(node: Node) -> tuple[TableSpec, ...]:
    """Every edition of a table."""
    editions = node.words("editions")
    if not editions:
        raise node.error("editions", 'name at least one, as in editions = ["2019"]')
    _check_only(node, editions)
    specs = tuple(_read_edition(node, edition) for edition in editions)
    node.finish()
    return specs


def _read_edition(node: Node, edition: str) -> TableSpec:
    blocks = tuple(_read_block(block, edition) for block in _kept(node.tables("block"), edition))
    if not any(block.rows and block.columns for block in blocks):
        raise node.error("block", f"edition {edition} has no block with rows and columns")
    return TableSpec(
        id=node.name("id"),
        edition=edition,
        titles=node.words("titles"),
        corner=node.words("corner"),
        blocks=blocks,
        groups=tuple(_read_group(group) for group in node.tables("groups")),
        english=node.text("english", ""),
        alike=node.text("alike") if node.has("alike") else None,
    )


def _read_block(node: Node, edition: str) -> BlockSpec:
    block = BlockSpec(
        key=node.text("key"),
        bands=node.words("bands"),
        columns=tuple(_read_column(column) for column in _kept(node.tables("columns"), edition)),
        rows=tuple(_read_row(row) for row in _kept(node.tables("rows"), edition)),
        row_labels=node.flag("row_labels", default=True),
        extra_rows=node.words("extra_rows"),
    )
    node.finish()
    return block


def _check_only(table: Node, editions: tuple[str, ...]) -> None:
    """Refuse ``only`` with an edition that the table does not have."""
    for block in table.tables("block"):
        for node in (block, *block.tables("rows"), *block.tables("columns")):
            only = node.text("only", editions[0])
            if only not in editions:
                raise node.error("only", f"{only!r} is no edition of this table; known: {', '.join(editions)}")


def _kept(nodes: tuple[Node, ...], edition: str) -> tuple[Node, ...]:
    return tuple(node for node in nodes if node.text("only", edition) == edition)


def _read_column(node: Node) -> ColumnSpec:
    column = ColumnSpec(
        key=node.name("key"),
        labels=(node.text("label"), *node.words("also")),
        under=node.words("under"),
        quantity=Quantity(node.choice("quantity", tuple(Quantity), Quantity.COUNT)),
        unit=node.text("unit") if node.has("unit") else None,
        blank_is_zero=node.flag("blank_is_zero", default=True),
        anchors=node.words("anchors"),
        english=node.text("english", ""),
    )
    node.finish()
    return column


def _read_row(node: Node) -> RowSpec:
    row = RowSpec(
        key=node.name("key"),
        labels=(node.text("label"), *node.words("also")),
        under=node.words("under"),
        blank_is_zero=node.flag("blank_is_zero", default=True),
        anchors=node.words("anchors"),
        english=node.text("english", ""),
    )
    node.finish()
    return row


def _read_group(node: Node) -> GroupLabel:
    group = GroupLabel(node.text("label"), node.words("also"))
    node.finish()
    return group
