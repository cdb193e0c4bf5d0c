"""Why a measure cannot be had, in a sentence: what is required, and what the visitor answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..explain.determinations import Determination
from ..explain.plain import requirement
from ..language.facts import Fact
from ..ruleset import Ruleset
from .answers import show_answer


def reason(policy: Ruleset, answer: Determination, condition: Mapping[str, Any], answered: Collection[str]) -> str:
    """A failed condition as a requirement, followed by the visitor's answers that it looks at.

    `condition` is one of `answer.data["conditions"]`, `answered` the keys of the questions that the visitor answered.
    A fact that the check filled in itself, such as today as the day of the application, is named as such.
    """
    zh = answer.lang != "en"
    said, taken = _facts(policy, answer, condition, answered)
    text = requirement(condition["text"], answer.lang)
    if taken:
        listed = ("，" if zh else ", ").join(f"{name}按{value}算" if zh else f"{name} {value}" for name, value in taken)
        text += f"（{listed}）" if zh else f" (taken here: {listed})"
    if not said:
        return text + ("。" if zh else ".")
    if len(said) == 1 and not said[0][2]:
        given = said[0][1]
    elif zh:
        given = "，".join(f"{name}“{value}”" for name, value, _ in said)
    else:
        given = ", ".join(f"{name}: {value}" for name, value, _ in said)
    return f"{text}；您填的是：{given}。" if zh else f"{text}. You answered: {given}."


def _facts(
    policy: Ruleset, answer: Determination, condition: Mapping[str, Any], answered: Collection[str]
) -> tuple[list[tuple[str, str, bool]], list[tuple[str, str]]]:
    """(name, value, whether the value says nothing without the name) of what was answered, and what was filled in."""
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
                (fact.name(answer.lang), _value(policy, fact, value, answer.lang), fact.type in ("bool", "code"))
            )
        else:
            taken.append((fact.name(answer.lang), _value(policy, fact, value, answer.lang)))
    return said, taken


def _value(policy: Ruleset, fact: Fact, value: Any, lang: str) -> str:
    """A value that is understood without its question."""
    if fact.type == "district":
        elsewhere = "其他区" if lang != "en" else "another district"
        return policy.home_name(lang) if value == policy.home else elsewhere
    return show_answer(policy, fact, value, lang)
