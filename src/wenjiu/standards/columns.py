"""Formats plain text for a terminal, where a Chinese character takes two columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

COLUMNS = 80
# A line never begins with one of these closing marks (避头).
_NOT_FIRST = "，。；：！？、）》”’」】,.;:!?)"


def width(text: str) -> int:
    """Return the columns of `text` in a terminal: 2 for wide and full-width characters, 0 for combining ones."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Cc"):
        return 0
    # Ambiguous characters (“ ” … ①) are wide in Chinese terminals. Counting them as wide never overflows a line.
    kind = unicodedata.east_asian_width(char)
    return 2 if kind in "WF" or (kind == "A" and not char.isalpha()) else 1


def pad(text: str, columns: int) -> str:
    """Return `text` filled with spaces to at least `columns` columns."""
    return text + " " * max(0, columns - width(text))


def wrap(text: str, *, indent: str = "", columns: int = COLUMNS) -> list[str]:
    """Wrap text into lines of at most `columns` columns. There is always at least one line.

    Lines break between Chinese characters and between words. A word longer than a line is cut. Lines after the first
    begin with `indent`.
    """
    lines: list[str] = []
    line, used = "", 0
    for token in re.findall(r"[\x21-\x7e]+|\s|.", text, flags=re.DOTALL):
        room = columns - (width(indent) if lines else 0)
        size = width(token)
        if used + size > room and not (token[0] in _NOT_FIRST and used + size <= room + 2 and used + 2 <= room):
            if token[0] in _NOT_FIRST and len(line) > 1 and line[-1] != " ":
                line, token = line[:-1], line[-1] + token  # move a character, so that the line begins with no mark
            lines.append(line.rstrip())
            line, used = "", 0
            token = token.lstrip()
            room = columns - width(indent)
            while width(token) > room:
                lines.append(token[:room])
                token = token[room:]
            size = width(token)
        line += token
        used += width(token) if line == token else size
    lines.append(line.rstrip())
    return [lines[0], *(indent + rest for rest in lines[1:])]


def table(rows: Iterable[Sequence[str]], *, indent: str = "  ", gap: int = 2) -> list[str]:
    """Format rows in columns. The last column is wrapped within its own width."""
    body = [list(row) for row in rows]
    if not body:
        return []
    sizes = [max(width(row[i]) for row in body) for i in range(len(body[0]) - 1)]
    lines: list[str] = []
    for row in body:
        start = indent + "".join(pad(cell, size + gap) for cell, size in zip(row[:-1], sizes, strict=True))
        lines += wrap_after(start, row[-1])
    return lines


def wrap_after(start: str, text: str) -> list[str]:
    """Format `text` after `start`, with further lines indented by the width of `start`."""
    hang = " " * width(start)
    first, *rest = wrap(text, columns=max(20, COLUMNS - width(start)))
    return [(start + first).rstrip(), *(hang + line for line in rest)]


def ranges(numbers: Iterable[int]) -> str:
    """Format numbers as ranges: 1, 2, 3, 7 become "1-3, 7"."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in found)
