"""A page as PAGE XML (2019-07-15): text regions, and table regions whose cells carry row, column and spans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ocr_pipeline.exports.page_text import Line, PageText, PixelBox, Table, page_texts
from ocr_pipeline.model.layout import RegionKind
from ocr_pipeline.model.report import CheckedReport

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
_TYPES = {
    RegionKind.TITLE: "heading",
    RegionKind.HEADER: "header",
    RegionKind.FOOTER: "footer",
    RegionKind.CAPTION: "caption",
}


def page_files(report: CheckedReport, made: datetime) -> Iterator[tuple[str, bytes]]:
    """One file a page, as (name, content); ``made`` is when the report was made, which the format asks for."""
    for page in page_texts(report):
        yield f"page-{page.number:03d}.xml", _file(page, made.astimezone(UTC))


def _file(page: PageText, made: datetime) -> bytes:
    root = Element("PcGts", {"xmlns": NAMESPACE})
    metadata = SubElement(root, "Metadata")
    SubElement(metadata, "Creator").text = "ocr-pipeline"
    for name in ("Created", "LastChange"):
        SubElement(metadata, name).text = made.strftime("%Y-%m-%dT%H:%M:%SZ")
    size = {"imageWidth": str(page.width), "imageHeight": str(page.height)}
    element = SubElement(root, "Page", {"imageFilename": f"page-{page.number:03d}", **size})
    names = [f"b{i}" for i in range(1, len(page.blocks) + 1)] + [f"t{i}" for i in range(1, len(page.tables) + 1)]
    if names:
        group = SubElement(SubElement(element, "ReadingOrder"), "OrderedGroup", {"id": "order"})
        for index, name in enumerate(names):
            SubElement(group, "RegionRefIndexed", {"index": str(index), "regionRef": name})
    for number, block in enumerate(page.blocks, 1):
        region = SubElement(element, "TextRegion", {"id": f"b{number}", "type": _TYPES.get(block.kind, "paragraph")})
        _coords(region, block.box)
        for index, line in enumerate(block.lines, 1):
            _line(region, line, f"b{number}l{index}")
    for number, table in enumerate(page.tables, 1):
        _table(element, table, f"t{number}")
    indent(root, " ")
    content: bytes = tostring(root, "utf-8", xml_declaration=True)
    return content + b"\n"


def _table(page: Element, table: Table, name: str) -> None:
    size = {"rows": str(table.rows), "columns": str(table.columns)}
    region = SubElement(page, "TableRegion", {"id": name, **size})
    _coords(region, table.box)
    for cell in table.cells:
        place = f"{name}r{cell.row}c{cell.column}"
        text = SubElement(region, "TextRegion", {"id": place})
        _coords(text, cell.line.box)
        role = {"rowIndex": str(cell.row), "columnIndex": str(cell.column)}
        role |= {"rowSpan": str(cell.row_span), "colSpan": str(cell.column_span)}
        SubElement(SubElement(text, "Roles"), "TableCellRole", role)
        if cell.line.text:
            _line(text, cell.line, f"{place}l1")


def _line(region: Element, line: Line, name: str) -> None:
    element = SubElement(region, "TextLine", {"id": name})
    _coords(element, line.box)
    equivalent = SubElement(element, "TextEquiv", {"conf": f"{line.confidence:.4f}"})
    SubElement(equivalent, "Unicode").text = line.text


def _coords(element: Element, box: PixelBox) -> None:
    left, top, right, bottom = box
    points = f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"
    SubElement(element, "Coords", {"points": points})
