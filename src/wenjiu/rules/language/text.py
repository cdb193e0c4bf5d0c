"""Bilingual wording. Figures are filled in from the definition, so a sentence never states a figure of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Chinese and in English; ``{name}`` marks a figure or name to fill in."""

    zh: str
    en: str

    def __call__(self, lang: str, fill: Callable[[str], str] | None = None) -> str:
        """Return the sentence in a language (``zh`` or ``en``), each ``{name}`` replaced by ``fill(name)``."""
        template = self.en if lang == "en" else self.zh
        if fill is None or "{" not in template:
            return template
        return "".join([literal + (fill(name) if name is not None else "") for literal, name in _pieces(template)])

    def names(self) -> set[str]:
        """Return the names that either language fills in."""
        return {n for s in (self.zh, self.en) for _, n, _, _ in Formatter().parse(s) if n}


@lru_cache(maxsize=2048)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return a sentence as pieces of text, each with the name that follows it."""
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(template))


def printable(text: str) -> str:
    """Return a text with control characters, escapes, direction marks and lone surrogates written as ``\\uXXXX``."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1].replace("\x7f", "\\u007f") for c in text)


def T(zh: str, en: str) -> Text:
    """Return a `Text`; a short name for clause modules."""
    return Text(zh, en)
