"""What pages of the sign-in say of the answers that a visitor brings from the public check."""

from __future__ import annotations

from typing import Any

from django import template

from wenjiu.web import carried

register = template.Library()


@register.simple_tag(takes_context=True)
def answers_waiting(context: dict[str, Any]) -> int:
    """Return how many answers of the check wait for the filing that its reader goes to."""
    return carried.waits(context["request"])
