"""``evaluation.json``: all figures of a results folder against truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

from ocr_pipeline.evaluate.metrics import FieldScore, Rates, confusion, rates
from ocr_pipeline.evaluate.reliability import calibration_error, reliability, risk_coverage
from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.codec import Plain

FORMAT = "ocr-pipeline/evaluation"
VERSION = 1
MAX_POINTS = 200
"""Of the risk-coverage curve, so that the file stays small."""


def evaluation_to_plain(scores: Sequence[FieldScore], unmatched: Sequence[str]) -> Plain:
    """Everything; ``unmatched`` are documents without truth."""
    bins = reliability(scores)
    points = risk_coverage(scores)
    step = max(1, len(points) // MAX_POINTS)
    return {
        "format": FORMAT,
        "version": VERSION,
        "overall": rates_to_plain(rates(scores)),
        "by_document": group_rates(scores, lambda score: score.document),
        "by_table": group_rates(scores, lambda score: score.address.table),
        "by_look": group_rates(scores, lambda score: score.group),
        "by_state": group_rates(scores, lambda score: score.expected.value),
        "calibration_error": calibration_error(bins),
        "calibration_error_by_state": {
            state.value: calibration_error(reliability([score for score in scores if score.expected is state]))
            for state in ValueState
        },
        "reliability": [asdict(part) for part in bins],
        "risk_coverage": [asdict(point) for point in (*points[::step], *points[-1:])],
        "states": confusion(scores),
        "wrong": [_wrong(score) for score in scores if score.counts and not score.exact],
        "unmatched": list(unmatched),
    }


def group_rates(scores: Sequence[FieldScore], key: Callable[[FieldScore], str]) -> dict[str, Plain]:
    """Figures by document, table or whatever ``key`` says; groups in sorted order."""
    groups: dict[str, list[FieldScore]] = {}
    for score in scores:
        groups.setdefault(key(score), []).append(score)
    return {name: rates_to_plain(rates(group)) for name, group in sorted(groups.items())}


def rates_to_plain(figures: Rates) -> Plain:
    """Counts, shares and bounds."""
    return {
        **asdict(figures),
        "exact_share": figures.exact / figures.cells if figures.cells else None,
        "accepted_share": figures.accepted / figures.cells if figures.cells else None,
        "wrong_share": figures.wrong_accepted / figures.accepted if figures.accepted else None,
    }


def _wrong(score: FieldScore) -> Plain:
    return {
        "document": score.document,
        "field": str(score.address),
        "expected": score.expected.value,
        "truth": score.truth,
        "state": score.read.state.value,
        "printed": score.read.printed,
        "confidence": score.confidence,
        "accepted": score.accepted,
    }
