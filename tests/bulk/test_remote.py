from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from ocr_pipeline.bulk.archives import Fetcher, Unpacking
from ocr_pipeline.bulk.plan import make_plan
from ocr_pipeline.bulk.reference import DocumentRef
from ocr_pipeline.bulk.remote import at_hand, digest_of_url, fetch_archive, find_urls, is_url
from ocr_pipeline.bulk.sources import find_sources
from ocr_pipeline.errors import ArchiveTooLarge, OptionsError, PageTooLarge, UnreadableDocument
from ocr_pipeline.options import DEFAULTS
from ocr_pipeline.store.results import ResultsFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    for name in ("b.pdf", "a.PDF", "notes.txt", "sub/c.png"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


@pytest.fixture
def bucket() -> Iterator[str]:
    """A folder that no path leads to, as in an object store: documents, an archive, and what is not wanted."""
    system = fsspec.filesystem("memory")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("m.pdf", "m")
    wanted = {"b.pdf": b"b", "sub/c.PNG": b"c", "a.pdf": b"a", "more.zip": archive.getvalue(), "sub/copy.pdf": b"a"}
    for name, content in (wanted | {"notes.txt": b"n", ".hidden.pdf": b"h", ".trash/x.pdf": b"x"}).items():
        system.pipe(f"/bucket/2020/{name}", content)
    yield "memory://bucket/2020"
    system.rm("/bucket", recursive=True)


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


def test_a_folder_elsewhere_is_walked_as_one_here(bucket: str) -> None:
    found = ["a.pdf", "b.pdf", "more.zip", "sub/c.PNG", "sub/copy.pdf"]

    for given in (bucket, f"{bucket}/", bucket.replace("//", "///")):
        assert [url.partition("/2020/")[2] for url in find_urls(given)] == found


def test_documents_and_archives_of_a_folder_elsewhere_are_planned_and_fetched(bucket: str, tmp_path: Path) -> None:
    unpacking = Unpacking(DEFAULTS.archive, 1000, tmp_path)

    plan = make_plan(find_sources([bucket], tmp_path / "out"), ResultsFolder(tmp_path / "out"), unpacking)

    assert [ref.source.partition("/2020/")[2] for ref in plan.refs] == ["a.pdf", "b.pdf", "more.zip/m.pdf", "sub/c.PNG"]
    assert [copy.source.partition("/2020/")[2] for copy in plan.copies] == ["sub/copy.pdf"]
    fetcher = Fetcher(unpacking)
    for ref, content in zip(plan.refs, (b"a", b"b", b"m", b"c"), strict=True):
        with at_hand(fetcher.fetch(ref), 1000) as here:
            assert here.path.read_bytes() == content
    fetcher.close()


def test_an_archive_elsewhere_that_is_too_large_leaves_nothing_behind(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveTooLarge, match=r"more than 4 bytes \(archive\.max_bytes\)"):
        fetch_archive(f"{bucket}/more.zip", tmp_path, 4)

    assert list(tmp_path.iterdir()) == []
