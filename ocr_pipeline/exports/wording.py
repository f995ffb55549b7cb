"""Words for people, Chinese and English, from data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Phrase:
    """The same in Chinese and English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} {self.en}"


@dataclass(frozen=True, slots=True)
class Wording:
    """Phrases by group and key."""

    phrases: dict[tuple[str, str], Phrase]

    def __call__(self, group: str, key: str) -> Phrase:
        """A phrase; raises ``KeyError`` if there is none, so that no text goes missing unnoticed."""
        return self.phrases[group, key]


def load_wording() -> Wording:
    """The phrases that come with the package."""
    data = tomllib.loads(files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))
    return Wording(
        {(group, key): Phrase(said["zh"], said["en"]) for group, part in data.items() for key, said in part.items()}
    )
