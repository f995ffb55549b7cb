"""A page that is one scanned picture is taken as it is, whatever its filter, its colours and its place."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageOps

from ocr_pipeline.engines.pdfium_raster import PdfiumRasterizer
from ocr_pipeline.model.document import PageImage, PageOrigin
from ocr_pipeline.options import RasterOptions
from tests.engines.raster_documents import A5, QUICK, difference, embed, jpeg, read, scan, words

WIDTH, HEIGHT = A5
RGB: dict[str, object] = {"/Width": 600, "/Height": 850, "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8}
JPEG = RGB | {"/Filter": pikepdf.Name.DCTDecode}
GREY = RGB | {"/ColorSpace": pikepdf.Name.DeviceGray}
BITS = GREY | {"/BitsPerComponent": 1}


def only_page(path: Path, options: RasterOptions = QUICK) -> PageImage:
    (page,) = read(path, PdfiumRasterizer(options), options)
    return page


def test_a_scan_keeps_its_own_pixels(tmp_path: Path) -> None:
    page = only_page(embed(tmp_path / "scan.pdf", scan().tobytes(), RGB))
    assert page.origin is PageOrigin.EMBEDDED
    assert np.array_equal(page.pixels, np.asarray(scan()))
    assert page.dpi == pytest.approx(600 * 72 / WIDTH, rel=0.01)
    assert page.source_size == (600, 850)


def _jpeg2000() -> bytes:
    stream = io.BytesIO()
    scan().save(stream, "JPEG2000")
    return stream.getvalue()


def _cmyk() -> bytes:
    return scan().convert("CMYK").tobytes()


def _bits(picture: Image.Image) -> bytes:
    return picture.convert("L").point(lambda v: 255 * (v > 127)).convert("1").tobytes()


CASES: dict[str, tuple[bytes, dict[str, object], Image.Image | None]] = {
    "jpeg": (jpeg(scan()), JPEG, scan()),
    "grey": (scan().convert("L").tobytes(), GREY, scan().convert("L")),
    "cmyk": (_cmyk(), RGB | {"/ColorSpace": pikepdf.Name.DeviceCMYK}, scan()),
    "jpeg2000": (_jpeg2000(), JPEG | {"/Filter": pikepdf.Name.JPXDecode}, scan()),
    "bilevel": (_bits(scan()), BITS, scan().convert("L").point(lambda v: 255 * (v > 127))),
    "inverted": (_bits(ImageOps.invert(scan())), BITS | {"/Decode": pikepdf.Array([1, 0])}, None),
    "stencil": (
        _bits(scan()),
        {"/Width": 600, "/Height": 850, "/ImageMask": True, "/BitsPerComponent": 1},
        scan().convert("L").point(lambda v: 255 * (v > 127)),
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_colours_are_right_for_every_kind_of_picture(tmp_path: Path, kind: str) -> None:
    data, entries, expected = CASES[kind]
    if expected is None:
        expected = ImageOps.invert(Image.frombytes("1", (600, 850), data).convert("L"))
    page = only_page(embed(tmp_path / "scan.pdf", data, entries))
    assert page.origin is PageOrigin.EMBEDDED
    assert (page.width, page.height) == (600, 850)
    assert difference(page, expected) < (12 if kind == "cmyk" else 6)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_rotation_of_the_page_is_followed(tmp_path: Path, rotate: int) -> None:
    page = only_page(embed(tmp_path / "scan.pdf", jpeg(scan()), JPEG, rotate=rotate))
    assert page.origin is PageOrigin.EMBEDDED
    assert difference(page, scan().rotate(-rotate, expand=True)) < 6


@pytest.mark.parametrize(
    ("matrix", "shown"),
    [
        (f"{-WIDTH} 0 0 {HEIGHT} {WIDTH} 0", ImageOps.mirror(scan())),
        (f"{WIDTH} 0 0 {-HEIGHT} 0 {HEIGHT}", ImageOps.flip(scan())),
        (f"0 {HEIGHT} {-WIDTH} 0 {WIDTH} 0", scan().rotate(90, expand=True)),
        (f"0 {-HEIGHT} {WIDTH} 0 0 {HEIGHT}", scan().rotate(-90, expand=True)),
    ],
)
def test_flips_and_turns_of_the_picture_are_followed(tmp_path: Path, matrix: str, shown: Image.Image) -> None:
    page = only_page(embed(tmp_path / "scan.pdf", jpeg(scan()), JPEG, matrix=matrix))
    assert page.origin is PageOrigin.EMBEDDED
    stretched = shown.resize((page.width, page.height))
    assert difference(page, stretched) < 6


def test_a_scan_with_margins_knows_its_place_on_the_page(tmp_path: Path) -> None:
    matrix = f"{WIDTH * 0.8} 0 0 {HEIGHT * 0.8} {WIDTH * 0.1} {HEIGHT * 0.15}"
    page = only_page(embed(tmp_path / "scan.pdf", jpeg(scan()), JPEG, matrix=matrix))
    assert page.origin is PageOrigin.EMBEDDED
    assert page.source_size == (750, 1062)
    assert page.to_source.apply(0, 0) == pytest.approx((75, 0.05 * 1062.5), abs=0.6)


def test_a_fax_with_oblong_dots_becomes_square(tmp_path: Path) -> None:
    squeezed = scan(1200, 850).convert("L")
    entries = GREY | {"/Width": 1200, "/Height": 850}
    page = only_page(embed(tmp_path / "fax.pdf", squeezed.tobytes(), entries))
    assert (page.width, page.height) == pytest.approx((1200, 1700), abs=2)


def test_a_picture_placed_askew_is_rendered_finely(tmp_path: Path) -> None:
    matrix = f"{WIDTH} 8 -12 {HEIGHT} 8 -5"
    page = only_page(embed(tmp_path / "scan.pdf", jpeg(scan()), JPEG, matrix=matrix))
    assert page.origin is PageOrigin.RENDERED
    assert page.width == pytest.approx(600, abs=12)


def test_a_scan_larger_than_the_limit_is_reduced(tmp_path: Path) -> None:
    options = RasterOptions(max_pixels=200_000)
    page = only_page(embed(tmp_path / "scan.pdf", jpeg(scan()), JPEG), options)
    assert page.origin is PageOrigin.EMBEDDED
    assert 190_000 < page.width * page.height <= 200_000
    assert difference(page, scan()) < 6


def _overprinted(path: Path, content: bytes) -> Path:
    embed(path, jpeg(scan()), JPEG)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        page.Resources.Font = pikepdf.Dictionary(
            F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        page.contents_add(pdf.make_stream(content))
        pdf.save(path)
    return path


def test_hidden_text_over_a_scan_becomes_its_layer(tmp_path: Path) -> None:
    page = only_page(_overprinted(tmp_path / "ocr.pdf", b"3 Tr " + words("hidden", x=50, y=500)))
    assert page.origin is PageOrigin.EMBEDDED
    (word,) = page.layer
    scale = 600 / WIDTH
    assert word.text == "hidden"
    assert word.box.left == pytest.approx(50 * scale, abs=3)
    assert word.box.bottom == pytest.approx((HEIGHT - 500) * scale, abs=3)


def test_visible_text_over_a_scan_is_not_lost(tmp_path: Path) -> None:
    page = only_page(_overprinted(tmp_path / "stamped.pdf", words("RECEIVED", x=50, y=40, size=40)))
    assert page.origin is PageOrigin.RENDERED
    assert page.width == pytest.approx(600, abs=12)
    assert page.pixels[-90:-40, 60:300].min() < 60
