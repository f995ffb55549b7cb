"""Fields on the page they were read from: the delivered values, coloured by trust, with their ids at the edges."""

from __future__ import annotations

from PIL import Image

from ocr_pipeline.exports.canvas import Canvas, LegendEntry
from ocr_pipeline.exports.evidence import percent
from ocr_pipeline.exports.shown_value import shown
from ocr_pipeline.exports.trust import COLOURS, Trust, trust
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.report import CheckedCell, CheckedReport

_ID_COLOUR = "#3b4a58"


def draw_bound(
    canvas: Canvas, report: CheckedReport, page_index: int, head: tuple[str, tuple[int, int]]
) -> Image.Image:
    """The fields of a page on its picture; ``head`` is the title and the picture's size."""
    title, (width, height) = head
    canvas.fade()
    placed = [
        (cell, Box(box.left * width, box.top * height, box.right * width, box.bottom * height))
        for cell in report.cells
        if cell.place is not None and cell.place.page_index == page_index
        for box in [cell.place.box]
    ]
    for cell, box in placed:
        _value(canvas, cell, box)
    _row_ids(canvas, placed)
    _column_ids(canvas, placed)
    kinds = dict.fromkeys(trust(cell) for cell, _ in placed)
    legend = [LegendEntry(COLOURS[kind], kind.value) for kind in Trust if kind in kinds]
    return canvas.finished(f"{title}, {len(placed)} fields", legend)


def _value(canvas: Canvas, cell: CheckedCell, box: Box) -> None:
    kind = trust(cell)
    canvas.outline(box, COLOURS[kind], weight=1 if kind is Trust.ACCEPTED else 3)
    text = shown(cell.value) or cell.value.state.value
    sure = "" if kind in (Trust.ACCEPTED, Trust.SETTLED) else f" {percent(cell.confidence)}"
    canvas.tag((box.right - 1, box.top + 1), text + sure, COLOURS[kind], anchor="rt")


def _row_ids(canvas: Canvas, placed: list[tuple[CheckedCell, Box]]) -> None:
    """Each row's id once, left of its first value."""
    first: dict[tuple[str, str], Box] = {}
    for cell, box in placed:
        key = (cell.address.table, cell.address.row)
        if key not in first or box.left < first[key].left:
            first[key] = box
    for (_, row), box in first.items():
        canvas.tag((box.left - 2, box.center[1] - box.height * 0.2), row, _ID_COLOUR, anchor="rt")


def _column_ids(canvas: Canvas, placed: list[tuple[CheckedCell, Box]]) -> None:
    """Each column's id once a table, above its first value; neighbours at different heights hide none."""
    first: dict[tuple[str, str], Box] = {}
    for cell, box in placed:
        key = (cell.address.table, cell.address.column)
        if key not in first or box.top < first[key].top:
            first[key] = box
    for index, ((_, column), box) in enumerate(sorted(first.items(), key=lambda item: (item[1].top, item[1].left))):
        rise = 2 + (index % 3) * max(14.0, box.height * 0.45)
        canvas.tag((box.center[0], box.top - rise), column, _ID_COLOUR, anchor="mb")
