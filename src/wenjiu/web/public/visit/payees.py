"""Who is paid, in words: the payee of a measure, and whether that is the visitor or the visitor's organisation."""

from django.utils.translation import gettext

from wenjiu.rules.ask.found import Found
from wenjiu.rules.ask.visits import Visit


def as_whom(audience: str) -> str:
    """Return the words for a visitor who speaks for a person and for an organisation."""
    return gettext("您本人") if audience == "person" else gettext("您单位")


def names_payees(visit: Visit, f: Found) -> bool:
    """Return whether a measure says who is paid: others are paid only, or the visitor speaks for two sides."""
    return len(visit.sides) > 1 or (f.own is None and bool(f.others))


def paid_to(visit: Visit, f: Found) -> str:
    """Return who is paid by a measure; empty where that is the visitor, who speaks for one side."""
    names = gettext("、").join(visit.payees_of(f))
    if not names or not names_payees(visit, f):
        return ""
    whose = dict.fromkeys(as_whom(s.audience) for s in f.mine)
    if not whose:
        return names
    return gettext("%(payee)s（%(whose)s）") % {"payee": names, "whose": gettext("、").join(whose)}
