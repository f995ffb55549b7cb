"""Chinese and English: messages from data files, and which of them a person wants."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

COOKIE = "desk_language"
LANGUAGES = ("zh", "en")
HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Messages:
    """The sentences of one language by key; placeholders are named."""

    language: str
    sentences: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """A sentence; raises ``KeyError`` if there is none, so that no text goes missing unnoticed."""
        sentence = self.sentences[key]
        return sentence.format(**values) if values else sentence

    def pick(self, chinese: str, english: str) -> str:
        """The one of two texts that is in this language, the other where it is empty."""
        return (chinese or english) if self.language == "zh" else (english or chinese)


def load_messages() -> dict[str, Messages]:
    """The messages that come with the package, by language."""
    return {language: Messages(language, _flat(language)) for language in LANGUAGES}


def _flat(language: str) -> dict[str, str]:
    text = files(__package__).joinpath("messages", f"{language}.toml").read_text(encoding="utf-8")
    return {f"{group}.{key}": said for group, part in tomllib.loads(text).items() for key, said in part.items()}


def choose_language(cookie: str | None, accepted: str) -> str:
    """What the person chose, or else the first of the browser's languages that there is, or else Chinese."""
    if cookie in LANGUAGES:
        return str(cookie)
    for _, language in sorted(_weighed(accepted), key=lambda pair: -pair[0]):
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def _weighed(accepted: str) -> list[tuple[float, str]]:
    """(weight, language) of an Accept-Language header (RFC 9110, 12.5.4); what cannot be read counts nothing."""
    found = []
    for part in accepted[:200].split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighs = float(weight or "1")
        except ValueError:
            continue
        found.append((weighs, tag.split("-")[0].strip().casefold()))
    return found
