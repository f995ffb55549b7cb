"""A searchable PDF: the page pictures with their text underneath, invisible and in place."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from ocr_pipeline.exports.page_pictures import is_grey, open_page
from ocr_pipeline.exports.page_text import Line, PageText, page_texts
from ocr_pipeline.model.report import CheckedReport

_POINTS = 72
_A4_LONG_SIDE = 842.0
_A4_RATIO = 842 / 595
_ASSUMED_DPI = 200
_LINE_FILL = 0.8
"""Type fills about this share of the height of its line box."""
_MAX_GLYPHS = 65_535


def pdf_bytes(report: CheckedReport, pictures: Mapping[int, Path]) -> bytes:
    """The PDF; ``pictures`` are the kept page pictures by page index. Equal input gives equal bytes."""
    pdf = Pdf.new()
    glyphs: dict[str, int] = {}
    font = pdf.make_indirect(Dictionary())
    for text in page_texts(report):
        picture = pictures.get(text.number - 1)
        if picture is not None:
            _page(pdf, text, picture, (font, glyphs))
    font.update(_font(pdf, glyphs))
    pdf.docinfo["/Title"] = report.identity.title or report.source
    stream = io.BytesIO()
    pdf.save(stream, deterministic_id=True)
    return stream.getvalue()


def _page(pdf: Pdf, text: PageText, picture: Path, type_: tuple[Dictionary, dict[str, int]]) -> None:
    font, glyphs = type_
    width, height = _paper(text.width, text.height)
    scale = width / text.width
    words = [_show(line, glyphs, scale, height) for line in text.lines()]
    content = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im Do Q\nBT 3 Tr\n" + "\n".join(words) + "\nET\n"
    page = pdf.add_blank_page(page_size=(width, height))
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=_image(pdf, picture)), Font=Dictionary(F=font))
    page.obj.Contents = pdf.make_stream(content.encode("ascii"))


def _paper(width: int, height: int) -> tuple[float, float]:
    """Page size in points: A4 where the proportions say so, else what 200 dpi would make of it."""
    long_side, short_side = max(width, height), max(1, min(width, height))
    is_a4 = abs(long_side / short_side - _A4_RATIO) < 0.03
    scale = _A4_LONG_SIDE / long_side if is_a4 else _POINTS / _ASSUMED_DPI
    return width * scale, height * scale


def _show(line: Line, glyphs: dict[str, int], scale: float, page_height: float) -> str:
    """Operators that put a line where it stands, stretched to the width it has on the paper."""
    left, top, right, bottom = line.box
    size = max(1.0, (bottom - top) * scale * _LINE_FILL)
    stretch = 100 * (right - left) * scale / (size * len(line.text))
    codes = "".join(f"{_glyph(character, glyphs):04X}" for character in line.text)
    baseline = page_height - bottom * scale + size * 0.2
    return f"/F {size:.2f} Tf {stretch:.2f} Tz 1 0 0 1 {left * scale:.2f} {baseline:.2f} Tm <{codes}> Tj"


def _glyph(character: str, glyphs: dict[str, int]) -> int:
    if character not in glyphs and len(glyphs) < _MAX_GLYPHS:
        glyphs[character] = len(glyphs) + 1
    return glyphs.get(character, 0)


def _image(pdf: Pdf, path: Path) -> Stream:
    picture = open_page(path)
    entries = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=picture.width, Height=picture.height, BitsPerComponent=8
    )
    if path.suffix == ".jpg":
        stream = Stream(pdf, path.read_bytes(), entries)
        stream.Filter = Name.DCTDecode
        stream.ColorSpace = Name.DeviceGray if is_grey(path) else Name.DeviceRGB
        return stream
    packed = picture.convert("1").tobytes()
    stream = Stream(pdf, zlib.compress(packed, 9), entries)
    stream.Filter, stream.ColorSpace, stream.BitsPerComponent = Name.FlateDecode, Name.DeviceGray, 1
    return stream


def _font(pdf: Pdf, glyphs: Mapping[str, int]) -> Dictionary:
    """A composite font without outlines: only its way back to Unicode matters (PDF 32000-1, 9.10.3)."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.Invisible, Flags=4, ItalicAngle=0, Ascent=800, Descent=-200,
        CapHeight=700, StemV=80, FontBBox=Array([0, -200, 1000, 800]),
    )  # fmt: skip
    system = Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Invisible, CIDSystemInfo=system, DW=1000,
        FontDescriptor=pdf.make_indirect(descriptor), CIDToGIDMap=Name.Identity,
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Invisible, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]), ToUnicode=pdf.make_stream(_to_unicode(glyphs)),
    )  # fmt: skip


def _to_unicode(glyphs: Mapping[str, int]) -> bytes:
    """A CMap from glyph numbers to UTF-16; at most 100 entries a block, as the format asks."""
    entries = [f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>" for character, code in glyphs.items()]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    mapped = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{mapped}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
