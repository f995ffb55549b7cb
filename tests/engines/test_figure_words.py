"""Which words are figures, by the shapes of their pieces."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.engines.figure_words import find_figures
from ocr_pipeline.model.geometry import Box

EM = 24.0
TOP = 10


class Drawn:
    """A dark picture of what is darker than around, and words in it from left to right."""

    def __init__(self) -> None:
        self.darker = np.zeros((60, 900), np.uint8)
        self.words: list[Box] = []
        self.right = 10

    def word(self, *widths: int, height: int = 20, dots: int = 0) -> Box:
        """Frames so wide next to each other, and small squares between them."""
        left = self.right
        for width in widths:
            self.darker[TOP : TOP + height, self.right : self.right + width] = 200
            self.darker[TOP + 3 : TOP + height - 3, self.right + 3 : self.right + width - 3] = 0
            self.right += width + 2
        for dot in range(dots):
            self.darker[TOP + 6 * dot : TOP + 6 * dot + 4, self.right : self.right + 4] = 200
        self.right += 6 if dots else -2
        self.words.append(Box(left, TOP, self.right, TOP + height))
        self.right += 40
        return self.words[-1]

    def figures(self) -> frozenset[Box]:
        return find_figures(self.words, self.darker, EM)


def test_narrow_pieces_as_high_as_each_other_are_figures_and_wide_ones_characters() -> None:
    drawn = Drawn()
    number, characters = drawn.word(12, 12, 12), drawn.word(24, 24, height=24)
    assert number in drawn.figures()
    assert characters not in drawn.figures()


def test_a_figure_a_little_too_wide_is_one_where_others_are_like_it() -> None:
    """Three of the size it nearly has; two might be chance."""
    for count, told in ((2, False), (3, True)):
        drawn = Drawn()
        narrow = [drawn.word(17, height=23) for _ in range(count)]
        wide = drawn.word(18, height=23)
        assert set(narrow) <= drawn.figures()
        assert (wide in drawn.figures()) is told


def test_nothing_else_is_like_figures() -> None:
    drawn = Drawn()
    for _ in range(4):
        drawn.word(12)
    assert drawn.word(22, height=23) not in drawn.figures()


def test_narrow_parts_of_characters_with_dots_are_no_figures() -> None:
    drawn = Drawn()
    split, number = drawn.word(16, 9, 14, height=24, dots=3), drawn.word(16, 9, 14, height=24)
    assert split not in drawn.figures()
    assert number in drawn.figures()


def test_lower_than_characters_a_point_or_comma_does_not_matter() -> None:
    drawn = Drawn()
    assert drawn.word(12, height=19, dots=2) in drawn.figures()


def test_parts_of_characters_are_as_wide_as_no_figure_of_the_table() -> None:
    drawn = Drawn()
    for _ in range(3):
        drawn.word(15, height=23)
    split, number = drawn.word(18, 9, 16, height=24), drawn.word(15, 9, 16, height=24)
    assert split not in drawn.figures()
    assert number in drawn.figures()


def test_neither_are_parts_like_figures_among_dots() -> None:
    drawn = Drawn()
    for _ in range(3):
        drawn.word(15, height=23)
        drawn.word(9, height=23)
    assert drawn.word(16, 9, 14, height=23, dots=3) not in drawn.figures()


def test_many_narrow_strokes_are_parts_of_characters_and_two_may_be_ones() -> None:
    drawn = Drawn()
    for _ in range(3):
        drawn.word(15, height=23)
    strokes, eleven = drawn.word(10, 11, 9, 11, height=24), drawn.word(9, 9, height=24)
    assert strokes not in drawn.figures()
    assert eleven in drawn.figures()
