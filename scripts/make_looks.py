"""Draw a page of every look with what was bound to the fields, for docs/looks.md. Needs Chromium and Chinese fonts."""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

from ocr_pipeline.cli import main as ocr_pipeline
from ocr_pipeline.evaluate.synthesize import Order, synthesize
from ocr_pipeline.store.results import ResultsFolder

HERE = Path(__file__).resolve().parent.parent
SAMPLES = {
    "clean": "yuanjiang-clean", "office-scan": "yuelu-office-scan", "seal": "yuanjiang-seal", "fax": "yiyang-fax",
    "phone-photo": "yuelu-phone-photo", "photocopy": "yuelu-photocopy", "cards": "yiyang-office-scan",
}  # fmt: skip
LOOKS = ("turned", "curl", "watermark", "faded_rules", "stain", "grey_seal", "open_photo")
RULES = ("three_line", "zebra", "borderless", "over_pages")
TABLES = {"cards": "active_disclosure"}
"""The table whose page is shown, where it is not the one of requests."""
LARGEST, WIDTH = 120_000, 900


def documents(folder: Path) -> None:
    """A document for each look, named after it: of the samples, else a random report."""
    for look, sample in SAMPLES.items():
        shutil.copy(HERE / "samples" / sample / f"{sample}.pdf", folder / f"{look}.pdf")
    orders = [(look, Order(1, (look,), seed=5, rules="ruled")) for look in LOOKS]
    orders += [(rule, Order(1, ("office_scan",), seed=5, rules=rule)) for rule in RULES]
    for name, order in orders:
        for made in synthesize(order, folder / "made"):
            made.rename(folder / f"{name.replace('_', '-')}{made.suffix}")
    shutil.rmtree(folder / "made")


def draw(results: Path, look: str, target: Path) -> None:
    """The page of a look as a JPEG of at most ``LARGEST`` bytes."""
    stored = ResultsFolder(results).find(look)
    cells = [cell for cell in stored.plain["cells"] if cell["table"] == TABLES.get(look, "requests") and cell["page"]]
    page = str(cells[0]["page"] if cells else 1)
    ocr_pipeline(["show", str(results), stored.folder.name, "--page", page, "--out", str(results / "page.png")])
    picture = Image.open(results / "page.png").convert("RGB")
    picture.thumbnail((WIDTH, 2 * WIDTH), Image.Resampling.LANCZOS)
    for quality in range(80, 20, -5):
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality, optimize=True)
        if stream.tell() <= LARGEST:
            break
    target.write_bytes(stream.getvalue())


def main() -> int:
    """Make the documents, read them in one run, draw them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--out", type=Path, default=HERE / "docs" / "pictures", help="where to (default: docs/pictures)"
    )
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="looks-") as name:
        folder, results = Path(name) / "in", Path(name) / "out"
        folder.mkdir()
        documents(folder)
        status = ocr_pipeline(["run", str(folder), "--out", str(results), "--tables-only"])
        for document in sorted(folder.glob("*.*")):
            if not document.name.endswith(".json"):
                draw(results, document.stem, chosen.out / f"look-{document.stem}.jpg")
    return status


if __name__ == "__main__":
    sys.exit(main())
