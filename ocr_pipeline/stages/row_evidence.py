"""How well a row of a grid fits a line that the schema expects: log-odds in nats against "a row of something else".

Three kinds of evidence: what labels say, how cells are merged, and whether the value cells hold numbers.
"""

from __future__ import annotations

from ocr_pipeline.stages.expect_lines import Labels, Line, LineKind
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, RowCell
from ocr_pipeline.stages.match_labels import LabelMatcher

# Structure is drawn by rules that photocopies break, so it is worth a few nats only; labels are worth tens.
SAME_COUNT, OTHER_COUNT, PER_MISSING_CELL, COUNT_FLOOR = 0.5, -1.0, -0.5, -2.0
SAME_START, OTHER_START = 0.2, -1.5
NUMBER_CELL, TEXT_CELL, CONTINUED_CELL = 0.4, -1.5, -1.0
VALUES_CEILING, VALUES_FLOOR = 2.5, -6.0
ONE_CELL, SEVERAL_CELLS = 0.7, -3.0
# A number in a header cell happens (a stray 0), a header row full of numbers does not.
FIRST_NUMBER_IN_HEADER, NUMBER_IN_HEADER = -0.3, -1.2
HEADER_TEXT, STRANGE_HEADER, STRANGE_FLOOR = 0.7, -0.7, -2.5
UNUSUAL_PLACE = -0.5
NO_LABELS = -20.0


def row_evidence(row: GridRow, line: Line, matcher: LabelMatcher) -> float:
    """Log-odds that the row is this line."""
    if line.kind is LineKind.DATA:
        return _label_text(row, line, matcher) + _label_cells(row, line) + _value_cells(row, line)
    if line.kind is LineKind.HEADER:
        return _header(row, line, matcher)
    return _band(row, line, matcher)


def words_evidence(row: GridRow, line: Line, matcher: LabelMatcher) -> float:
    """The part of the log-odds that read words contribute, never negative; shapes and numbers are left out."""
    if line.kind is LineKind.DATA:
        return max(0.0, _label_text(row, line, matcher))
    words = [cell for cell in row.cells if cell.starts and cell.kind is not CellKind.NUMBER]
    return HEADER_TEXT * sum(max(0.0, fit) for fit in _in_order(words, line.cells, matcher))


def label_evidence(row: GridRow, line: Line, matcher: LabelMatcher) -> float:
    """The part of the log-odds that the row's own label contributes (0 for a row without a label)."""
    if line.kind is not LineKind.DATA or not line.cells:
        return 0.0
    depth = len(line.cells)
    usual = min(depth, len(row.cells)) - 1
    other = max(1, len(row.cells) - line.columns) - 1
    found = [_fit(row.cells[usual], line.cells[-1], matcher)]
    if other != usual and row.cells[other].kind is CellKind.TEXT:
        found.append(_fit(row.cells[other], line.cells[-1], matcher) + UNUSUAL_PLACE)
    return max(found)


def merged_evidence(row: GridRow, lines: tuple[Line, Line], matcher: LabelMatcher) -> float:
    """Log-odds that the row is two data lines whose dividing rule was lost: its label holds both labels."""
    index = min(len(lines[0].cells), len(row.cells)) - 1
    if index < 0 or not lines[1].cells:
        return NO_LABELS
    return _fit(row.cells[index], (lines[0].cells[-1][0] + lines[1].cells[-1][0],), matcher)


def _fit(cell: RowCell, labels: Labels, matcher: LabelMatcher) -> float:
    if cell.kind is CellKind.NUMBER and not any(c.isalpha() for c in cell.text):
        return NUMBER_IN_HEADER
    return matcher.log_odds(cell.text, cell.score, labels)


def _label_text(row: GridRow, line: Line, matcher: LabelMatcher) -> float:
    """The row's own label, and the merged cells to its left where they begin."""
    total = label_evidence(row, line, matcher)
    for cell, labels, starts in zip(row.cells, line.cells[:-1], line.starts, strict=False):
        if cell.starts and (starts or row.first):
            total += _fit(cell, labels, matcher)
    return total


def _label_cells(row: GridRow, line: Line) -> float:
    """How many cells the row has, and which of its label cells begin with it."""
    difference = abs(len(row.cells) - len(line.cells) - line.columns)
    if difference and not line.cells:
        # A row without a label may be printed in parts, side by side or one below the other.
        return OTHER_COUNT
    total = max(COUNT_FLOOR, OTHER_COUNT + PER_MISSING_CELL * difference) if difference else SAME_COUNT
    for index, (cell, starts) in enumerate(zip(row.cells, line.starts, strict=False)):
        own = index == len(line.cells) - 1
        if row.first and not own:
            continue
        total += SAME_START if cell.starts == starts else OTHER_START
    return total


def _value_cells(row: GridRow, line: Line) -> float:
    """Numbers speak for a data row, words against it."""
    total = 0.0
    for cell in row.cells[len(line.cells) :]:
        if not cell.starts:
            total += CONTINUED_CELL
        elif cell.kind is CellKind.NUMBER:
            total += NUMBER_CELL
        elif cell.kind is CellKind.TEXT:
            total += TEXT_CELL
    return min(VALUES_CEILING, max(VALUES_FLOOR, total))


def _header(row: GridRow, line: Line, matcher: LabelMatcher) -> float:
    new = [cell for cell in row.cells if cell.starts]
    numbers = sum(cell.kind is CellKind.NUMBER for cell in new)
    total = FIRST_NUMBER_IN_HEADER * min(numbers, 1) + NUMBER_IN_HEADER * max(numbers - 1, 0)
    difference = abs(len(new) - len(line.cells))
    total += max(COUNT_FLOOR, PER_MISSING_CELL * difference) if difference else SAME_COUNT
    words = [cell for cell in new if cell.kind is not CellKind.NUMBER]
    fits = _in_order(words, line.cells, matcher)
    strange = sum(fit < 0 for fit in fits)
    return total + HEADER_TEXT * sum(fit for fit in fits if fit > 0) + max(STRANGE_FLOOR, STRANGE_HEADER * strange)


def _in_order(cells: list[RowCell], expected: tuple[Labels, ...], matcher: LabelMatcher) -> list[float]:
    """For each cell its fit to the next expected label that it suits, in order; negative where it suits none."""
    fits, position = [], 0
    for cell in cells:
        options = [_fit(cell, labels, matcher) for labels in expected[position:]]
        best = max(options, default=0.0)
        if best > 0:
            position += options.index(best) + 1
        fits.append(best)
    return fits


def _band(row: GridRow, line: Line, matcher: LabelMatcher) -> float:
    inked = [cell for cell in row.cells if cell.kind is not CellKind.BLANK]
    if len(inked) != 1 or len(row.cells) > 1 + len(line.block.columns):
        return SEVERAL_CELLS
    shape = ONE_CELL if len(row.cells) == 1 else 0.0
    if inked[0].kind is CellKind.NUMBER:
        shape += SEVERAL_CELLS
    return shape + _fit(inked[0], line.cells[0], matcher)
