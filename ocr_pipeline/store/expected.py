"""From how sure the readings are to how many of them must be expected to be wrong, and to a person's minutes."""

from __future__ import annotations

import math

from scipy.special import pdtr

LEVEL = 0.95
SECONDS_PER_FIELD = 10.0
"""An assumption, for the account, the plans and the desk alike: a look at the crop and a key for a field that waits.

The desk goes by the median of what its people took as soon as they have answered; cautious until then.
"""
SECONDS_PER_REPORT = 30.0
"""An assumption: opening a report of which some field waits."""


def most_wrong(mean: float, level: float = LEVEL) -> int:
    """With probability ``level`` at most so many values are wrong, if ``mean`` are expected to be.

    Values are wrong independently, each with its own probability (a Poisson binomial). Beyond its mean no such
    distribution has a heavier tail than the Poisson of the same mean (Hoeffding 1956, theorem 5); below it, that any
    value at all is wrong is no likelier than ``mean``. So the mean alone gives a bound that holds, also summed over
    millions of values.
    """
    if mean <= 1 - level:
        return 0
    bound = math.ceil(mean)
    while pdtr(bound, mean) < level:
        bound += 1
    return bound


def review_minutes(fields: int, reports: int) -> float:
    """Minutes that a person needs for so many waiting fields in so many reports."""
    return (fields * SECONDS_PER_FIELD + reports * SECONDS_PER_REPORT) / 60
