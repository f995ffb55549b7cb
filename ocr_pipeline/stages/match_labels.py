"""How well a read text fits a printed label: log-odds of "a noisy copy of this label" against "some other text".

Alignment with affine gaps (Gotoh 1982); a matched character counts by its rarity among the labels of the schema, a text
read with little certainty speaks neither for nor much against a label. Everything is in nats.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable

# What a match is worth at least and at most: a reader's errors come in bunches, so no single character may decide.
MATCH_FLOOR, MATCH_CEILING = 1.0, 3.0
# There are few Latin letters, so words share them by chance.
LETTER_CEILING = 1.8
# Characters of texts that are no labels, for schemas with few labels.
OTHER_CHARACTERS = 300
SUBSTITUTION = -1.6
# A label cut short or with an explanation added stays the same label: long gaps cost little per character.
GAP_OPEN, GAP_EXTEND = -1.5, -0.35
# Texts sharing less than this part of a label's weight are not aligned: they end at the floor anyway.
WORTH_ALIGNING = 0.3
NOT_SIMILAR = -60.0


class LabelMatcher:
    """Compares read texts with labels; remembers what it has compared (one matcher serves one report)."""

    def __init__(self, labels: Iterable[str], simplified: Iterable[tuple[str, str]]) -> None:
        self._simplified = {ord(traditional): simple for traditional, simple in simplified}
        self._plain: dict[str, str] = {}
        counts = Counter(c for label in labels for c in self.plain(label))
        total = sum(counts.values()) + OTHER_CHARACTERS
        self._weights = {c: _weight(c, total / count) for c, count in counts.items()}
        self._bags: dict[str, tuple[float, dict[str, float]]] = {}
        self._known: dict[tuple[str, str], float] = {}
        self._best: dict[tuple[str, tuple[str, ...]], float] = {}

    def plain(self, text: str) -> str:
        """Letters and digits only, NFKC, traditional characters made simple, lower case."""
        if text not in self._plain:
            self._plain[text] = self._folded(text)
        return self._plain[text]

    def _folded(self, text: str) -> str:
        folded = unicodedata.normalize("NFKC", text).translate(self._simplified).casefold()
        return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")

    def log_odds(self, text: str, score: float, labels: tuple[str, ...]) -> float:
        """Nats in favour of the best of the labels; 0 for no text, never below ``-contradiction(score)``."""
        read = self.plain(text)
        if not read:
            return 0.0
        if (text, labels) not in self._best:
            bare = self.plain(_without_remark(text))
            fits = [self._raw(own, self.plain(label)) for own in {read, bare} - {""} for label in labels]
            self._best[text, labels] = max(fits, default=NOT_SIMILAR)
        return _soft_max(self._best[text, labels], -contradiction(score))

    def similarity(self, text: str, labels: Iterable[str]) -> float:
        """The best alignment's share, in [0, 1], of what a perfect copy of the label would score."""
        read = self.plain(text)
        best = 0.0
        for label in map(self.plain, labels):
            whole = sum(self._weight(c) for c in label)
            if read and whole:
                best = max(best, self._raw(read, label) / whole)
        return min(1.0, best)

    def _weight(self, character: str) -> float:
        return self._weights.get(character, _weight(character, math.inf))

    def _raw(self, read: str, label: str) -> float:
        if (read, label) not in self._known:
            self._known[read, label] = self._aligned(read, label) if label else NOT_SIMILAR
        return self._known[read, label]

    def _aligned(self, read: str, label: str) -> float:
        whole, worth = self._bag(label)
        if read == label:
            return whole
        shared = sum(worth[c] for c in self._bag(read)[1].keys() & worth.keys())
        if shared < WORTH_ALIGNING * whole:
            return NOT_SIMILAR
        return _align(read, label, [self._weight(c) for c in label])

    def _bag(self, text: str) -> tuple[float, dict[str, float]]:
        """The weight of a text, and the part of each of its characters in it."""
        if text not in self._bags:
            worth = {c: self._weight(c) * count for c, count in Counter(text).items()}
            self._bags[text] = sum(worth.values()), worth
        return self._bags[text]


def _weight(character: str, rarity: float) -> float:
    """What a matched character is worth; ``rarity`` is how many characters of text there are to one of this."""
    ceiling = LETTER_CEILING if character.isascii() else MATCH_CEILING
    return min(ceiling, max(MATCH_FLOOR, math.log(rarity / 4)))


def contradiction(score: float) -> float:
    """How many nats a clearly different text may speak against a label, by how sure its reader was (0..1)."""
    return 2.0 + 6.0 * min(1.0, max(0.0, (score - 0.5) / 0.45))


def _without_remark(text: str) -> str:
    """The text without a bracketed explanation at its end."""
    folded = unicodedata.normalize("NFKC", text).rstrip()
    start = folded.rfind("(")
    return folded[:start] if folded.endswith(")") and start > 0 else text


def _soft_max(a: float, b: float) -> float:
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))


def _align(read: str, label: str, weights: list[float]) -> float:
    """Gotoh's recurrence; ``inside`` ends in a pair, ``extra`` in an added, ``lost`` in a missing character."""
    width = len(label)
    gap = [0.0] + [GAP_OPEN + GAP_EXTEND * (j - 1) for j in range(1, width + 1)]
    best, extra = list(gap), [NOT_SIMILAR * 10] * (width + 1)
    for i, character in enumerate(read, start=1):
        diagonal, best[0] = best[0], GAP_OPEN + GAP_EXTEND * (i - 1)
        lost = NOT_SIMILAR * 10
        for j in range(1, width + 1):
            extra[j] = max(best[j] + GAP_OPEN, extra[j] + GAP_EXTEND)
            lost = max(best[j - 1] + GAP_OPEN, lost + GAP_EXTEND)
            pair = diagonal + (weights[j - 1] if label[j - 1] == character else SUBSTITUTION)
            diagonal, best[j] = best[j], max(pair, extra[j], lost)
    return best[width]
