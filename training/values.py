"""What stands in a cell: printed strings with the label that the reader must give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

NOT_A_NUMBER = "\N{REPLACEMENT CHARACTER}"
"""The label of ink in which no number can be read."""

ALPHABET = "0123456789.,+-—/()增减万元无↑↓" + NOT_A_NUMBER
"""Classes of the network after the CTC blank, in order."""

FORMS = r"|-{1,2}|//?|无|[+\-↑↓增减]?-?(\d+([.,]\d+)*(万?元?)?|\(\d+([.,]\d+)*\))"
"""What a cell can say, blank included: a string of other characters or in another order is refused by the reader."""

WORDS = (Path(__file__).parent / "words.txt").read_text("utf-8").split()
"""Texts that stand in tables and are no numbers."""


@dataclass(frozen=True, slots=True)
class CellValue:
    """Characters to draw (may be full width) and the label of the finished picture."""

    drawn: str
    label: str


def draw_value(random: Random) -> CellValue:
    """A random value; flatter than print, so that the prior never outweighs the pixels."""
    kind = random.choices(_KINDS, _WEIGHTS)[0]
    drawn = kind(random)
    if kind is _remark:
        return CellValue(drawn, NOT_A_NUMBER)
    label = unicodedata.normalize("NFKC", drawn).replace(" ", "")
    return CellValue(drawn, re.sub("[–−—―─]+", "-", label))


def _digits(random: Random, count: int) -> str:
    style = random.random()
    first = random.choice("123456789")
    if style < 0.12:
        return first * count
    if style < 0.3:
        pool = random.sample("0123456789", 2)
        return first + "".join(random.choice(pool) for _ in range(count - 1))
    return first + "".join(random.choice("0123456789") for _ in range(count - 1))


def _lone(random: Random) -> str:
    return random.choice("0123456789" + "01")


def _short(random: Random) -> str:
    return _digits(random, random.choice((2, 2, 2, 3, 3)))


def _long(random: Random) -> str:
    return _digits(random, random.choices((4, 5, 6, 7, 8, 9), (40, 25, 12, 8, 6, 2))[0])


def _money(random: Random) -> str:
    whole = random.choice(("0", _digits(random, random.randint(1, 6))))
    text = whole + "." + "".join(random.choice("0123456789") for _ in range(random.choice((1, 2, 2, 2, 3, 4, 4, 5))))
    return text + random.choice(("", "", "", "万元", "万元", "元", "万"))


def _unit(random: Random) -> str:
    return random.choice(("0", _digits(random, random.randint(1, 7)))) + random.choice(("元", "万元", "万元", "万"))


def _signed(random: Random) -> str:
    sign = random.choices(("-", "+", "--", "–", "−", "—", "－", "＋", "↑", "↓"), (34, 22, 5, 6, 10, 4, 4, 3, 3, 3))[0]
    return sign + random.choice(("", "", "", "", " ")) + _digits(random, random.choice((1, 1, 2, 2, 3, 4, 5)))


def _change(random: Random) -> str:
    return (
        random.choice(("增", "减"))
        + random.choice(("", "", "", " "))
        + _digits(random, random.choice((1, 1, 2, 2, 3, 4)))
    )


def _thousands(random: Random) -> str:
    text = f"{int(_digits(random, random.randint(4, 8))):,}"
    return text + random.choice(("", "", ".00", "." + str(random.randint(10, 99))))


def _bracketed(random: Random) -> str:
    left, right = random.choice(("()", "（）"))
    return left + _digits(random, random.randint(1, 4)) + right


def _mark(random: Random) -> str:
    return random.choices(
        ("-", "—", "/", "--", "无", "–", "－", "——", "／", "―", "─"), (30, 22, 24, 8, 14, 6, 3, 5, 3, 2, 2)
    )[0]


def _blank(random: Random) -> str:
    return ""


def _wide(random: Random) -> str:
    text = random.choice((_lone, _lone, _short, _money, _signed))(random)
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _remark(random: Random) -> str:
    style = random.random()
    if style < 0.25:
        inside = random.choice(("其中修订", "含自然失效", "含", "其中", "不含"))
        return f"{_digits(random, random.randint(1, 3))}（{inside}{random.randint(1, 40)}件）"
    if style < 0.35:
        return _digits(random, random.randint(1, 4)) + random.choice(
            ("件", "项", "个", "人", "%", "次", "起", "件/年", "?", "*", "年")
        )
    word = "".join(random.choice(WORDS) for _ in range(random.choice((1, 1, 1, 2))))
    if random.random() < 0.4 and len(word) > 1:
        start = random.randrange(len(word))
        word = word[start : start + random.randint(1, 4)] or word
    if len(word) >= 4 and random.random() < 0.35:
        cut = random.randint(2, len(word) - 2)
        word = word[:cut] + "\n" + word[cut:]
    return word if _is_garbage(word) else word + "项"


def _is_garbage(word: str) -> bool:
    """Whether nobody would take it for a number: a lone l is a 1, an o a 0, and a Chinese one a dash."""
    if word in {"万", "元", "增", "减"}:
        return True
    return any(c not in ALPHABET and c not in "lIioOQ一〇" for c in unicodedata.normalize("NFKC", word))


Kind = Callable[[Random], str]
_KINDS: tuple[Kind, ...] = (
    _lone,
    _short,
    _long,
    _money,
    _unit,
    _signed,
    _change,
    _thousands,
    _bracketed,
    _mark,
    _blank,
    _wide,
    _remark,
)
_WEIGHTS = (36, 20, 11, 11, 2.5, 5, 3, 3, 1, 5, 9, 2.5, 8)
