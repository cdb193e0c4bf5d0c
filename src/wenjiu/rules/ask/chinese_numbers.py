"""Reads and writes whole numbers in Chinese numerals, such as 一百二十 or 三万. Only fully written numbers are read."""

from __future__ import annotations

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
CHARACTERS = "".join((*DIGITS, *SMALL, *LARGE, "两", "〇"))
LIMIT = 10**12


def read(text: str) -> int | None:
    """Return the number that a text spells. None for any other text, and for an omitted place as in 一万五."""
    plain = text.translate(str.maketrans("两〇", "二零"))
    value = _loosely(plain)
    if value is None or value >= LIMIT:
        return None
    full = write(value)
    return value if plain == full or plain[:1] == "十" and full == "一" + plain else None


def write(number: int) -> str:
    """Return a number below 10^12 in Chinese numerals, with every place named."""
    if number == 0:
        return "零"
    parts: list[str] = []
    pending_zero = False
    for name, unit in (("亿", 10**8), ("万", 10**4), ("", 1)):
        group, number = divmod(number, unit)
        if group == 0:
            pending_zero = pending_zero or bool(parts)
            continue
        if parts and (pending_zero or group < 1000):
            parts.append("零")
        parts.append(_group(group) + name)
        pending_zero = False
    return "".join(parts)


def _group(number: int) -> str:
    """Return the numerals of a number from 1 to 9999."""
    text, gap = "", False
    for name, unit in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, unit)
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
        gap = False
    return text


def _loosely(text: str) -> int | None:
    """Return the sum of the numerals in any order, or None where a character is not a numeral."""
    total = group = digit = 0
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in SMALL:
            group, digit = group + (digit or 1) * SMALL[c], 0
        elif c in LARGE:
            total, group, digit = total + (group + digit) * LARGE[c], 0, 0
        else:
            return None
    return total + group + digit if text else None
