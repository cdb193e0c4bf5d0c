"""Template filters of the workspace."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone

from wenjiu.bureau import clock
from wenjiu.standards import civil, money
from wenjiu.web import formats

register = template.Library()


@register.filter
def fen(amount: int | None) -> str:
    """Return an amount in fen for people, such as ``30,000 元``."""
    return formats.yuan(None if amount is None else money.yuan(amount))


@register.filter
def localday(at: dt.date | dt.datetime | None) -> str:
    """Return the day of a moment in China for people."""
    if at is None:
        return ""
    return formats.day(timezone.localtime(at, civil.SHANGHAI).date() if isinstance(at, dt.datetime) else at)


@register.filter
def joined(texts: list[str]) -> str:
    """Return texts as one, such as what is wrong with a line."""
    return formats.joined(texts)


@register.filter
def localtime_words(at: dt.datetime) -> str:
    """Return a moment in China for people: day, hour and minute."""
    return f"{localday(at)} {clock.written(at, '%H:%M')}"
