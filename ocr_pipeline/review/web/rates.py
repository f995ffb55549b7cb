"""How often a visitor may ask: a token bucket for each, forgotten when it is full again."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_VISITORS = 10_000


class Rates:
    """Token buckets: ``burst`` at once, ``per_second`` on and on; safe to use from several threads."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allow(self, visitor: str) -> bool:
        """Whether the visitor may ask now; counts the request if so."""
        now = self._clock()
        with self._lock:
            left, at = self._buckets.pop(visitor, (self._burst, now))
            left = min(self._burst, left + (now - at) * self._per_second)
            allowed = left >= 1
            self._buckets[visitor] = (left - 1 if allowed else left, now)
            while len(self._buckets) > MOST_VISITORS:
                self._buckets.popitem(last=False)
        return allowed
