"""Broken, encrypted, huge, recursive and truncated files, the same for the same seed; called by scripts/torture."""

from __future__ import annotations

import io
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image

MUST_FAIL, MAY_FAIL = "must fail", "may fail"
"""Damaged bytes may still be readable; then reading them is right."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A file to torture with: name, bytes, whether reading it would be a lie, and its pages before it was damaged."""

    name: str
    content: bytes
    verdict: str
    pages: int


Draw = random.Random
Maker = Callable[[Draw, bytes], tuple[str, bytes, str]]


def small_pdf(words: str = "report", pages: int = 1) -> bytes:
    """A PDF of small pages with a line of text each."""
    pdf = pikepdf.new()
    kind = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    font = pdf.make_indirect(kind)
    for number in range(pages):
        page = pdf.add_blank_page(page_size=(200, 120))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 20 60 Td ({words} {number}) Tj ET".encode())
    return _saved(pdf)


def _saved(pdf: pikepdf.Pdf, lock: pikepdf.Encryption | bool = False) -> bytes:
    stream = io.BytesIO()
    pdf.save(stream, encryption=lock)
    return stream.getvalue()


def _picture(draw: Draw, kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), (draw.randrange(256), 200, 200)).save(stream, kind)
    return stream.getvalue()


def _cut(content: bytes, draw: Draw) -> bytes:
    return content[: draw.randrange(1, len(content))]


def _flipped(content: bytes, draw: Draw) -> bytes:
    changed = bytearray(content)
    for _ in range(draw.randrange(1, max(3, len(content) // 40))):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def _blanked(content: bytes, draw: Draw) -> bytes:
    start = draw.randrange(len(content))
    length = draw.randrange(1, 2 + len(content) // 3)
    return content[:start] + bytes(min(length, len(content) - start)) + content[start + length :]


def _shuffled(content: bytes, draw: Draw) -> bytes:
    parts = [content[at : at + 64] for at in range(0, len(content), 64)]
    draw.shuffle(parts)
    return b"".join(parts)


def _pdf(*objects: bytes, head: bytes = b"%PDF-1.7\n") -> bytes:
    """A PDF of raw objects, the first of which is the catalog; its table of objects is right."""
    out, places = head, []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def _recursive(draw: Draw) -> bytes:
    kids = draw.choice([b"2 0 R", b"3 0 R", b"1 0 R", b"2 0 R 2 0 R"])
    loop = b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"
    return _pdf(CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, draw.choice([1, -1, 10**9])), loop)


def _deep(draw: Draw) -> bytes:
    depth = draw.randrange(1_000, 100_000)
    opening, closing = draw.choice([(b"[", b"]"), (b"<</A ", b">>"), (b"(", b"")])
    return _pdf(CATALOG, b"<</Type/Pages/Kids[]/Count 0/X %s%s>>" % (opening * depth, closing * depth))


def _one_page(page: bytes, *more: bytes) -> bytes:
    return _pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R%s>>" % page, *more)


def _huge_page(draw: Draw) -> bytes:
    side = draw.choice([b"1e9", b"-5", b"0", b"14400", b"99999999999999999999", b"NaN"])
    return _one_page(b"/MediaBox[0 0 %s %s]" % (side, side))


def _bomb(draw: Draw) -> bytes:
    packed = zlib.compress(bytes(draw.choice([20_000_000, 60_000_000])), 9)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    return _one_page(b"/MediaBox[0 0 90 90]/Contents 4 0 R", stream)


def _endless_paint(draw: Draw) -> bytes:
    paint = b"q 0 0 5000 5000 re f Q " * 10 + b"/F Do " * 10
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 90 90]/Resources<</XObject<</F 4 0 R>>>>/Length %d>>"
    form = head + b"stream\n%s\nendstream"
    return _one_page(
        b"/MediaBox[0 0 90 90]/Resources<</XObject<</F 4 0 R>>>>/Contents 4 0 R", form % (len(paint), paint)
    )


def _encrypted(draw: Draw) -> bytes:
    with pikepdf.open(io.BytesIO(small_pdf(str(draw.random())))) as pdf:
        old = draw.random() < 0.3
        lock = pikepdf.Encryption(user="secret", owner="owner", R=3 if old else 6, aes=not old, metadata=not old)
        return _saved(pdf, lock)


def _png_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def _tiff_loop(draw: Draw) -> bytes:
    entries = struct.pack("<HHHII", 1, 256, 3, 1, draw.randrange(1, 70_000) & 0xFFFF)
    return b"II*\0" + struct.pack("<I", 8) + entries + struct.pack("<I", 8)


def _zip(*members: tuple[str, bytes], links: tuple[str, ...] = ()) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        for name in links:
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
    return stream.getvalue()


def _nested(draw: Draw) -> bytes:
    content = small_pdf(str(draw.random()))
    for level in range(draw.randrange(5, 12)):
        content = _zip((f"{level}.zip" if level else "x.pdf", content))
    return content


def _tar(draw: Draw) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo(f"{draw.randrange(99)}.pdf")
            info.type, info.linkname = kind, draw.choice(["/etc/passwd", "../../x", "loop.pdf"])
            archive.addfile(info)
    return stream.getvalue()


def _no_document(draw: Draw) -> bytes:
    texts = [
        b"<html><body>404</body></html>",
        b"PK\x03\x04",
        b"MZ\x90\0",
        b"{}",
        b"%PDF-",
        b"\0" * 500,
        b"\xff\xd8\xff",
    ]
    return draw.choice([b"", draw.randbytes(draw.randrange(1, 5000)), *texts])


MAKERS: dict[str, tuple[int, Maker]] = {
    "cut": (35, lambda draw, good: (".pdf", _cut(good, draw), MAY_FAIL)),
    "flipped": (35, lambda draw, good: (".pdf", _flipped(good, draw), MAY_FAIL)),
    "blanked": (25, lambda draw, good: (".pdf", _blanked(good, draw), MAY_FAIL)),
    "shuffled": (10, lambda draw, good: (".pdf", _shuffled(good, draw), MAY_FAIL)),
    "no-document": (
        40,
        lambda draw, good: (draw.choice([".pdf", ".png", ".tif", ".jpg"]), _no_document(draw), MUST_FAIL),
    ),
    "encrypted": (12, lambda draw, good: (".pdf", _encrypted(draw), MUST_FAIL)),
    "recursive": (12, lambda draw, good: (".pdf", _recursive(draw), MAY_FAIL)),
    "deep": (10, lambda draw, good: (".pdf", _deep(draw), MUST_FAIL)),
    "huge-page": (10, lambda draw, good: (".pdf", _huge_page(draw), MAY_FAIL)),
    "many-pages": (2, lambda draw, good: (".pdf", small_pdf(str(draw.random()), 501), MUST_FAIL)),
    "bomb": (6, lambda draw, good: (".pdf", _bomb(draw), MAY_FAIL)),
    "endless": (2, lambda draw, good: (".pdf", _endless_paint(draw), MAY_FAIL)),
    "png-bomb": (8, lambda draw, good: (".png", _png_of(draw.randrange(30_000, 2**31), 40_000), MUST_FAIL)),
    "cut-picture": (25, lambda draw, good: (".jpg", _cut(_picture(draw, "JPEG"), draw), MAY_FAIL)),
    "flipped-picture": (25, lambda draw, good: (".png", _flipped(_picture(draw, "PNG"), draw), MAY_FAIL)),
    "flipped-tiff": (15, lambda draw, good: (".tif", _flipped(_picture(draw, "TIFF"), draw), MAY_FAIL)),
    "tiff-loop": (8, lambda draw, good: (".tif", _tiff_loop(draw), MUST_FAIL)),
    "nested": (6, lambda draw, good: (".zip", _nested(draw), MUST_FAIL)),
    "leading-out": (
        6,
        lambda draw, good: (".zip", _zip((f"../{draw.random()}.pdf", good), links=("l.pdf",)), MUST_FAIL),
    ),
    "trap": (2, lambda draw, good: (".zip", _zip(("x.pdf", bytes(150_000_000 + draw.randrange(99)))), MUST_FAIL)),
    "special": (5, lambda draw, good: (".tar.gz", _tar(draw), MUST_FAIL)),
    "cut-archive": (8, lambda draw, good: (".tar.xz", _cut(_zip(("x.pdf", good)), draw), MUST_FAIL)),
    "flipped-archive": (10, lambda draw, good: (".zip", _flipped(_zip(("x.pdf", good)), draw), MAY_FAIL)),
}
OF_PAGES = ("cut", "flipped", "blanked", "shuffled", "flipped-archive")
"""Families that are made from a good PDF of one to three pages; others have a page at most, or are refused."""
NAMES = (
    "%s%n",
    "-rf",
    "a\nb",
    "\u202efdp.exe",
    "x" * 200,
    "$(touch x)",
    "'; drop",
    "名 字",
    "..",
    "con",
    "\x7f\x1b[31m",
)


def bad_files(seed: int) -> Iterator[Bad]:
    """All of them, more than 300, each from a generator of its own, so that one more changes no other."""
    for family, (count, make) in MAKERS.items():
        for number in range(count):
            draw = random.Random(f"{seed} {family} {number}")
            pages = draw.randrange(1, 4)
            suffix, content, verdict = make(draw, small_pdf(f"{family} {number}", pages))
            odd = f" {draw.choice(NAMES)}" if draw.random() < 0.2 else ""
            yield Bad(f"{family}-{number}{odd}{suffix}", content, verdict, pages if family in OF_PAGES else 1)


def write_all(folder: Path, seed: int) -> dict[str, Bad]:
    """Write them into a folder, beside what is no file at all; by the path of each."""
    folder.mkdir(parents=True)
    written = {}
    for bad in bad_files(seed):
        path = folder / bad.name
        path.write_bytes(bad.content)
        written[str(path)] = bad
    return written
