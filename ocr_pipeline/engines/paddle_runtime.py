"""paddleocr, imported late and quietly: it is slow to import, talks on import, and would look for model hosts."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from ocr_pipeline.engines.onnx_session import session_settings
from ocr_pipeline.errors import EngineMissing


@contextlib.contextmanager
def _environment(entries: dict[str, str]) -> Iterator[None]:
    """Entries of the environment for the time of an import; the caller's own are put back."""
    before = {name: os.environ.get(name) for name in entries}
    os.environ.update(entries)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What paddleocr prints goes nowhere: stdout is for data, and its warnings are about parts that are not used."""
    level = logging.root.manager.disable
    with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")
        logging.disable(logging.ERROR)
        try:
            yield
        finally:
            logging.disable(level)


def load_paddleocr(cache: Path) -> ModuleType:
    """The imported package; it keeps its own working folders in ``cache`` instead of the user's home."""
    entries = {
        "PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK": "True",
        "PADDLE_PDX_EAGER_INIT": "False",
        "PADDLE_PDX_CACHE_HOME": str(cache),
    }
    with _environment(entries), quiet():
        try:
            return importlib.import_module("paddleocr")
        except ImportError as error:
            raise EngineMissing(
                f"the text engine needs the package paddleocr, which cannot be imported ({error}): "
                "install the packages of requirements.lock again"
            ) from error


def predictor(kind: str, name: str, folder: Path, threads: int) -> Any:
    """A paddleocr model (``TextRecognition`` or ``TextDetection``) from a local folder, run by ONNX Runtime."""
    package = load_paddleocr(folder.parent / "paddlex")
    with quiet():
        return getattr(package, kind)(
            model_name=name,
            model_dir=str(folder),
            device="cpu",
            engine="onnxruntime",
            engine_config=session_settings(threads),
        )
