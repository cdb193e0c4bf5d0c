"""Filters of the pages of money: sums in fen, payees and measures by name."""

from django import template

from wenjiu.bureau.cases.flows import lang
from wenjiu.bureau.cases.masking import masked_name
from wenjiu.bureau.parties.models import Party
from wenjiu.policies import load_policy
from wenjiu.standards import money
from wenjiu.web import formats

register = template.Library()


@register.filter
def fen_yuan(amount_fen: int | None) -> str:
    """Return an amount in fen as yuan for people."""
    return "—" if amount_fen is None else formats.yuan(money.yuan(amount_fen))


@register.filter
def capitals(amount_fen: int | None) -> str:
    """Return an amount in fen in capital numerals."""
    return "" if amount_fen is None else money.capitals(amount_fen)


@register.filter
def payee_name(party: Party, masked: bool) -> str:
    """Return the name of a payee, with a person's name masked for those who see sums only."""
    return masked_name(party.name, party.kind == "organisation") if masked else party.name


@register.filter
def group_name(group: str, policy: str) -> str:
    """Return a measure or group with its name where it has one."""
    found = load_policy(policy)
    codes = [group] if group in found.measures else [c.code for c in found.claims.values() if c.group == group]
    names = [f"{code} {getattr(found.measures[code].name, lang())}" for code in codes if code in found.measures]
    return "、".join(names) or group
