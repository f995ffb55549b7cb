"""ONNX Runtime sessions: options and providers in one place, so that every engine computes the same way everywhere."""

from __future__ import annotations

from pathlib import Path

import onnxruntime

from ocr_pipeline.errors import EngineFailed

PROVIDERS = ("CPUExecutionProvider",)
"""The processor only: results must not depend on which accelerator a machine happens to have."""

_ERRORS_ONLY = 3


def session_settings(threads: int) -> dict[str, int]:
    """Settings of a session by their ONNX Runtime names, for engines that make their own sessions."""
    return {"intra_op_num_threads": threads, "inter_op_num_threads": 1, "log_severity_level": _ERRORS_ONLY}


def open_session(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    """A session on the processor with the given number of threads."""
    options = onnxruntime.SessionOptions()
    for name, value in session_settings(threads).items():
        setattr(options, name, value)
    try:
        return onnxruntime.InferenceSession(str(path), sess_options=options, providers=list(PROVIDERS))
    except (RuntimeError, ValueError) as error:
        raise EngineFailed(f"ONNX Runtime cannot open {path}: {error}") from error


def runtime_version() -> str:
    """The version of ONNX Runtime, part of what a result depends on."""
    return str(onnxruntime.__version__)
