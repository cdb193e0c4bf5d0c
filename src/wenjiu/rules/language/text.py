"""Bilingual wording: the one place that chooses between two languages.

A module writes both wordings as a `Text` and calls it with the language of the reader. Figures are filled in from the
definition, so a sentence never states a figure of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from string import Formatter

#: The languages of every text; the first is that of a reader whose language is not known.
LANGUAGES = ("zh", "en")
MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip


def language_of(tag: str | None) -> str:
    """Return the language of a tag such as ``zh-Hans`` or ``en``. Any other tag, and none, means Chinese."""
    name = (tag or "").partition("-")[0]
    return name if name in LANGUAGES else LANGUAGES[0]


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


def day_of(on: date) -> Text:
    """Return a civil date for people."""
    return Text(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {MONTHS[on.month - 1]} {on.year}")


def both(say: Callable[[str], str]) -> Text:
    """Return the text that a function of the language gives in each language."""
    return Text(*map(say, LANGUAGES))


def joined(separator: Text, parts: Iterable[Text]) -> Text:
    """Return several texts as one, with a separator between them."""
    found = list(parts)
    return both(lambda lang: separator(lang).join(part(lang) for part in found))


YES, NO = T("是", "yes"), T("否", "no")
#: Punctuation between parts, and at the end of a sentence.
COMMA, LISTED, SEMICOLON, COLON, STOP = T("，", ", "), T("、", ", "), T("；", "; "), T("：", ": "), T("。", ".")
