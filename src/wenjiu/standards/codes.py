"""Normalises codes and districts, so that facts, lists of parameters and table columns compare them in the same way.

Compatibility characters are replaced (Unicode NFKC: full-width letters become plain letters). Blanks and invisible
characters around a code are removed. Characters inside a code, and the case of its letters, do not change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: The code for "no group". It is never a member of a list.
NONE = "none"
#: Unicode categories of blanks and invisible characters: controls, format characters, separators.
_UNSEEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
#: Invisible characters of other categories: joiners, fillers, variation selectors, the blank Braille pattern.
_SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_PLAIN = re.compile(r"[!-~]+")


def normal(code: str) -> str:
    """Return the normal form of a code. It is empty if the code has no visible character."""
    if _PLAIN.fullmatch(code):
        return code
    text = unicodedata.normalize("NFKC", code)
    first, end = 0, len(text)
    while first < end and _unseen(text[first]):
        first += 1
    while end > first and _unseen(text[end - 1]):
        end -= 1
    return text[first:end]


def normal_list(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the normal forms of a list of codes in order, without duplicates and without `NONE`."""
    found = dict.fromkeys(normal(code) for code in codes)
    return tuple(code for code in found if code != NONE)


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN or _SHAPELESS.match(character) is not None
