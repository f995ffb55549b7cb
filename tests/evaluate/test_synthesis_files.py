"""Files of scans: one picture a page at its own resolution, no dates; and the samples that are kept."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ocr_pipeline.evaluate.synthesis.after_printing import Words
from ocr_pipeline.evaluate.synthesis.look_settings import draw_look
from ocr_pipeline.evaluate.synthesis.picture_files import encoded, write_pdf, write_tiff
from ocr_pipeline.evaluate.synthesis.sample_cases import SampleCase, committed_cases, full_set
from ocr_pipeline.evaluate.synthesis.scan import scan_page
from ocr_pipeline.evaluate.synthesis.seed_reports import report_html

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SOURCE = SAMPLES / "source"
CASES = committed_cases(SOURCE)
MOST_BYTES = 15 * 2**20


@pytest.mark.parametrize(
    ("name", "coding"), [("office_scan", "/DCTDecode"), ("fax", "/CCITTFaxDecode"), ("clean", "/FlateDecode")]
)
def test_a_pdf_page_is_one_picture_at_its_own_resolution(name: str, coding: str, tmp_path: Path) -> None:
    look = draw_look(name, "samples", key=())
    page = np.full((900, 700, 3), 255, dtype=np.uint8)
    page[300:330, 200:260] = 0
    scan = scan_page(page, look, key=(), words=Words("", ""))
    data = encoded(scan.picture, scan.dpi, look)
    first = write_pdf([data, data], tmp_path / "a.pdf").read_bytes()
    assert first == write_pdf([data, data], tmp_path / "b.pdf").read_bytes()
    assert b"Date" not in first
    with pikepdf.open(tmp_path / "a.pdf") as document:
        assert len(document.pages) == 2
        (picture,) = dict(document.pages[0].resources["/XObject"].items()).values()
        filters = picture["/Filter"]
        assert coding in ([str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters])
        assert float(document.pages[0].mediabox[2]) / 72 * look.dpi == pytest.approx(scan.picture.shape[1], abs=1)


def test_a_tiff_holds_all_pages(tmp_path: Path) -> None:
    look = draw_look("photocopy", "samples", key=())
    page = np.full((900, 700, 3), 255, dtype=np.uint8)
    scans = [scan_page(page, look, key=(index,), words=Words("", "")) for index in range(3)]
    with Image.open(write_tiff(scans, tmp_path / "a.tif")) as image:
        assert getattr(image, "n_frames", 1) == 3
        assert image.mode == "1"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_sample_has_its_document_its_note_and_the_truth_of_its_transcription(case: SampleCase) -> None:
    name = case.name
    folder = SAMPLES / name
    documents = [path for path in folder.iterdir() if path.suffix in (".pdf", ".tif", ".jpg")]
    assert [path.stem for path in documents] == [name]
    truth = json.loads((folder / f"{name}.truth.json").read_text(encoding="utf-8"))
    source = json.loads((SOURCE / case.report / "truth.json").read_text(encoding="utf-8"))["tables"]
    assert truth["tables"] == {name: source[name] for name in case.tables or source}
    assert truth["id"] == name
    assert name in (folder / "NOTE.md").read_text(encoding="utf-8")


def test_the_samples_stay_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < MOST_BYTES


def test_the_full_set_is_every_report_in_every_look() -> None:
    names = [case.name for case in full_set(SOURCE)]
    assert len(names) == len(set(names)) == 30


@pytest.mark.parametrize("report", ["yiyang2020", "yuanjiang2019", "yuelu2020", "yunhuqiao2020"])
def test_a_transcription_prints_every_value_of_its_truth_file(report: str) -> None:
    html = report_html(SOURCE / report)
    truth = json.loads((SOURCE / report / "truth.json").read_text(encoding="utf-8"))
    printed = [text for rows in truth["tables"].values() for row in rows.values() for text in row.values()]
    cells = [part.split(">", 1)[1].split("</td>")[0] for part in html.split('<td class="value"')[1:]]
    assert sorted(cells) == sorted("" if text is None else text for text in printed)
    assert len(cells) == 198


def test_the_report_without_tables_prints_none() -> None:
    html = report_html(SOURCE / "hunan2020")
    assert "<table" not in html
    assert "總體情況" in html
