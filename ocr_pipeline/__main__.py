"""``python -m ocr_pipeline`` is ``ocr-pipeline``."""

from __future__ import annotations

import sys

from ocr_pipeline.cli import main

if __name__ == "__main__":
    sys.exit(main())
