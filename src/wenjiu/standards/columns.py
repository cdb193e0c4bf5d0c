"""Text in terminal columns, where a Chinese character takes two."""

from __future__ import annotations

import unicodedata

_OPENING = "（“《〔["


def width(text: str) -> int:
    """Columns that a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def wrap(text: str, columns: int, indent: str = "") -> list[str]:
    """Lines of at most so many columns; further lines begin with the indent. Latin words are kept whole."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and width(line) + width(piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def pad(text: str, columns: int) -> str:
    """A text filled up with spaces to so many columns."""
    return text + " " * max(columns - width(text), 0)


def _pieces(text: str) -> list[str]:
    """Where a line may break: after a space, and around wide characters except before closing punctuation."""
    pieces: list[str] = []
    for c in text:
        wide = unicodedata.east_asian_width(c) in "WF"
        closing = wide and unicodedata.category(c) in ("Pe", "Pf", "Po")
        if (
            pieces
            and (closing or (not wide and not pieces[-1].endswith(" ") and not _wide(pieces[-1][-1])))
            or pieces
            and pieces[-1][-1] in _OPENING
        ):
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces


def _wide(c: str) -> bool:
    return unicodedata.east_asian_width(c) in "WF"
