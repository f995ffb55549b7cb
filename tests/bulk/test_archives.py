from __future__ import annotations

import io
import multiprocessing
import os
import random
import signal
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.bulk import archive_budget
from ocr_pipeline.bulk.archive_budget import Budget
from ocr_pipeline.bulk.archive_child import ArchiveOrder, Member
from ocr_pipeline.bulk.archive_names import Numbering, check_name, zip_name
from ocr_pipeline.bulk.archive_walk import DAMAGE, Refused, Walk, damaged
from ocr_pipeline.bulk.archives import Fetcher, Unpacking, members_of
from ocr_pipeline.bulk.documents import is_document
from ocr_pipeline.bulk.reference import DocumentRef
from ocr_pipeline.errors import InputError, MemberRefused, UnreadableDocument
from ocr_pipeline.options import ArchiveOptions

PDF = b"%PDF-1.4 a report"


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def tarred(path: Path, *members: tuple[str, bytes | tarfile.TarInfo], mode: str = "") -> Path:
    with tarfile.open(path, f"w{mode}") as archive:  # type: ignore[call-overload]  # the mode is put together here
        for name, content in members:
            if isinstance(content, tarfile.TarInfo):
                content.name = name
                archive.addfile(content)
            else:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return path


def special(kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo()
    info.type, info.linkname = kind, target
    return info


def walked(path: Path, limits: ArchiveOptions | None = None) -> dict[str, str]:
    """What each entry is: its content, or the code of its refusal."""
    found: dict[str, str] = {}
    walk = Walk(is_document, Budget(limits or ArchiveOptions()), path.parent, Numbering())
    for entry in walk.entries(path, path.name):
        if isinstance(entry, Refused):
            found[entry.name] = entry.error.code
            assert entry.error.message
            continue
        try:
            found[entry.name] = entry.stream.read(-1).decode("latin-1")
        except InputError as error:
            found[entry.name] = error.code
        except DAMAGE as error:
            found[entry.name] = damaged(error).code
    return found


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.xz", "tar.bz2", "tgz"])
def test_documents_of_every_kind_of_archive_are_found(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "zip":
        zipped(path, a_pdf=b"1", sub__b_PNG=b"2", notes_txt=b"3", sub__=b"")
    else:
        mode = {"tar": "", "tgz": ":gz"}.get(kind, f":{kind[4:]}")
        tarred(path, ("a.pdf", b"1"), ("sub/b.PNG", b"2"), ("notes.txt", b"3"), mode=mode)

    assert walked(path) == {f"{path.name}/a.pdf": "1", f"{path.name}/sub/b.PNG": "2"}


def test_archives_in_archives_are_gone_into_as_deep_as_allowed(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "c.zip", x_pdf=b"deep").read_bytes()
    middle = tarred(tmp_path / "b.tar.gz", ("c.zip", inner), ("y.pdf", b"middle"), mode=":gz").read_bytes()
    outer = zipped(tmp_path / "a.zip", b_tar_gz=middle, z_pdf=b"top")

    deep, middle_name = "a.zip/b.tar.gz/c.zip", "a.zip/b.tar.gz/y.pdf"
    assert walked(outer) == {f"{deep}/x.pdf": "deep", middle_name: "middle", "a.zip/z.pdf": "top"}
    assert walked(outer, ArchiveOptions(max_depth=2)) == {
        deep: "archive_too_large",
        middle_name: "middle",
        "a.zip/z.pdf": "top",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "b.tar.gz", "c.zip"]


@pytest.mark.parametrize("name", ["../x.pdf", "/x.pdf", "a/../../x.pdf", "..\\x.pdf", "C:\\x.pdf", "\\\\host\\x.pdf"])
def test_a_name_that_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar", (name, PDF), ("good.pdf", b"good"))

    assert set(walked(path).values()) == {"unsafe_member", "good"}


@given(st.text(max_size=30))
def test_a_name_that_is_allowed_stays_inside(name: str) -> None:
    try:
        check_name(name)
    except MemberRefused:
        return
    plain = name.replace("\\", "/")
    assert not os.path.normpath("inside/" + plain).startswith("..")
    assert not plain.startswith("/")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_refused_and_the_rest_goes_on(kind: bytes, tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar", ("l.pdf", special(kind, "/etc/passwd")), ("good.pdf", b"good"))

    assert walked(path) == {"a.tar/l.pdf": "unsafe_member", "a.tar/good.pdf": "good"}


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("l.pdf")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")

    assert walked(tmp_path / "a.zip") == {"a.zip/l.pdf": "unsafe_member"}


def test_an_encrypted_member_says_so(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", a_pdf=PDF)
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    path.write_bytes(content)

    assert walked(path) == {"a.zip/a.pdf": "encrypted"}


def test_too_many_members_end_the_archive_and_keep_what_came_before(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar", *((f"{index}.pdf", b"x") for index in range(5)))

    found = walked(path, ArchiveOptions(max_members=3))

    assert found == {"a.tar/0.pdf": "x", "a.tar/1.pdf": "x", "a.tar/2.pdf": "x", "a.tar": "archive_too_large"}


@pytest.mark.parametrize("make", [zipped, None])
def test_what_unpacks_beyond_reason_is_a_trap(
    make: Callable[..., Path] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_budget, "HARMLESS_BYTES", 1_000_000)
    zeros = bytes(1_000_001)
    if make is not None:
        path = make(tmp_path / "a.zip", a_pdf=zeros, b_pdf=b"good")
        assert walked(path) == {"a.zip/a.pdf": "archive_too_large", "a.zip/b.pdf": "good"}
    else:
        path = tarred(tmp_path / "a.tar.gz", ("a.pdf", zeros), ("b.pdf", b"good"), mode=":gz")
        assert walked(path)["a.tar.gz/a.pdf"] == "archive_too_large"


def test_bytes_are_counted_over_all_members(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", a_pdf=b"12345", b_pdf=b"12345")

    assert walked(path, ArchiveOptions(max_bytes=9)) == {"a.zip/a.pdf": "12345", "a.zip/b.pdf": "archive_too_large"}


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.xz"])
def test_damage_anywhere_never_raises_and_never_passes_unsaid(kind: str, tmp_path: Path) -> None:
    names = [f"{index}.pdf" for index in range(4)]
    path, draw = tmp_path / f"a.{kind}", random.Random(kind)
    contents = {name: draw.randbytes(3000) for name in names}
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
    else:
        tarred(path, *contents.items(), mode=kind[3:].replace(".", ":"))
    whole = path.read_bytes()
    good = walked(path)
    assert len(good) == 4
    for length in draw.sample(range(len(whole) * 4 // 5), 40):
        path.write_bytes(whole[:length])
        found = walked(path)
        codes = [what for name, what in found.items() if found[name] != good.get(name)]
        assert codes or found == good, f"cut at {length}: {sorted(found)}"
        assert set(codes) <= {"unreadable"}
        if length < len(whole) // 2:
            assert codes, f"cut at {length} of {len(whole)} passed unsaid"


def test_names_of_archives_made_on_chinese_windows_are_read() -> None:
    assert zip_name("年度报告.pdf".encode("gbk").decode("cp437"), 0) == "年度报告.pdf"
    assert zip_name("年度报告.pdf".encode().decode("cp437"), 0) == "年度报告.pdf"
    assert zip_name("年度报告.pdf", 0x800) == "年度报告.pdf"
    assert zip_name("plain.pdf", 0) == "plain.pdf"


def test_members_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar", ("x.pdf", b"1"), ("x.pdf", b"2"))

    assert walked(path) == {"a.tar/x.pdf": "1", "a.tar/x.pdf (2)": "2"}


@pytest.fixture
def unpacking(tmp_path: Path) -> Unpacking:
    (tmp_path / "run").mkdir()
    return Unpacking(ArchiveOptions(), 1000, tmp_path / "run")


def reference(path: Path, member: Member) -> DocumentRef:
    return DocumentRef(member.sha256, path, member.name, f"doc-{member.index}", member.index)


def test_members_are_listed_and_fetched_in_processes_of_their_own(tmp_path: Path, unpacking: Unpacking) -> None:
    path = tarred(tmp_path / "a.tar", ("../x.pdf", PDF), ("a.pdf", b"A"), ("large.pdf", bytes(1001)), ("b.pdf", b"B"))

    entries = list(members_of(path, "a.tar", unpacking))

    members = [entry for entry in entries if isinstance(entry, Member)]
    refused = {entry.name: entry.error.code for entry in entries if isinstance(entry, Refused)}
    assert [member.name for member in members] == ["a.tar/a.pdf", "a.tar/b.pdf"]
    assert refused == {"a.tar/../x.pdf": "unsafe_member", "a.tar/large.pdf": "page_too_large"}
    fetcher, wanted = Fetcher(unpacking), [reference(path, member) for member in members]
    assert [fetcher.fetch(ref).path.read_bytes() for ref in wanted] == [b"A", b"B"]
    assert fetcher.fetch(wanted[0]).path.read_bytes() == b"A"
    for ref in wanted:
        fetcher.drop(ref)
    assert fetcher.fetch(wanted[0]).path.read_bytes() == b"A"
    fetcher.drop(wanted[0])
    with pytest.raises(UnreadableDocument, match="changed meanwhile"):
        fetcher.fetch(replace(wanted[1], sha256="00" * 32))
    fetcher.close()
    assert list(unpacking.folder.iterdir()) == []


def test_an_order_has_a_private_folder(unpacking: Unpacking) -> None:
    one: ArchiveOrder = unpacking.order(Path("a.zip"), "a.zip")

    assert one.scratch != unpacking.order(Path("a.zip"), "a.zip").scratch


def test_a_process_that_was_ended_while_it_had_the_archive_open_is_replaced(tmp_path: Path) -> None:
    path = zipped(tmp_path / "all.zip", a_pdf=PDF, b_pdf=PDF + b" b", c_pdf=PDF + b" c")
    unpacking = Unpacking(ArchiveOptions(), 10_000_000, tmp_path)
    walk, listed = members_of(path, path.name, unpacking), []
    for number, entry in enumerate(walk):
        assert isinstance(entry, Member)
        listed.append(entry)
        if number == 0:
            end_children()
    assert [member.name for member in listed] == ["all.zip/a.pdf", "all.zip/b.pdf", "all.zip/c.pdf"]

    fetcher = Fetcher(unpacking)
    for member in listed:
        at_hand = fetcher.fetch(reference(path, member))
        assert at_hand.path.read_bytes().startswith(PDF)
        end_children()
    fetcher.close()


def end_children() -> None:
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
