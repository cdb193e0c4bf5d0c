"""Answer each operation of the API with JSON text, or raise a `Problem`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from wenjiu.api import problems, shapes
from wenjiu.api.exchange import Asked, not_found, note_fault, one_of
from wenjiu.api.problems import Problem
from wenjiu.policies import load_policy, names
from wenjiu.rules.ask.self_check import Check
from wenjiu.rules.case.exchange import Fault, answered, error_line, json_line
from wenjiu.rules.case.parsing import parse_fact
from wenjiu.rules.language.problems import CaseError, shown
from wenjiu.rules.language.text import T, Text
from wenjiu.rules.together.claims import Together
from wenjiu.search.answers import answer
from wenjiu.standards import civil

#: Most cases in one request; more need several requests.
MOST_CASES = 1000
#: Most stacking findings in one answer; each is some 120 bytes.
MOST_FINDINGS = 10_000
#: Type and description of each member of a request with cases together.
MEMBERS: dict[str, tuple[type, Text]] = {
    "cases": (list, T("写成 [案件, ...]", "write [case, ...]")),
    "past_awards": (list, T("写成 [{id, measure, amount}, ...]", "write [{id, measure, amount}, ...]")),
    "readings": (dict, T("写成 {编号: 字母}", "write {id: letter}")),
    "params": (dict, T("写成 {名称: 值}", "write {name: value}")),
}


def line(data: Any) -> str:
    """Return data as the command line prints it: one line of JSON."""
    return json_line(data) + "\n"


def day() -> str:
    """Return the day of the answer as an ISO date."""
    return civil.iso(civil.answer_day())


def policies(asked: Asked) -> str:
    """Return the policies of this installation."""
    found = [shapes.policy(load_policy(name), asked.lang) for name in names()]
    return line({"served": settings.WENJIU_POLICY, "policies": found})


def measures(asked: Asked) -> str:
    """Return the measures of a policy, or those that an audience sees."""
    rules, audience = asked.policy, asked.query.get("audience")
    if audience is not None and audience not in rules.audiences:
        raise _no_audience("query.audience", audience, asked)
    found = [m for m in rules.measures.values() if audience is None or audience in (m.audience, *m.also)]
    return line({"policy": rules.name, "on": day(), "measures": [shapes.measure(rules, m, asked.lang) for m in found]})


def measure(asked: Asked, code: str) -> str:
    """Return the guide of one measure."""
    if code not in asked.policy.measures:
        raise not_found("code", code, asked.policy.measures)
    return line({"policy": asked.policy.name, "on": day(), **asked.policy[code].guide(asked.lang)})


def parameters(asked: Asked) -> str:
    """Return the parameters of a policy, with the values in force on a day."""
    rules = asked.policy
    found = [shapes.parameter(rules, p, asked.lang) for p in rules.book.params.values()]
    return line({"policy": rules.name, "on": day(), "parameters": found})


def parameter(asked: Asked, name: str) -> str:
    """Return one parameter with every dated value."""
    rules = asked.policy
    if name not in rules.book.params:
        raise not_found("name", name, rules.book.params)
    param = rules.book.params[name]
    rows = shapes.parameter_rows(rules, param, asked.lang)
    return line({"policy": rules.name, "on": day(), **shapes.parameter(rules, param, asked.lang), "rows": rows})


def readings(asked: Asked) -> str:
    """Return every ambiguity of a policy's document, the general ones first."""
    rules = asked.policy
    found = [shapes.reading(rules, a, asked.lang) for a in rules.ambiguities.values()]
    return line({"policy": rules.name, "district": shapes.district(rules), "readings": found})


def reading(asked: Asked, id: str) -> str:
    """Return one ambiguity with its readings."""
    known = asked.policy.ambiguities
    if id not in known:
        raise not_found("id", id, known)
    head = {"policy": asked.policy.name, "district": shapes.district(asked.policy)}
    return line({**head, **shapes.reading(asked.policy, known[id], asked.lang)})


def assess(asked: Asked) -> str:
    """Return the answer to one case, byte for byte the line of ``wenjiu assess --json``."""
    return _or_problem(lambda: asked.policy.assess(asked.body, asked.lang).json())


def _or_problem(answer: Callable[[], str]) -> str:
    """Return a line of JSON from the rules, or raise their error as a problem."""
    found = answered(answer)
    if isinstance(found, Fault) and found.__cause__ is not None:
        raise found.__cause__
    if isinstance(found, CaseError):
        raise Problem.of(problems.UNUSABLE, found)
    return found + "\n"


def assess_batch(asked: Asked) -> str:
    """Return the answers to many cases in order. A malformed case gets a line with its error."""
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


def assess_together(asked: Asked) -> str:
    """Assess cases of one person or firm together, byte for byte as ``wenjiu assess --together --json``."""
    body = asked.body
    file = body if isinstance(body, dict) else {"cases": body}
    for name, (kind, fix) in MEMBERS.items():
        value = file.get(name)
        if value is not None and not isinstance(value, kind):
            message = T(f"值“{shown(value)}”不对", f"the value '{shown(value)}' is not usable here")
            raise Problem(problems.UNUSABLE, name, message, fix)
    given = sum(len(file.get(name) or ()) for name in ("cases", "past_awards"))
    if given > MOST_CASES:
        raise Problem(
            problems.UNUSABLE,
            "cases",
            T(
                f"案件和已领的合计超过{MOST_CASES}个（{given}）",
                f"cases and past awards are over {MOST_CASES} ({given})",
            ),
            T("一次只问一个人或一家企业的", "ask about one person or firm at a time"),
        )
    return _or_problem(lambda: _weighed(asked.policy.together(file, asked.lang)))


def _weighed(found: Together) -> str:
    """Return the JSON of cases together.

    A thousand equal cases make half a million findings. Too many are refused before they are written.
    """
    if (many := len(found.findings)) > MOST_FINDINGS:
        raise CaseError(
            "cases",
            T(
                f"叠加规则有{many}处，最多{MOST_FINDINGS}处",
                f"stacking finds {many} pairs, at most {MOST_FINDINGS} are told",
            ),
            T(
                "用 same 写明各案是谁的，或分开问不同的人和企业",
                "say with same whose each case is, or ask about different persons and firms apart",
            ),
        )
    return found.json()


def questions(asked: Asked) -> str:
    """Return the results of an audience's measures for the answers so far, and the questions to ask next."""
    try:
        check = _check(asked)
        with civil.answering(check.today):
            return line(shapes.check(check))
    except CaseError as error:
        raise Problem.of(problems.UNUSABLE, error) from error


def search(asked: Asked) -> str:
    """Return what a query finds, by kind in the order shown. The query is kept nowhere."""
    try:
        body = _fields(asked.body, ("q",))
        if not isinstance(body.get("q"), str):
            raise CaseError(
                "q",
                T(f"值“{shown(body.get('q'))}”不是文字", f"the value '{shown(body.get('q'))}' is no text"),
                T('写要找的话，例如 {"q": "房租"}', 'write what you look for, such as {"q": "rent"}'),
            )
    except CaseError as error:
        raise Problem.of(problems.UNUSABLE, error) from error
    found = answer(asked.policy, body["q"], asked.lang)
    return line(shapes.found(asked.policy, found, asked.lang))


def _fields(body: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    """Return a body that must be an object with no other fields than these."""
    if not isinstance(body, dict):
        named = ", ".join(fields)
        raise CaseError(
            "body",
            T("不是一个对象（字段和值）", "not an object of fields and values"),
            T(f"写成 {{{named}}}", f"write {{{named}}}"),
        )
    for name in body:
        if name not in fields:
            raise CaseError(
                shown(name), T(f"没有字段“{shown(name)}”", f"there is no field '{shown(name)}'"), one_of(fields)
            )
    return body


def _check(asked: Asked) -> Check:
    rules, body = asked.policy, _fields(asked.body, ("audience", "answers", "on"))
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
