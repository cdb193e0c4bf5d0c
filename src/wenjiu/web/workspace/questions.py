"""Questions of a form, and answers as text: as they are typed, stored, and read back in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.cases import drafting
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.ask.answers import options, show_answer
from wenjiu.rules.ask.typed import Unreadable
from wenjiu.rules.case.parsing import parse_fact
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.fact_types import unit_word
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.problems import CaseError
from wenjiu.rules.policy import Policy

#: Before the public name of a fact in the fields of a form.
FIELD = "a-"
#: The most characters of one answer.
LONGEST = 200


def question(
    policy: Policy, codes: Iterable[str], name: str, fact: Fact, typed: str, fault: str, lang: str
) -> dict[str, Any]:
    """Return one question for the page, in the words of the public check."""
    measures = [policy.measures[code] for code in codes]
    fill = policy.fill(measures[0], lang)
    return {
        "name": name,
        "text": fact.question(lang, fill),
        "label": fact.name(lang, fill),
        "why": fact.why(lang, fill),
        "help": fact.help(lang, fill) if fact.help else "",
        "kind": fact.type.form,
        "options": _years(typed) if fact.type is fact_types.YEAR else options(policy, fact, lang),
        "unit": unit_of(fact, lang),
        "serves": [m.name(lang) for m in measures],
        "typed": typed,
        "fault": fault,
    }


def _years(typed: str) -> tuple[tuple[str, str], ...]:
    """Return the years that are offered: this one, the last one, and the one that is filled in."""
    year = clock.today().year
    years = dict.fromkeys((str(year), str(year - 1), *((typed,) if typed.isdecimal() and len(typed) == 4 else ())))
    return tuple((text, text) for text in years)


def unit_of(fact: Fact, lang: str) -> str:
    """Return the unit beside a field; empty where it has none."""
    if fact.type is fact_types.SHARE:
        return "%"
    return unit_word(fact, lang) if fact.type.form in ("count", "yuan") and fact.type is not fact_types.YEAR else ""


def fault_of(policy: Policy, fact: Fact, text: str, lang: str) -> str:
    """Return what is wrong with a typed text and what to write instead; empty where it is an answer."""
    try:
        drafting.public_value(policy, fact, text)
    except Unreadable as error:
        return f"{error.message(lang)}{error.fix(lang)}"
    return ""


def as_typed(fact: Fact, value: Any) -> str:
    """Return a stored value as the text that a form shows in its field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if fact.type is fact_types.SHARE:
        return show_share(value)
    return str(value)


def show_share(value: Any) -> str:
    """Return a share as the number of percent, such as 5.5."""
    return f"{(Decimal(str(value)) * 100).normalize():f}"


def in_words(policy: Policy, fact: Fact, value: Any, lang: str) -> str:
    """Return a value of a case in words; as it is where it cannot be read."""
    try:
        return show_answer(policy, fact, parse_fact(fact.key, fact, value), lang)
    except CaseError:
        return str(value)


def typed_fields(posted: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Return name -> text of the questions that a form posted."""
    return {name: str(posted[FIELD + name])[:LONGEST] for name in names if FIELD + name in posted}


def register_of(policy: Policy, table: str, lang: str) -> str:
    """Return the name of a register table."""
    return registers_of(policy)[table].label(lang)
