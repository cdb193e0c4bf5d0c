"""What each operation answers: JSON text, or a `Problem`."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from wenjiu.api import problems, shapes
from wenjiu.api.exchange import Asked, not_found, note_fault, one_of
from wenjiu.api.problems import Problem
from wenjiu.policies import load_policy, names
from wenjiu.rules.answers import json_line
from wenjiu.rules.cases import CaseError, parse_fact, shown
from wenjiu.rules.checks import Check
from wenjiu.rules.exchange import Fault, answered, error_line
from wenjiu.rules.text import T

#: Cases in one request; more are sent in several.
MOST_CASES = 1000


def line(data: Any) -> str:
    """Data as the command line prints it: one line of JSON."""
    return json_line(data) + "\n"


def policies(asked: Asked) -> str:
    """The policies of this installation."""
    found = [shapes.policy(load_policy(name), asked.lang) for name in names()]
    return line({"served": settings.WENJIU_POLICY, "policies": found})


def measures(asked: Asked) -> str:
    """The measures of a policy, or those that an audience sees."""
    rules, audience = asked.policy, asked.query.get("audience")
    if audience is not None and audience not in rules.audiences:
        raise _no_audience("query.audience", audience, asked)
    found = [m for m in rules.measures.values() if audience is None or audience in (m.audience, *m.also)]
    return line({"policy": rules.name, "measures": [shapes.measure(rules, m, asked.lang) for m in found]})


def measure(asked: Asked, code: str) -> str:
    """The guide of one measure."""
    if code not in asked.policy.measures:
        raise not_found("code", code, asked.policy.measures)
    return line({"policy": asked.policy.name, **asked.policy[code].guide(asked.lang)})


def parameters(asked: Asked) -> str:
    """The parameters of a policy, with today's values."""
    rules = asked.policy
    found = [shapes.parameter(rules, p, asked.lang) for p in rules.book.params.values()]
    return line({"policy": rules.name, "parameters": found})


def parameter(asked: Asked, name: str) -> str:
    """One parameter with every dated value."""
    rules = asked.policy
    if name not in rules.book.params:
        raise not_found("name", name, rules.book.params)
    param = rules.book.params[name]
    rows = shapes.parameter_rows(rules, param, asked.lang)
    return line({"policy": rules.name, **shapes.parameter(rules, param, asked.lang), "rows": rows})


def readings(asked: Asked) -> str:
    """The readings of a policy."""
    rules = asked.policy
    found = [shapes.reading(rules, r, asked.lang) for r in rules.readings.values()]
    return line({"policy": rules.name, "readings": found})


def reading(asked: Asked, id: str) -> str:
    """One ambiguity with its readings."""
    if id not in asked.policy.readings:
        raise not_found("id", id, asked.policy.readings)
    return line({"policy": asked.policy.name, **shapes.reading(asked.policy, asked.policy.readings[id], asked.lang)})


def assess(asked: Asked) -> str:
    """The answer to one case, byte for byte the line of ``wenjiu assess --json``."""
    found = answered(lambda: asked.policy.assess(asked.body, asked.lang).json())
    if isinstance(found, Fault) and found.__cause__ is not None:
        raise found.__cause__
    if isinstance(found, CaseError):
        raise Problem.of(problems.UNUSABLE, found)
    return found + "\n"


def assess_batch(asked: Asked) -> str:
    """The answers to many cases in order; a malformed one is told in its own line."""
    cases = asked.body
    if not isinstance(cases, list) or not 0 < len(cases) <= MOST_CASES:
        given = len(cases) if isinstance(cases, list) else shown(cases)
        raise Problem(
            problems.UNUSABLE,
            "body",
            T(f"不是1到{MOST_CASES}个案件的列表（{given}）", f"it is no list of 1 to {MOST_CASES} cases ({given})"),
            T("写成 [案件, ...]；更多的分几次发", "send [case, ...]; more of them in several requests"),
        )
    lines, refused = [], 0
    for number, raw in enumerate(cases, 1):
        found = answered(lambda raw=raw: asked.policy.assess(raw, asked.lang).json())  # type: ignore[misc]
        if isinstance(found, Fault) and found.__cause__ is not None:
            note_fault(found.__cause__)
        if isinstance(found, CaseError):
            refused += 1
            found = error_line(raw, number, found, asked.lang)
        lines.append(found)
    counts = f'"policy": "{asked.policy.name}", "answered": {len(lines) - refused}, "refused": {refused}'
    return f'{{{counts}, "lines": [{", ".join(lines)}]}}\n'


def questions(asked: Asked) -> str:
    """The measures of an audience against the answers so far, and what is worth asking next."""
    try:
        return line(shapes.check(_check(asked)))
    except CaseError as error:
        raise Problem.of(problems.UNUSABLE, error) from error


def _check(asked: Asked) -> Check:
    rules, body = asked.policy, asked.body
    if not isinstance(body, dict):
        raise CaseError(
            "body",
            T("不是一个对象（字段和值）", "not an object of fields and values"),
            T("写成 {audience, answers, on}", "write {audience, answers, on}"),
        )
    fields = ("audience", "answers", "on")
    for name in body:
        if name not in fields:
            raise CaseError(
                shown(name), T(f"没有字段“{shown(name)}”", f"there is no field '{shown(name)}'"), one_of(fields)
            )
    audience, given = body.get("audience"), body.get("answers", {})
    if not isinstance(audience, str) or audience not in rules.audiences:
        raise _no_audience("audience", audience, asked)
    if not isinstance(given, dict):
        raise CaseError(
            "answers",
            T(f"值“{shown(given)}”不对", f"the value '{shown(given)}' is not usable here"),
            T("写成 {问题: 值}", "write {question: value}"),
        )
    on = None if body.get("on") is None else parse_fact("on", rules.dates["application_date"], body["on"])
    known = rules.check(audience, {}, asked.lang, on).facts
    answers: dict[str, Any] = {}
    for key, value in given.items():
        field = f"answers.{shown(key)}"
        if key not in known:
            raise CaseError(field, T(f"没有问题“{shown(key)}”", f"there is no question '{shown(key)}'"), one_of(known))
        answers[key] = None if value is None else parse_fact(field, known[key], value)
    return rules.check(audience, answers, asked.lang, on)


def _no_audience(field: str, given: Any, asked: Asked) -> Problem:
    message = T(f"没有对象“{shown(given)}”", f"there is no audience '{shown(given)}'")
    return Problem(problems.UNUSABLE, field, message, one_of(asked.policy.audiences))
