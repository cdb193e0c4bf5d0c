"""Template filters of the workspace."""

from __future__ import annotations

from django import template

from wenjiu.standards import money
from wenjiu.web import formats

register = template.Library()
register.filter("localday", formats.local_day)
register.filter("localtime_words", formats.moment)


@register.filter
def fen(amount: int | None) -> str:
    """Return an amount in fen for people, such as ``30,000 元``."""
    return formats.yuan(None if amount is None else money.yuan(amount))


@register.filter
def joined(texts: list[str]) -> str:
    """Return texts as one, such as what is wrong with a line."""
    return formats.joined(texts)
