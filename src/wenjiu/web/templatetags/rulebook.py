"""Filters of the pages of the policy administrator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django import template

from wenjiu.bureau.cases.flows import VERDICTS
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.standards import money
from wenjiu.web import formats
from wenjiu.web.desk.rulebook import beside as rulebook
from wenjiu.web.desk.rulebook.beside import Beside

register = template.Library()


@register.filter
def verdict(eligible: str) -> str:
    """Return a verdict in words."""
    return str(VERDICTS[eligible])


@register.filter
def difference_yuan(amount_fen: int | None) -> str:
    """Return what somebody would gain or lose, with its sign."""
    if amount_fen is None:
        return "—"
    sign = "+" if amount_fen > 0 else "-" if amount_fen < 0 else ""
    return f"{sign}{formats.yuan(money.yuan(abs(amount_fen)))}"


@register.simple_tag
def beside(draft: Draft) -> Beside:
    """Return what the effect of an open draft leaves out."""
    return rulebook.beside(draft)


@register.filter
def named(names: Mapping[str, str], code: str) -> str:
    """Return the name of a code; empty where it has none."""
    return names.get(code, "")


@register.filter
def by_case(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return lines with those of one case and with the same answers together: ``lines`` has their numbers."""
    names = ("case", "was", "now", "was_fen", "now_fen", "difference_fen")
    ordered = sorted(rows, key=lambda row: (row["case"], *(str(row[n]) for n in names[1:]), row["line"]))
    found = []
    for same, lines in groupby(ordered, key=lambda row: tuple(row[n] for n in names)):
        numbers = [str(row["line"]) for row in lines]
        sum_fen = None if same[-1] is None else same[-1] * len(numbers)
        found.append(dict(zip(names, same, strict=True)) | {"lines": "、".join(numbers), "sum_fen": sum_fen})
    return found
