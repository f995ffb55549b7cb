"""Pages as hOCR 1.2: text lines and table cells with boxes and confidences, for search and display programs."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ocr_pipeline.exports.page_text import Line, PageText, PixelBox, Table, page_texts, xml_text
from ocr_pipeline.model.layout import RegionKind
from ocr_pipeline.model.report import CheckedReport

_CLASSES = {RegionKind.HEADER: "ocr_header", RegionKind.FOOTER: "ocr_footer", RegionKind.CAPTION: "ocr_caption"}


def hocr_bytes(report: CheckedReport) -> bytes:
    """All pages in one XHTML file."""
    html = Element("html", {"xmlns": "http://www.w3.org/1999/xhtml", "lang": "zh"})
    head = SubElement(html, "head")
    SubElement(head, "title").text = xml_text(report.identity.title or report.source)
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "ocr-system", "content": "ocr-pipeline"})
    classes = "ocr_page ocr_carea ocr_par ocr_line ocrx_word ocr_table ocr_header ocr_footer ocr_caption"
    SubElement(head, "meta", {"name": "ocr-capabilities", "content": classes})
    body = SubElement(html, "body")
    for page in page_texts(report):
        _page(body, page)
    indent(html, " ")
    content: bytes = tostring(html, "utf-8")
    return b"<!DOCTYPE html>\n" + content + b"\n"


def _page(body: Element, page: PageText) -> None:
    title = f'image "pages/page-{page.number:03d}"; bbox 0 0 {page.width} {page.height}; ppageno {page.number - 1}'
    div = SubElement(body, "div", {"class": "ocr_page", "id": f"page_{page.number}", "title": title})
    for index, block in enumerate(page.blocks, 1):
        kind = _CLASSES.get(block.kind, "ocr_carea")
        area = SubElement(div, "div", {"class": kind, "id": f"block_{page.number}_{index}", "title": _box(block.box)})
        paragraph = SubElement(area, "p", {"class": "ocr_par", "title": _box(block.box)})
        for line in block.lines:
            _line(paragraph, line)
    for table in page.tables:
        _table(div, table)


def _table(div: Element, table: Table) -> None:
    element = SubElement(div, "table", {"class": "ocr_table", "title": _box(table.box)})
    for row in range(table.rows):
        tr = SubElement(element, "tr")
        for cell in (cell for cell in table.cells if cell.row == row):
            spans = {"rowspan": str(cell.row_span), "colspan": str(cell.column_span)}
            td = SubElement(tr, "td", {**spans, "title": _box(cell.line.box)})
            if cell.line.text:
                _line(td, cell.line)


def _line(parent: Element, line: Line) -> None:
    outer = SubElement(parent, "span", {"class": "ocr_line", "title": _box(line.box)})
    title = f"{_box(line.box)}; x_wconf {line.confidence * 100:.0f}"
    SubElement(outer, "span", {"class": "ocrx_word", "title": title}).text = line.text


def _box(box: PixelBox) -> str:
    return "bbox " + " ".join(str(edge) for edge in box)
