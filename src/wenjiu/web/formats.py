"""Format money and days in the language in use."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import get_language, gettext

from wenjiu.bureau import clock
from wenjiu.rules.language.text import day_of, language_of


def policy_language() -> str:
    """Return the language code that policies use: ``zh`` or ``en``."""
    return language_of(get_language())


def yuan(amount: str | Decimal | None) -> str:
    """Return an amount in yuan for people: ``"30000.00"`` becomes ``30,000 元``; fen appear only if not zero."""
    if amount is None:
        return gettext("待定")
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return str(amount)
    figure = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
    # A no-break space keeps the figure and its unit on one line of a narrow page.
    return (gettext("%(figure)s 元") % {"figure": figure}).replace(" ", "\N{NO-BREAK SPACE}")


def yuan_range(bounds: list[str | None] | None) -> str:
    """Return a range in yuan, ``[lowest, highest or None]``, as a phrase; an empty string if nothing is known."""
    if not bounds:
        return ""
    low, high = bounds[0], bounds[1]
    nothing_below = low is None or Decimal(low) == 0
    if high is None:
        return "" if nothing_below else gettext("至少 %(low)s") % {"low": yuan(low)}
    if low is not None and Decimal(low) == Decimal(high):
        return yuan(high)
    if nothing_below:
        return gettext("最高 %(high)s") % {"high": yuan(high)}
    return gettext("%(low)s 至 %(high)s") % {"low": yuan(low), "high": yuan(high)}


def day(value: str | date | None) -> str:
    """Return a civil date for people, from a date or ISO text; any other text is returned unchanged."""
    if not value:
        return ""
    try:
        on = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return day_of(on)(policy_language())


def local_day(at: date | None) -> str:
    """Return a day, or the day of a moment in China, for people; empty without one."""
    if at is None:
        return ""
    return clock.day_in_words(at) if isinstance(at, datetime) else clock.in_words(at)


def moment(at: datetime | None) -> str:
    """Return a moment in China for people: day, hour and minute; empty without one."""
    return "" if at is None else clock.in_words(at)


def joined(texts: Iterable[str]) -> str:
    """Return texts as one, with a semicolon after those that do not end as a sentence."""
    found = ""
    for text in texts:
        mark = "" if not found or found.endswith(("。", "；", "！", "？")) else gettext("；")
        found += f"{mark}{text}"
    return found
