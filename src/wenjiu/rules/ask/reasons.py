"""Explains in a sentence why a visitor cannot have a measure: the requirement, and what the visitor answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..explain.determinations import Determination
from ..explain.plain import requirement
from ..language import fact_types
from ..language.facts import Fact
from ..language.text import COMMA, STOP, T
from ..ruleset import Ruleset
from .answers import show_answer


def reason(policy: Ruleset, answer: Determination, condition: Mapping[str, Any], answered: Collection[str]) -> str:
    """Return a failed condition as a requirement, followed by the visitor's answers that it uses.

        `condition`: one of `answer.data["conditions"]`.
        `answered`: the keys of the questions that the visitor answered.

    A fact that the check filled in itself, such as today as the day of the application, is marked as such.
    """
    said, taken = _facts(policy, answer, condition, answered)
    text = requirement(condition["text"], answer.lang)
    if taken:
        listed = COMMA(answer.lang).join(
            T(f"{name}按{value}算", f"{name} {value}")(answer.lang) for name, value in taken
        )
        text += T(f"（{listed}）", f" (taken here: {listed})")(answer.lang)
    if not said:
        return text + STOP(answer.lang)
    if len(said) == 1 and not said[0][2]:
        given = said[0][1]
    else:
        given = COMMA(answer.lang).join(
            T(f"{name}“{value}”", f"{name}: {value}")(answer.lang) for name, value, _ in said
        )
    return T(f"{text}；您填的是：{given}。", f"{text}. You answered: {given}.")(answer.lang)


def _facts(
    policy: Ruleset, answer: Determination, condition: Mapping[str, Any], answered: Collection[str]
) -> tuple[list[tuple[str, str, bool]], list[tuple[str, str]]]:
    """Return (name, value, whether the value needs the name) of answered facts, and (name, value) of filled-in ones."""
    said: list[tuple[str, str, bool]] = []
    taken: list[tuple[str, str]] = []
    accepted = policy.accepted_facts(answer.case.measure)
    for name in condition["facts"]:
        fact = accepted.get(name)
        value = None if fact is None else answer.case.facts.get(fact.key)
        if not isinstance(fact, Fact) or value is None:
            continue
        if fact.key in answered:
            said.append(
                (
                    fact.name(answer.lang),
                    _value(policy, fact, value, answer.lang),
                    fact.type in (fact_types.YES_NO, fact_types.CODE),
                )
            )
        else:
            taken.append((fact.name(answer.lang), _value(policy, fact, value, answer.lang)))
    return said, taken


def _value(policy: Ruleset, fact: Fact, value: Any, lang: str) -> str:
    """Return a value in a form that is clear without its question."""
    if fact.type is fact_types.DISTRICT:
        elsewhere = T("其他区", "another district")(lang)
        return policy.home_name(lang) if value == policy.home else elsewhere
    return show_answer(policy, fact, value, lang)
