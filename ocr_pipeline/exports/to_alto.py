"""Pages as ALTO 4: text blocks, and tables as composed blocks of one text block a cell."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ocr_pipeline.exports.page_text import Line, PageText, PixelBox, page_texts, xml_text
from ocr_pipeline.model.report import CheckedReport

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"


def alto_bytes(report: CheckedReport) -> bytes:
    """All pages in one XML file, measured in pixels."""
    alto = Element("alto", {"xmlns": NAMESPACE})
    description = SubElement(alto, "Description")
    SubElement(description, "MeasurementUnit").text = "pixel"
    source = SubElement(description, "sourceImageInformation")
    SubElement(source, "fileName").text = xml_text(report.source)
    identifier = SubElement(source, "documentIdentifier", {"documentIdentifierLocation": "SHA-256"})
    identifier.text = report.document_id
    layout = SubElement(alto, "Layout")
    for page in page_texts(report):
        _page(layout, page)
    indent(alto, " ")
    content: bytes = tostring(alto, "utf-8", xml_declaration=True)
    return content + b"\n"


def _page(layout: Element, page: PageText) -> None:
    size = {"WIDTH": str(page.width), "HEIGHT": str(page.height)}
    element = SubElement(layout, "Page", {"ID": f"p{page.number}", "PHYSICAL_IMG_NR": str(page.number), **size})
    space = SubElement(element, "PrintSpace", {"HPOS": "0", "VPOS": "0", **size})
    for index, block in enumerate(page.blocks, 1):
        text_block = SubElement(space, "TextBlock", {"ID": f"p{page.number}b{index}", **_place(block.box)})
        for line in block.lines:
            _line(text_block, line)
    for index, table in enumerate(page.tables, 1):
        name = f"p{page.number}t{index}"
        composed = SubElement(space, "ComposedBlock", {"ID": name, "TYPE": "table", **_place(table.box)})
        for cell in table.cells:
            place = {"ID": f"{name}r{cell.row}c{cell.column}", **_place(cell.line.box)}
            text_block = SubElement(composed, "TextBlock", place)
            if cell.line.text:
                _line(text_block, cell.line)


def _line(block: Element, line: Line) -> None:
    element = SubElement(block, "TextLine", _place(line.box))
    SubElement(element, "String", {"CONTENT": line.text, "WC": f"{line.confidence:.4f}", **_place(line.box)})


def _place(box: PixelBox) -> dict[str, str]:
    left, top, right, bottom = box
    return {"HPOS": str(left), "VPOS": str(top), "WIDTH": str(right - left), "HEIGHT": str(bottom - top)}
