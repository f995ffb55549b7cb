"""Picture files as pages: every page, upright, in the right colours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ocr_pipeline.engines.pdfium_raster import PdfiumRasterizer
from ocr_pipeline.errors import UnreadableDocument
from ocr_pipeline.model.document import PageImage, PageOrigin
from ocr_pipeline.options import RasterOptions
from tests.engines.raster_documents import QUICK, difference, read, scan


def pages_of(path: Path, options: RasterOptions = QUICK) -> list[PageImage]:
    return read(path, PdfiumRasterizer(options), options)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "bmp", "webp", "gif", "jp2"])
def test_pictures_of_every_kind_are_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"scan.{suffix}"
    scan().save(path)
    (page,) = pages_of(path)
    assert page.origin is PageOrigin.PICTURE
    assert difference(page, scan()) < 4


def test_every_page_of_a_tiff_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    fax = scan(1200, 850).convert("1")
    fax.save(path, save_all=True, append_images=[scan(), scan(300, 400).convert("L")], compression="tiff_lzw")
    pages = pages_of(path)
    assert [(page.width, page.height) for page in pages] == [(1200, 850), (600, 850), (300, 400)]
    assert [page.page_index for page in pages] == [0, 1, 2]


def test_the_camera_tag_turns_a_photo_upright(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    tags = Image.Exif()
    tags[0x0112] = 6
    scan().rotate(90, expand=True).save(path, exif=tags, quality=95)
    (page,) = pages_of(path)
    assert difference(page, scan()) < 4


def test_sixteen_bits_keep_their_shades(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    grey = np.asarray(scan().convert("L"), dtype=np.uint16)
    Image.fromarray(grey * 257).save(path)
    (page,) = pages_of(path)
    assert difference(page, scan().convert("L")) < 2


def test_transparent_parts_are_white_paper(tmp_path: Path) -> None:
    path = tmp_path / "glass.png"
    picture = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    picture.paste((200, 0, 0, 255), (0, 0, 100, 100))
    picture.save(path)
    (page,) = pages_of(path)
    assert page.pixels[50, 150].tolist() == [255, 255, 255]
    assert page.pixels[50, 50].tolist() == [200, 0, 0]


def test_a_palette_with_a_transparent_colour_is_resolved(tmp_path: Path) -> None:
    path = tmp_path / "palette.png"
    picture = Image.new("P", (100, 100), 1)
    picture.putpalette([0, 0, 0, 9, 9, 9, 0, 0, 250])
    picture.paste(2, (0, 0, 50, 100))
    picture.save(path, transparency=1)
    (page,) = pages_of(path)
    assert page.pixels[50, 80].tolist() == [255, 255, 255]
    assert page.pixels[50, 20].tolist() == [0, 0, 250]


def test_printers_inks_of_a_jpeg_are_not_inverted(tmp_path: Path) -> None:
    path = tmp_path / "print.jpg"
    scan().convert("CMYK").save(path, quality=95)
    (page,) = pages_of(path)
    assert difference(page, scan()) < 6


def test_the_resolution_is_what_the_file_says_if_that_is_possible(tmp_path: Path) -> None:
    scan().save(tmp_path / "says.png", dpi=(150, 150))
    scan().save(tmp_path / "nonsense.png", dpi=(1, 1))
    scan().save(tmp_path / "oblong.tif", dpi=(204, 102))
    assert pages_of(tmp_path / "says.png")[0].dpi == pytest.approx(150, abs=0.1)
    assert pages_of(tmp_path / "nonsense.png")[0].dpi is None
    (oblong,) = pages_of(tmp_path / "oblong.tif")
    assert (oblong.width, oblong.height) == (600, 1700)
    assert oblong.dpi == pytest.approx(204)


def test_a_picture_larger_than_the_limit_is_reduced(tmp_path: Path) -> None:
    options = RasterOptions(max_pixels=100_000)
    for name in ("large.png", "large.jpg"):
        scan(1500, 2000).save(tmp_path / name, dpi=(300, 300))
        (page,) = pages_of(tmp_path / name, options)
        assert 80_000 < page.width * page.height <= 100_000
        assert page.dpi == pytest.approx(300 * page.width / 1500, rel=0.01)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("cut.png", r"cut\.png is a damaged PNG"), ("cut.tif", r"page 1 of cut\.tif is damaged")],
)
def test_a_truncated_picture_is_damaged(tmp_path: Path, name: str, sentence: str) -> None:
    path = tmp_path / name
    scan().save(path)
    path.write_bytes(path.read_bytes()[:2500])
    with pytest.raises(UnreadableDocument, match=sentence):
        pages_of(path)
