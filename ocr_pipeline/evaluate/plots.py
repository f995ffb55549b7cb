"""Two small plots as SVG: promised against true rates, and risk against coverage."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ocr_pipeline.evaluate.reliability import Bin, RiskPoint

_SIZE, _MARGIN = 460, 56
_INNER = _SIZE - 2 * _MARGIN
_SMALLEST = 1e-5
"""Error rates below are drawn at the edge."""


def reliability_svg(bins: Sequence[Bin]) -> str:
    """Promised against observed error rate, both logarithmic; dots as large as their bins; on the line is honest."""
    dots = []
    for part in bins:
        x, y = _log(1 - part.confidence), _log(1 - part.right)
        radius = 3 + 2 * math.log10(part.cells)
        promised = f"{part.confidence:.5f} promised, {part.right:.5f} right"
        title = f"{part.low:g} to {part.high:g}: {part.cells} fields, {promised}"
        dots.append(f'<circle cx="{x:.1f}" cy="{_SIZE - y:.1f}" r="{radius:.1f}"><title>{title}</title></circle>')
    diagonal = f'<path class="even" d="M{_MARGIN} {_SIZE - _MARGIN}L{_SIZE - _MARGIN} {_MARGIN}"/>'
    return _svg("promised error rate", "observed error rate", diagonal + "".join(dots), _log_ticks(both=True))


def risk_coverage_svg(points: Sequence[RiskPoint]) -> str:
    """Error rate (logarithmic) against the share of fields accepted."""
    path = " ".join(
        f"{'L' if index else 'M'}{_MARGIN + point.coverage * _INNER:.1f} {_SIZE - _log(point.risk):.1f}"
        for index, point in enumerate(points)
    )
    shares = "".join(
        f'<text x="{_MARGIN + share * _INNER:.0f}" y="{_SIZE - _MARGIN + 18}" text-anchor="middle">{share:.0%}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    return _svg(
        "fields accepted", "wrong among them", f'<path class="curve" d="{path}"/>', shares + _log_ticks(both=False)
    )


def _log(rate: float) -> float:
    """Pixels from the lower edge for a rate between 1e-5 and 1."""
    share = 1 - math.log10(max(rate, _SMALLEST)) / math.log10(_SMALLEST)
    return _MARGIN + share * _INNER


def _log_ticks(*, both: bool) -> str:
    ticks = []
    for power in range(6):
        at = _log(10.0**-power)
        name = f"{10.0**-power:g}"
        ticks.append(f'<text x="{_MARGIN - 6}" y="{_SIZE - at + 4:.0f}" text-anchor="end">{name}</text>')
        if both:
            ticks.append(f'<text x="{at:.0f}" y="{_SIZE - _MARGIN + 18}" text-anchor="middle">{name}</text>')
    return "".join(ticks)


def _svg(across: str, up: str, marks: str, ticks: str) -> str:
    style = (
        "text{font:12px sans-serif;fill:#1d2733}rect{fill:none;stroke:#9aa8b5}circle{fill:#2f6fb7;fill-opacity:.6}"
        ".even{stroke:#9aa8b5;stroke-dasharray:4 3;fill:none}.curve{stroke:#c8352b;stroke-width:2;fill:none}"
    )
    frame = f'<rect x="{_MARGIN}" y="{_MARGIN}" width="{_INNER}" height="{_INNER}"/>'
    names = (
        f'<text x="{_SIZE / 2}" y="{_SIZE - 8}" text-anchor="middle">{across}</text>'
        f'<text transform="translate(14 {_SIZE / 2}) rotate(-90)" text-anchor="middle">{up}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}">'
        f"<style>{style}</style>{frame}{ticks}{marks}{names}</svg>\n"
    )
