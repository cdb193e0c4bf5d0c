"""Codes and districts are compared after one normalisation: in facts, in the lists of parameters and in table columns.

Compatibility forms are folded (Unicode NFKC: full-width letters are the plain ones), and blanks and invisible marks
around a code are dropped. Marks inside a code stay, and so does the case of its letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: The code that names no group, whatever a list says.
NONE = "none"
#: General categories of blanks and of marks that have no shape: controls, format characters, separators.
_UNSEEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
#: Characters of other categories that have no shape either: joiners, fillers, variation selectors, a blank of Braille.
_SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_PLAIN = re.compile(r"[!-~]+")


def normal(code: str) -> str:
    """A code in its one form; empty where nothing of it can be seen."""
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
    """A list of codes, each in its one form and once, in order; `none` is no code of a list."""
    found = dict.fromkeys(normal(code) for code in codes)
    return tuple(code for code in found if code != NONE)


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN or _SHAPELESS.match(character) is not None
