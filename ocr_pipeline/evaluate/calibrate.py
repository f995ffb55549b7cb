"""From examples to a calibration: a logistic score, then the rate of errors that scores like it really have.

The logistic regression starts from what is believed anyway, the joint probability of value and place taken at its
word, and departs from it as far as the examples ask (a Gaussian prior around that start): errors are so rare that
most evidence is never seen to fail, and a fit without a prior would believe everything. Where errors are many, isotonic
regression follows (Zadrozny & Elkan 2002) over groups of equal size in the order of the score; no group is taken to be
without errors because none was seen in it: each gets half an error more (Jeffreys 1946).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize
from scipy.special import expit

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.examples import Example
from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.stages.cell_features import NAMES
from ocr_pipeline.stages.counted_states import COUNTED_APART
from ocr_pipeline.stages.score_confidence import SURE_PLACE

Values = NDArray[np.float64]

ANCHOR = "joint"
"""The feature whose weight is 1 before anything was seen."""

WEIGHED = ("joint", "pixel", "confirmed", "unchecked", "broken", "overruled", "helped", "general_agrees",
           "general_differs", "numeric", "ink", "fit", "report_doubt", "usual_dash", "odd_dash")  # fmt: skip
"""Features that get a weight: those that bear on the reading whatever is printed. What a cell holds (marks, digits,
nothing) is left out: errors come by the page, and those of one page would be taken for the fault of its blanks. Dashes
alone are told apart: the reader of numbers is less sure of them than it need be, and more than it should where a report
prints none."""

PRECISION, BIAS_PRECISION = 30.0, 1.0
"""Of the prior around the start, in errors' worth, on standardised features."""

ENOUGH_ERRORS = 300
"""Errors from which isotonic regression says more than noise."""

GROUP = 200
"""Examples to a group of the isotonic regression."""

LEAST_EXAMPLES = 2_000
UNSEEN = 0.5
"""Errors added to every group."""

VALUED = (ValueState.NUMBER, ValueState.BLANK, ValueState.DASH)

STATES = (*(state.value for state in ValueState if state not in VALUED), *COUNTED_APART)
"""The states without a value as they are counted."""

FIT, SURELY_PLACED = NAMES.index("fit"), math.log(SURE_PLACE / (1 - SURE_PLACE))
"""Values in places that are not sure are never accepted, and wrong by whole columns, whatever is printed there: the
others are learned from."""


def fit_calibration(examples: Sequence[Example], fingerprint: str) -> Calibration:
    """The calibration of the engines with this fingerprint; raises ``OptionsError`` for too few examples."""
    valued = [example for example in examples if example.state in VALUED and example.features[FIT] >= SURELY_PLACED]
    if len(valued) < LEAST_EXAMPLES:
        says = f"{len(valued)} fields with values are too few to calibrate on; {LEAST_EXAMPLES} are the least"
        raise OptionsError(says)
    features = np.array([example.features for example in valued])
    right = np.array([example.right for example in valued], dtype=np.float64)
    bias, weights = _logistic(features, right)
    many = len(right) - right.sum() >= ENOUGH_ERRORS
    knots = _knots(bias + features @ weights, right) if many else ()
    states = tuple((name, _rate(examples, name)) for name in STATES)
    named = tuple(zip(NAMES, (float(round(weight, 6)) for weight in weights), strict=True))
    return Calibration(fingerprint, float(round(bias, 6)), named, knots, len(examples), states)


def _logistic(features: Values, right: Values) -> tuple[float, Values]:
    """Bias and weights on the features as they are; unused features get weight 0."""
    spread, middle = features.std(axis=0), features.mean(axis=0)
    used = (spread > 0) & np.isin(NAMES, WEIGHED)
    scaled = (features[:, used] - middle[used]) / spread[used]
    start = features[:, NAMES.index(ANCHOR)]
    sign = 2 * right - 1

    def loss(change: Values) -> tuple[float, Values]:
        margin = sign * (start + change[0] + scaled @ change[1:])
        slope = -sign * expit(-margin)
        held = np.concatenate(([BIAS_PRECISION], np.full(len(change) - 1, PRECISION))) * change
        gradient = np.concatenate(([slope.sum()], slope @ scaled)) + held
        return float(np.logaddexp(0, -margin).sum() + (held * change).sum() / 2), gradient

    found = minimize(loss, np.zeros(1 + scaled.shape[1]), jac=True, method="L-BFGS-B").x
    weights = np.zeros(features.shape[1])
    weights[used] = found[1:] / spread[used]
    bias = float(found[0] - middle @ weights)
    weights[NAMES.index(ANCHOR)] += 1
    return bias, weights


def _knots(scores: Values, right: Values) -> tuple[tuple[float, float], ...]:
    """Rising (score, probability) pairs, one for each group of neighbours that the isotonic regression pools."""
    order = np.argsort(scores, kind="stable")
    groups = np.array_split(order, max(2, len(order) // GROUP))
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    rates = np.array([right[group].mean() for group in groups])
    pooled = isotonic_regression(rates, weights=sizes)
    knots: list[tuple[float, float]] = []
    for start, end in zip(pooled.blocks[:-1], pooled.blocks[1:], strict=True):
        members = np.concatenate(groups[start:end])
        wrong = len(members) - right[members].sum()
        chance = 1 - (wrong + UNSEEN) / (len(members) + 1)
        chance = max(chance, knots[-1][1]) if knots else chance
        knots.append((round(float(scores[members].mean()), 6), round(float(chance), 8)))
    return tuple(knots)


def _rate(examples: Sequence[Example], name: str) -> float:
    """How often fields delivered in a state without a value, which is counted under this name, are right."""
    those = [example.right for example in examples if (example.counted or example.state.value) == name]
    return round((sum(those) + UNSEEN) / (len(those) + 1), 6)
