"""Broken and hostile files: an answer in time, a sentence, nothing left behind."""

from __future__ import annotations

import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import pikepdf
import pytest

from ocr_pipeline.engines.child_link import ChildDied, ChildLink
from ocr_pipeline.engines.child_protocol import request_to_line
from ocr_pipeline.engines.pdfium_raster import PdfiumRasterizer
from ocr_pipeline.engines.poppler_raster import PopplerRasterizer
from ocr_pipeline.errors import (
    DocumentTimeout,
    EmptyDocument,
    EncryptedDocument,
    InputError,
    PageTooLarge,
    TooManyPages,
    UnreadableDocument,
)
from ocr_pipeline.options import RasterOptions
from tests.engines.raster_documents import A5, QUICK, read, scan, words, write

TWENTY_METRES = 56_693.0


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty file"),
        (b"no document at all", "neither a PDF nor a picture"),
        (b"PK\x03\x04 and so on", "office document"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"%PDF-1.7\n1 0 obj\n<<", "damaged"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "damaged picture"),
    ],
)
def test_what_is_no_document_is_named(tmp_path: Path, temporary_folder: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "case"
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument, match=sentence) as raised:
        read(path, PopplerRasterizer(QUICK))
    assert raised.value.message.startswith("case ")
    assert not list(temporary_folder.iterdir())


@pytest.mark.poppler
def test_a_png_whose_checksums_do_not_fit_is_refused_although_it_can_be_decoded(tmp_path: Path) -> None:
    path = tmp_path / "case.png"
    scan().save(path, compress_level=0)
    assert len(read(path, PopplerRasterizer(QUICK))) == 1
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x55
    path.write_bytes(content)

    with pytest.raises(UnreadableDocument, match=r"case\.png is a damaged PNG"):
        read(path, PopplerRasterizer(QUICK))


def test_an_encrypted_document_asks_for_its_password(tmp_path: Path) -> None:
    write(tmp_path / "open.pdf", [(A5, words("secret"))])
    with pikepdf.open(tmp_path / "open.pdf") as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="key", R=6))
    with pytest.raises(EncryptedDocument, match="--password"):
        read(tmp_path / "locked.pdf", PopplerRasterizer(QUICK))
    wrong = RasterOptions(dpi=100, password="other")
    with pytest.raises(EncryptedDocument, match="does not open it"):
        read(tmp_path / "locked.pdf", PopplerRasterizer(wrong), wrong)
    right = RasterOptions(dpi=100, password="key")
    (page,) = read(tmp_path / "locked.pdf", PopplerRasterizer(right), right)
    assert page.pixels.min() < 60


def test_a_document_without_pages_is_empty(tmp_path: Path) -> None:
    pikepdf.new().save(tmp_path / "none.pdf")
    with pytest.raises(EmptyDocument, match="has no pages"):
        read(tmp_path / "none.pdf", PopplerRasterizer(QUICK))


def test_a_page_of_twenty_metres_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    small = (A5, words("page"))
    path = write(tmp_path / "large.pdf", [small, ((TWENTY_METRES, TWENTY_METRES), words("huge")), small])
    pages = read(path, PdfiumRasterizer(QUICK))
    assert [page.failure.code if page.failure else "" for page in pages] == ["", "page_too_large", ""]
    assert pages[1].failure is not None
    assert pages[1].failure.message.startswith("page 2 of large.pdf is 20,000 x 20,000 mm")
    assert (pages[1].pixels == 255).all()


def test_a_document_of_only_impossible_pages_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "large.pdf", [((TWENTY_METRES, TWENTY_METRES), words("huge"))])
    with pytest.raises(PageTooLarge, match="too large to be read") as raised:
        read(path, PdfiumRasterizer(QUICK))
    assert raised.value.page_index == 0


def test_a_poster_is_rendered_at_the_resolution_that_fits(tmp_path: Path) -> None:
    options = RasterOptions(dpi=200, max_pixels=4_000_000)
    path = write(tmp_path / "poster.pdf", [((2384.0, 1684.0), words("poster", size=200))])
    (page,) = read(path, PopplerRasterizer(options), options)
    assert 3_500_000 < page.width * page.height <= 4_000_000
    assert page.dpi is not None
    assert page.dpi < 200


def test_too_many_pages_are_refused_before_any_is_rendered(tmp_path: Path) -> None:
    path = write(tmp_path / "long.pdf", [(A5, b"")] * 30)
    options = RasterOptions(max_pages=20)
    with pytest.raises(TooManyPages, match="30 pages to read; the limit is 20"):
        read(path, PopplerRasterizer(options), options)


def test_selected_pages_are_read_and_others_are_not(tmp_path: Path) -> None:
    path = write(tmp_path / "long.pdf", [(A5, b"")] * 9)
    options = RasterOptions(dpi=50, max_pages=3, pages=(2, 8, 40))
    assert [page.page_index for page in read(path, PdfiumRasterizer(options), options)] == [1, 7]
    beyond = RasterOptions(pages=(40,))
    with pytest.raises(EmptyDocument, match="has 9 pages, none of them among the selected"):
        read(path, PdfiumRasterizer(beyond), beyond)


def _laughs(path: Path) -> Path:
    """Forms that paint forms, eight deep, each twelve times: a few kilobytes, years of painting."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A5)
    inner = pdf.make_stream(b"0 0 400 500 re f")
    for _ in range(8):
        inner["/Type"], inner["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
        inner["/BBox"] = pikepdf.Array([0, 0, 420, 595])
        outer = pdf.make_stream(b"/Fm Do\n" * 12)
        outer["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm=inner))
        inner = outer
    page.Resources = pikepdf.Dictionary(XObject=inner["/Resources"]["/XObject"])
    page.Contents = pdf.make_stream(b"/Fm Do\n" * 12)
    pdf.save(path)
    return path


def test_a_page_that_paints_for_years_is_stopped(tmp_path: Path, temporary_folder: Path) -> None:
    path = _laughs(tmp_path / "laughs.pdf")
    options = RasterOptions(dpi=50, page_seconds=2.0)
    started = time.monotonic()
    with pytest.raises(InputError) as raised:
        read(path, PdfiumRasterizer(options), options)
    assert raised.value.code in {DocumentTimeout.code, PageTooLarge.code}
    assert time.monotonic() - started < 30
    assert not list(temporary_folder.iterdir())


def _png_bomb(path: Path, side: int) -> Path:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + side // 8)) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path


def test_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = _png_bomb(tmp_path / "bomb.png", 40_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(PageTooLarge, match=r"40,000 x 40,000 pixels"):
        read(path, PdfiumRasterizer(QUICK))


def test_memory_is_limited_in_the_child(tmp_path: Path) -> None:
    path = _png_bomb(tmp_path / "large.png", 5_000)
    options = RasterOptions(memory_bytes=320_000_000)
    with pytest.raises((PageTooLarge, UnreadableDocument)):
        read(path, PdfiumRasterizer(options), options)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(signal.SIGSEGV, ChildDied), (signal.SIGXCPU, DocumentTimeout), (signal.SIGXFSZ, PageTooLarge)],
)
def test_a_killed_child_says_why(number: signal.Signals, expected: type[InputError]) -> None:
    # A running interpreter ignores one of these signals: the child that dies of it here takes them as they come.
    dying = "import os, signal, sys; n = int(sys.argv[1]); signal.signal(n, signal.SIG_DFL); os.kill(os.getpid(), n)"
    with ChildLink() as link:
        link._process.kill()
        link._process.communicate()
        command = [sys.executable, "-c", dying, str(int(number))]
        link._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with pytest.raises(expected):
            link.ask(request_to_line(0), 20.0)


PARENT = """
import sys, tempfile, time
from ocr_pipeline.engines.child_link import ChildLink
from ocr_pipeline.engines.child_protocol import OpenOrder
tempfile.tempdir = sys.argv[2]
link = ChildLink()
link.open(OpenOrder(sys.argv[1], str(link.folder), ("pdfium",), "", "", 72, 1000000, 9.0, 2000000000))
print("open", flush=True)
time.sleep(60)
"""


def test_a_child_does_not_outlive_its_parent(tmp_path: Path, temporary_folder: Path) -> None:
    path = write(tmp_path / "page.pdf", [(A5, words("page"))])
    command = [sys.executable, "-c", PARENT, str(path), str(temporary_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"open\n"
        assert list(temporary_folder.iterdir())
        parent.kill()
    deadline = time.monotonic() + 20
    while list(temporary_folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not list(temporary_folder.iterdir())
