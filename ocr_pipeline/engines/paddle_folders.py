"""Model folders as paddleocr wants them (``inference.onnx`` beside ``inference.yml``), made from single ONNX files.

A folder is made once in a cache, complete or not at all, and its files are verified each time it is used.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import onnxruntime

from ocr_pipeline.engines.model_files import VerifiedModel, file_sha256
from ocr_pipeline.engines.onnx_session import open_session
from ocr_pipeline.errors import ModelFileInvalid

RECOGNISER = "PP-OCRv6_small_rec"
DETECTOR = "PP-OCRv6_small_det"
LINE_HEIGHT = 48
"""Height of a line of text in the recogniser's input."""

DETECTION_SIDE = 960
"""The longer side at which a page is searched for lines: characters of 8 pt are then about 10 pixels high."""


def recogniser_settings(characters: str) -> dict[str, Any]:
    """What paddleocr has to know about the recogniser; crops come at their final width, so none is set here.

    paddleocr takes the characters as one string as well as in a list, and reads the string a hundred times faster.
    """
    return {
        "Global": {"model_name": RECOGNISER},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"RecResizeImg": {"image_shape": [3, LINE_HEIGHT, LINE_HEIGHT]}},
            ]
        },
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": characters},
    }


def detector_settings() -> dict[str, Any]:
    """What paddleocr has to know about the detector (differentiable binarisation, Liao et al. 2020)."""
    return {
        "Global": {"model_name": DETECTOR},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"DetResizeForTest": {"resize_long": DETECTION_SIDE}},
                {
                    "NormalizeImage": {
                        "mean": [0.485, 0.456, 0.406],
                        "std": [0.229, 0.224, 0.225],
                        "scale": 1 / 255,
                        "order": "hwc",
                    }
                },
                {"ToCHWImage": None},
            ]
        },
        "PostProcess": {
            "name": "DBPostProcess",
            "thresh": 0.2,
            "box_thresh": 0.45,
            "max_candidates": 3000,
            "unclip_ratio": 1.4,
        },
    }


def read_characters(model: VerifiedModel) -> str:
    """The characters that the recogniser knows, in the order of its outputs, from the metadata of its own file."""
    session: onnxruntime.InferenceSession = open_session(model.path)
    listed = str(session.get_modelmeta().custom_metadata_map.get("character", "")).split("\n")
    if any(len(character) != 1 for character in listed):
        raise ModelFileInvalid(f"model {model.name}: {model.path} lists no characters: install its package again")
    return "".join(listed)


def recogniser_folder(model: VerifiedModel, cache: Path) -> Path:
    """A model folder of the recogniser inside ``cache``."""
    target = cache / f"{RECOGNISER}-{model.sha256[:16]}"
    if not (target / "inference.yml").is_file():
        _make(target, model, recogniser_settings(read_characters(model)))
    return _verified(target, model)


def detector_folder(model: VerifiedModel, cache: Path) -> Path:
    """A model folder of the detector inside ``cache``."""
    target = cache / f"{DETECTOR}-{model.sha256[:16]}"
    if not (target / "inference.yml").is_file():
        _make(target, model, detector_settings())
    return _verified(target, model)


def _make(target: Path, model: VerifiedModel, settings: Mapping[str, Any]) -> None:
    """Make the folder under another name and rename it: whoever comes first wins, nobody sees half a folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".making-") as scratch:
        draft = Path(scratch) / "model"
        draft.mkdir()
        shutil.copyfile(model.path, draft / "inference.onnx")
        # JSON is YAML; written so, no YAML writer has to be trusted with 18,000 odd characters.
        (draft / "inference.yml").write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
        try:
            os.rename(draft, target)  # noqa: PTH104  # Path.rename would read as if it could not fail
        except OSError:
            if not (target / "inference.yml").is_file():
                raise


def _verified(folder: Path, model: VerifiedModel) -> Path:
    if file_sha256(folder / "inference.onnx") != model.sha256:
        raise ModelFileInvalid(f"model {model.name}: the copy in {folder} is damaged: delete that folder and run again")
    return folder
