from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ocr_pipeline.bulk.reference import DocumentRef
from ocr_pipeline.bulk.remote import at_hand, digest_of_url, find_urls, is_url
from ocr_pipeline.bulk.sources import find_sources
from ocr_pipeline.errors import OptionsError, PageTooLarge, UnreadableDocument


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    for name in ("b.pdf", "a.PDF", "notes.txt", "sub/c.png"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


def names(given: str, root: Path) -> list[str]:
    return [url.removeprefix(f"file://{root}/") for url in find_urls(given)]


def test_urls_are_told_from_paths() -> None:
    assert is_url("s3://bucket/a.pdf")
    assert not is_url("C:/scans/a.pdf")
    assert not is_url("./odd://name.pdf")


def test_a_url_stands_for_itself_a_pattern_or_a_folder(folder: Path) -> None:
    assert names(f"file://{folder}/b.pdf", folder) == ["b.pdf"]
    assert names(f"file://{folder}/*.pdf", folder) == ["b.pdf"]
    assert names(f"file://{folder}", folder) == ["a.PDF", "b.pdf", "sub/c.png"]
    (source,) = find_sources([f"file://{folder}/b.pdf", f"file://{folder}/*.pdf"], Path("out"))
    assert source.name == source.url == f"file://{folder}/b.pdf"


def test_a_kind_of_url_that_nobody_knows_is_refused() -> None:
    with pytest.raises(OptionsError, match="cannot be followed"):
        find_urls("nosuchkind://x/a.pdf")


def test_what_a_url_gives_is_fetched_for_as_long_as_it_is_read(folder: Path) -> None:
    url = f"file://{folder}/b.pdf"
    ref = DocumentRef(hashlib.sha256(b"b.pdf").hexdigest(), Path(), url, "b-1", url=url)

    assert digest_of_url(url, 100) == ref.sha256
    with at_hand(ref, 100) as here:
        assert here.path.read_bytes() == b"b.pdf"
    assert not here.path.exists()


def test_bytes_that_are_too_many_others_or_none_are_refused(folder: Path) -> None:
    url = f"file://{folder}/b.pdf"

    with pytest.raises(PageTooLarge, match=r"raster\.max_bytes"):
        digest_of_url(url, 4)
    with pytest.raises(UnreadableDocument, match="cannot be fetched"):
        digest_of_url(f"file://{folder}/gone.pdf", 100)
    with (
        pytest.raises(UnreadableDocument, match="other bytes"),
        at_hand(DocumentRef("00" * 32, Path(), url, "b-1", url=url), 100),
    ):
        pass
