"""Normalises text for a search: one form of each character, stems of English words, numbers without separators."""

from __future__ import annotations

import re
import unicodedata

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
LONGEST = 120  # characters of a query that are used

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)*[a-z]?")
# A single letter before a character belongs to it, as in A类.
_TOKEN = re.compile(rf"(?:[{HAN}]|(?<![a-z0-9])[a-z](?=[{HAN}]))+|[a-z]+|\d+(?:\.\d+)*[a-z]?")
_SEPARATOR = re.compile(r"(?<=\d)[,\uff0c](?=\d{3})")
_TEN_THOUSANDS = re.compile(r"(\d+)万")
_SHOWN_WORD = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*[a-z]?")


def normal(text: str) -> str:
    """Return text in lower case and half-width form, with numbers in full: ``５万`` becomes ``50000``."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _TEN_THOUSANDS.sub(lambda m: str(int(m[1][:12]) * 10_000), _SEPARATOR.sub("", plain))


def clean_query(query: str) -> str:
    """Return the normal form of a query, without unprintable characters and cut to `LONGEST` characters."""
    readable = "".join(c if c.isprintable() else " " for c in query[: LONGEST * 16])
    return normal(" ".join(readable.split())[:LONGEST])


def tokens(text: str) -> list[str]:
    """Return the runs of Chinese characters, the words and the numbers of a normal text, in order."""
    return _TOKEN.findall(text)


def stems(text: str) -> str:
    """Return the stems of the English words of a normal text, separated by spaces, so that phrases can be found."""
    return f" {' '.join(stem(w) for w in _WORD.findall(text))} "


def stem(word: str) -> str:
    """Return a word without its common ending: hire, hires, hired and hiring become hir."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def is_han(text: str) -> bool:
    """Whether a token contains Chinese characters."""
    return _HAN.search(text) is not None


def marked(text: str, wanted: set[str]) -> list[tuple[str, bool]]:
    """Split a displayed text into pieces, each with whether it is one of the wanted words.

    Chinese words are compared as they are, English words by their stems.
    """
    hits = [False] * len(text)
    alike = (unicodedata.normalize("NFKC", c).casefold() for c in text)
    lowered = "".join(a if len(a) == 1 else c for a, c in zip(alike, text, strict=True))
    for word in wanted:
        if is_han(word):
            at = lowered.find(word)
            while at >= 0:
                hits[at : at + len(word)] = [True] * len(word)
                at = lowered.find(word, at + 1)
    for found in _SHOWN_WORD.finditer(lowered):
        if stem(_SEPARATOR.sub("", found[0])) in wanted:
            hits[found.start() : found.end()] = [True] * len(found[0])
    pieces: list[tuple[str, bool]] = []
    for char, hit in zip(text, hits, strict=True):
        if pieces and pieces[-1][1] == hit:
            pieces[-1] = (pieces[-1][0] + char, hit)
        else:
            pieces.append((char, hit))
    return pieces
