"""Make the committed samples, or with --all every transcribed report in every look. Needs Chromium and Chinese fonts.

Debian packages: chromium fontconfig fonts-noto-cjk fonts-wqy-microhei fonts-wqy-zenhei fonts-arphic-ukai
fonts-arphic-uming fonts-liberation fonts-dejavu-core texlive-lang-chinese (for the Fandol fonts).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.synthesis.sample_cases import committed_cases, full_set, make_case, print_report

HERE = Path(__file__).resolve().parent.parent
SOURCE = HERE / "samples" / "source"


def main() -> int:
    """Parse the arguments and make the samples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="every transcribed report in every look")
    parser.add_argument("--out", type=Path, default=HERE / "samples", help="where to (default: samples/)")
    parser.add_argument("--seed", type=int, default=2020, help="another seed gives other scans of the same pages")
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    chosen = parser.parse_args()
    cases = full_set(SOURCE) if chosen.all else committed_cases(SOURCE)
    with tempfile.TemporaryDirectory(prefix="samples-") as folder:
        for case in cases:
            if chosen.only not in case.name:
                continue
            printed = print_report(SOURCE, case.report, Path(folder))
            document = make_case(case, SOURCE, chosen.out, printed=printed, seed=chosen.seed)
            print(f"{document}  {document.stat().st_size / 1024:.0f} KiB")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PipelineError as error:
        sys.exit(f"make_samples: {error}")
