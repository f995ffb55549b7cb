"""A calibration fitted on examples of known rates says these rates, and never more than its examples can carry."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.calibrate import LEAST_EXAMPLES, fit_calibration
from ocr_pipeline.evaluate.examples import Example
from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.model.codec import from_plain, to_plain
from ocr_pipeline.stages.cell_features import NAMES
from ocr_pipeline.stages.score_confidence import interpolate

PIXEL, BROKEN, JOINT, FIT = (NAMES.index(name) for name in ("pixel", "broken", "joint", "fit"))
PLACED = 6.0


def true_rate(pixel: float, broken: float) -> float:
    return 1 / (1 + math.exp(-(0.8 * pixel + 1.5 - 2.0 * broken)))


def drawn(count: int, seed: int) -> list[Example]:
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        features = [0.0] * len(NAMES)
        features[PIXEL], features[BROKEN] = rng.uniform(0, 10), float(rng.random() < 0.2)
        features[JOINT], features[FIT] = features[PIXEL], PLACED
        right = rng.random() < true_rate(features[PIXEL], features[BROKEN])
        found.append(Example("clean", ValueState.NUMBER, tuple(features), right))
    return found


def promised(calibration: Calibration, features: tuple[float, ...]) -> float:
    weights = dict(calibration.weights)
    score = calibration.bias + sum(weights[name] * value for name, value in zip(NAMES, features, strict=True))
    return interpolate(score, calibration.knots)


def test_promises_are_kept_on_other_examples() -> None:
    calibration = fit_calibration(drawn(20_000, 1), "engines")
    others = drawn(20_000, 2)
    for low, high in ((0.0, 0.9), (0.9, 0.99), (0.99, 0.999), (0.999, 1.0)):
        inside = [e for e in others if low <= promised(calibration, e.features) < high]
        mean = sum(promised(calibration, e.features) for e in inside) / len(inside)
        assert sum(e.right for e in inside) / len(inside) == pytest.approx(mean, abs=0.02)


def test_evidence_that_speaks_against_a_value_lowers_its_confidence() -> None:
    calibration = fit_calibration(drawn(20_000, 1), "engines")
    sound, broken = ([0.0] * len(NAMES) for _ in range(2))
    sound[PIXEL] = broken[PIXEL] = sound[JOINT] = broken[JOINT] = 3.0
    broken[BROKEN] = 1.0
    assert promised(calibration, tuple(broken)) < promised(calibration, tuple(sound)) - 0.05


def test_where_no_error_was_seen_doubtful_values_stay_doubtful() -> None:
    flawless = [Example("clean", e.state, e.features, True) for e in drawn(5_000, 3) if e.features[JOINT] > 4]
    calibration = fit_calibration(flawless, "engines")
    doubtful = [0.0] * len(NAMES)
    assert promised(calibration, tuple(doubtful)) < 0.95


def test_where_errors_are_many_no_more_is_promised_than_the_examples_carry() -> None:
    calibration = fit_calibration(drawn(15_000, 3), "engines")
    assert 1 - calibration.knots[-1][1] >= 0.99 * 0.5 / 15_001


def test_states_without_a_value_get_the_rate_they_had() -> None:
    absent = [Example("fax", ValueState.ABSENT, (0.0,) * len(NAMES), number < 30) for number in range(99)]
    calibration = fit_calibration([*drawn(2_500, 4), *absent], "engines")
    assert dict(calibration.states)["absent"] == pytest.approx(0.305)
    assert dict(calibration.states)["unreadable"] == 0.5


def test_fields_of_tables_that_were_not_found_are_counted_apart() -> None:
    features = (0.0,) * len(NAMES)
    lost = [Example("fax", ValueState.ABSENT, features, right=False) for _ in range(99)]
    unfound = [Example("fax", ValueState.ABSENT, features, number < 30, "unfound") for number in range(99)]
    calibration = fit_calibration([*drawn(2_500, 4), *lost, *unfound], "engines")
    assert dict(calibration.states)["absent"] == pytest.approx(0.005)
    assert dict(calibration.states)["unfound"] == pytest.approx(0.305)


def test_values_in_places_that_are_not_sure_teach_nothing() -> None:
    sure = drawn(2_500, 4)
    misplaced = [replace(e, features=(*e.features[:FIT], 3.0, *e.features[FIT + 1 :]), right=False) for e in sure]
    assert fit_calibration([*sure, *misplaced], "engines").weights == fit_calibration(sure, "engines").weights


def test_dashes_of_reports_that_print_them_are_promised_what_they_had() -> None:
    """Each looks as doubtful as a number that is wrong one time in five; none of them ever was."""
    dash = [0.0] * len(NAMES)
    dash[PIXEL] = dash[JOINT] = 1.5
    dash[FIT] = PLACED
    odd, usual = list(dash), list(dash)
    odd[NAMES.index("odd_dash")] = usual[NAMES.index("usual_dash")] = 1.0
    dashes = [Example("fax", ValueState.DASH, tuple(usual), True)] * 200
    dashes += [Example("fax", ValueState.DASH, tuple(odd), False)] * 30
    calibration = fit_calibration([*drawn(20_000, 1), *dashes], "engines")
    assert promised(calibration, tuple(usual)) > 0.98
    assert promised(calibration, tuple(odd)) < 0.4
    assert promised(calibration, tuple(dash)) == pytest.approx(true_rate(1.5, 0.0), abs=0.03)


def test_too_few_examples_are_refused() -> None:
    with pytest.raises(OptionsError, match="too few"):
        fit_calibration(drawn(LEAST_EXAMPLES - 1, 5), "engines")


def test_a_calibration_comes_back_from_its_file_as_it_was() -> None:
    calibration = fit_calibration(drawn(2_500, 6), "engines")
    assert from_plain(Calibration, json.loads(json.dumps(to_plain(calibration)))) == calibration


@settings(max_examples=6)
@given(st.integers(0, 50))
def test_knots_never_fall(seed: int) -> None:
    calibration = fit_calibration(drawn(15_000, seed), "engines")
    assert calibration.knots
    chances = [chance for _, chance in calibration.knots]
    scores = [score for score, _ in calibration.knots]
    assert chances == sorted(chances) and scores == sorted(scores)
    assert all(0 <= chance < 1 for chance in chances)
