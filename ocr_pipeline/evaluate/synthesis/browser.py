"""HTML -> PDF through Chromium, without network, profile or leftovers."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ocr_pipeline.errors import EngineMissing

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--no-pdf-header-footer",
)
# Debian's TeX packages carry Chinese and Times-like fonts that fontconfig does not look at by itself.
_FONT_FOLDERS = ("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol", "/usr/share/texmf/fonts/opentype/public")


def find_browser() -> str:
    """Return the path of a Chromium; raises EngineMissing with what to install."""
    for name in _NAMES:
        path = shutil.which(name)
        if path is not None:
            return path
    raise EngineMissing("no Chromium found to print pages: install the Debian package `chromium`")


def _font_settings(folder: Path) -> Path:
    path = folder / "fonts.conf"
    extra = "".join(f"<dir>{place}</dir>" for place in _FONT_FOLDERS)
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{extra}</fontconfig>',
        encoding="utf-8",
    )
    return path


def print_html(html: str, out: Path, *, timeout: float = 600.0) -> Path:
    """Print an HTML document to the PDF `out`; page sizes and margins come from its `@page` rules."""
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="print-") as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        command = [
            browser,
            *_SWITCHES,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={out}",
            page.as_uri(),
        ]
        environment = {**os.environ, "HOME": folder, "TZ": "UTC", "FONTCONFIG_FILE": str(_font_settings(Path(folder)))}
        done = subprocess.run(command, capture_output=True, timeout=timeout, env=environment, check=False)
    if done.returncode != 0 or not out.is_file():
        raise EngineMissing(f"{browser} could not print the page: {done.stderr[-400:].decode(errors='replace')}")
    return out
