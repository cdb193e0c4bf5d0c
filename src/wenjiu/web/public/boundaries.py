"""Describe the tested limits of a measure in words: each number and date, one step below and one above."""

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from wenjiu.rules.ask.answers import show_answer
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.language.text import T
from wenjiu.rules.language.wording import condition_id
from wenjiu.rules.policy import Policy
from wenjiu.rules.verify.boundaries import boundary_rows


@lru_cache(maxsize=256)
def limits(policy: Policy, code: str, lang: str) -> dict[str, Any]:
    """Return ``{"rows": number of test rows, "limits": [{"at", "what", "given", "values"}]}`` in one language.

    Only numbers and dates under the recommended readings are listed. The right answers are not known here: they are
    worked out by hand and kept with the tests.
    """
    measure, rows = policy.measures[code], boundary_rows(policy, code)
    places = {c.id: condition_id(measure, c.id) for c in measure.requirements()}
    places |= {payee: name(lang) for payee, name in measure.payees.items()}
    found: dict[tuple[str, str, tuple[str, ...]], dict[tuple[str, ...], list[str]]] = {}
    for row in rows:
        place = next((p for p in places if row.id.startswith(f"{p} ")), None)
        if place is None or row.readings:
            continue
        *given, tested = [(k, v) for k, v in {**row.params, **row.change}.items() if f" {k}=" in row.id]
        words = _words(policy, measure, tested, lang)
        if words is not None:
            key = (
                places[place],
                _label(policy, measure, tested[0], lang),
                tuple(_label(policy, measure, k, lang) for k, _ in given),
            )
            values = found.setdefault(key, {}).setdefault(tuple(str(v) for _, v in given), [])
            if words not in values:
                values.append(words)
    return {"rows": len(rows), "limits": [_limit(*key, by_given) for key, by_given in found.items()]}


def _limit(at: str, what: str, given: tuple[str, ...], by_given: dict[tuple[str, ...], list[str]]) -> dict[str, Any]:
    if not given:
        return {"at": at, "what": what, "given": "", "values": by_given[()]}
    starts = gettext("、").join(dict.fromkeys(gettext("和").join(values) for values in by_given))
    tried = sum(len(values) for values in by_given.values())
    words = gettext("%(fact)s为 %(values)s") % {"fact": gettext("、").join(given), "values": starts}
    return {"at": at, "what": what, "given": words, "values": [gettext("界线附近的 %(n)d 个值") % {"n": tried}]}


def _label(policy: Policy, measure: Measure, name: str, lang: str) -> str:
    fact = policy.accepted_facts(measure).get(name)
    if isinstance(fact, Fact):
        return fact.name(lang)
    return policy.book.params[name].label(lang) if name in policy.book.params else name


def _words(policy: Policy, measure: Measure, tested: tuple[str, Any], lang: str) -> str | None:
    """Return a number or date as a person reads it; None for any other value."""
    name, value = tested
    fact = policy.accepted_facts(measure).get(name)
    if value is None or isinstance(value, bool | list):
        return None
    if not isinstance(fact, Fact):
        return str(value)
    if fact.kind == "date":
        return str(value)
    if fact.kind != "number":
        return None
    if fact.type is fact_types.YUAN:
        return T(f"{value}元", f"CNY {value}")(lang)
    return show_answer(policy, fact, value, lang) if isinstance(value, int) else str(value)
