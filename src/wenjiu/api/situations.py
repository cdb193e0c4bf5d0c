"""Answer the two operations of a visit: the statements with which it begins, and the results for what is stated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain, groupby
from typing import Any

from wenjiu.api import problems, shapes
from wenjiu.api.exchange import Asked
from wenjiu.api.problems import Problem
from wenjiu.rules.ask.visits import Found, Share, Stated, Visit, facts_of
from wenjiu.rules.case.exchange import json_line
from wenjiu.rules.case.parsing import parse_fact
from wenjiu.rules.document.situations import Situation
from wenjiu.rules.explain.ages import doubts_about
from wenjiu.rules.explain.determinations import Determination
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.problems import CaseError, one_of, shown
from wenjiu.rules.language.text import T
from wenjiu.rules.policy import Policy
from wenjiu.rules.together.visits import Sum, sum_of
from wenjiu.standards import civil, money

#: The members of a request.
LISTS = ("ticked", "not_so", "unsure", "without", "about")
MEMBERS = (*LISTS, "answers", "on")


def statements(asked: Asked) -> str:
    """Return the sides and statements of a policy, each with its question and what it opens."""
    rules, lang = asked.policy, asked.lang
    sides = [
        {"id": s.id, "name": s.name(lang), "audiences": list(s.audiences)} for s in rules.situations.sides.values()
    ]
    listed = [
        {
            "id": s.id,
            "side": s.side,
            "text": s.text(lang),
            "question": s.question(lang),
            "audiences": list(s.audiences),
            "opens": list(s.opens),
        }
        for s in rules.situations.statements
    ]
    return json_line({"policy": rules.name, "sides": sides, "situations": listed}) + "\n"


def results(asked: Asked) -> str:
    """Return the results for what a visitor states, their sums, and the open questions. Nothing is kept."""
    try:
        stated, on = _stated(asked.policy, asked.body)
    except CaseError as error:
        raise Problem.of(problems.UNUSABLE, error) from error
    return json_line(_shown(Visit(asked.policy, stated, asked.lang, on))) + "\n"


def _stated(policy: Policy, body: Any) -> tuple[Stated, int | None]:
    """Return what the body states, and the day of the check. Raise `CaseError` for the first member that is wrong."""
    if not isinstance(body, dict):
        raise CaseError(
            "body",
            T("不是一个对象（字段和值）", "not an object of fields and values"),
            T('写成 {"ticked": [...], ...}', 'write {"ticked": [...], ...}'),
        )
    for name in body:
        if name not in MEMBERS:
            message = T(f"没有字段“{shown(name)}”", f"there is no field '{shown(name)}'")
            raise CaseError(shown(name), message, one_of(MEMBERS, name))
    facts = facts_of(policy)
    situations = [s.id for s in policy.situations.statements]
    known: tuple[Iterable[str], ...] = (situations, situations, policy.situations.sides, facts, policy.measures)
    ticked, not_so, unsure, without, about = (
        _ids(name, body.get(name, []), options) for name, options in zip(LISTS, known, strict=True)
    )
    on = None if body.get("on") is None else parse_fact("on", policy.dates["application_date"], body["on"])
    answers = _answers(body.get("answers", {}), facts, max(civil.today(), on or civil.today()))
    _refuse_both("not_so", not_so & ticked, "ticked")
    _refuse_both("without", without & set(answers), "answers")
    if not (ticked or unsure or about):
        raise CaseError(
            "ticked",
            T("没有说明任何情况", "nothing is stated"),
            T("在 ticked、unsure 或 about 里至少写一项", "write at least one in ticked, unsure or about"),
        )
    return Stated(ticked, not_so, unsure, answers, without, about), on


def _ids(name: str, given: Any, known: Iterable[str]) -> frozenset[str]:
    options = list(known)
    if not isinstance(given, list):
        message = T(f"值“{shown(given)}”不对", f"the value '{shown(given)}' is not usable here")
        raise CaseError(name, message, T("写成一列代号", "write a list of ids"))
    found: set[str] = set()
    for i, id in enumerate(given):
        field = f"{name}[{i}]"
        if not isinstance(id, str) or id not in options:
            raise CaseError(field, T(f"没有“{shown(id)}”", f"there is no '{shown(id)}'"), one_of(options, id))
        if id in found:
            raise CaseError(field, T(f"“{id}”写了两次", f"'{id}' is given twice"), T("只留一个", "give it once"))
        found.add(id)
    return frozenset(found)


def _answers(given: Any, facts: Mapping[str, Fact], last: int) -> dict[str, Any]:
    """Return the answers. What is always in the past is not after the last day."""
    if not isinstance(given, dict):
        message = T(f"值“{shown(given)}”不对", f"the value '{shown(given)}' is not usable here")
        raise CaseError("answers", message, T("写成 {问题: 值}", "write {question: value}"))
    found: dict[str, Any] = {}
    for key, value in given.items():
        field = f"answers.{shown(key)}"
        if key not in facts:
            message = T(f"没有问题“{shown(key)}”", f"there is no question '{shown(key)}'")
            raise CaseError(field, message, one_of(facts, key))
        found[key] = None if value is None else parse_fact(field, facts[key], value)
        if facts[key].past and found[key] is not None and facts[key].kind == "date" and found[key] > last:
            day = civil.iso(found[key])
            raise CaseError(
                field,
                T(f"{day} 还没有到", f"{day} is still to come"),
                T("核对年份；如果还没有，写在 without 里", "check the year; if there is none yet, name it in without"),
            )
    return found


def _refuse_both(field: str, names: Iterable[str], other: str) -> None:
    for name in sorted(names):
        raise CaseError(
            field,
            T(f"“{name}”同时写在 {other} 里", f"'{name}' is in {other} too"),
            T("只写在一处", "name it in one of them"),
        )


def _shown(visit: Visit) -> dict[str, Any]:
    """Return a visit as the site shows it: sums, groups of results, what excludes each other, open questions."""
    first = visit.first_questions
    about = {f.result.code: visit.questions_about(f.result.code) for f in visit.found if f.left}
    asked = {q.key: q for q in chain(first, *about.values()) if not isinstance(q, Situation)}
    serves = {q.key: q.serves for q in visit.check.questions_about(visit.opened)}
    return {
        "policy": visit.policy.name,
        "on": civil.iso(visit.today),
        "sums": _sums(total := sum_of(visit)),
        "groups": [
            {"id": group, "results": [_result(visit, f, [q.key for q in about.get(f.result.code, ())]) for f in found]}
            for group, found in groupby(visit.found, lambda f: f.group)
        ],
        "exclusions": [
            {
                "rule": f.rule.id,
                "level": f.level,
                "measures": [claim.measure for claim in f.between],
                "text": f.rule.text(visit.lang),
            }
            for f in total.findings
        ],
        "first": [
            {"kind": "situation", "id": q.id, "text": q.question(visit.lang)}
            if isinstance(q, Situation)
            else {"kind": "question", "id": q.key, "text": q.text}
            for q in first
        ],
        "questions": [shapes.question(replace(q, serves=serves.get(q.key, q.serves))) for q in asked.values()],
        "further": [
            {"situation": s.id, "opens": codes}
            for s in visit.policy.situations.statements
            if s not in visit.situations and (codes := [code for code in s.opens if code not in visit.opened])
        ],
    }


def _sums(total: Sum) -> dict[str, Any]:
    return {
        "due": money.yuan(total.due),
        "open_ended": total.open_ended,
        "at_most": None if total.at_most is None else money.yuan(total.at_most),
        "for_others": money.yuan(total.for_others),
    }


def _result(visit: Visit, f: Found, questions: list[str]) -> dict[str, Any]:
    measure, latest = f.result.answer.case.measure, visit.latest_date(f)
    own, others = _share(f.own) if f.own is not None and f.payable else None, [_share(s) for s in f.others if f.payable]
    return {
        "measure": f.result.code,
        "name": f.result.name,
        "once": measure.once(visit.lang, f.result.answer.sheet.fill),
        "standing": f.standing,
        "standing_text": f.standing_text(visit.lang),
        "headline": f.headline(visit.lang),
        "own": own,
        "others": others,
        "doubts": _doubts(f.result.answer) if own or others else [],
        "gives": f.result.gives,
        "titles": list(f.result.titles),
        "latest_date": latest,
        "latest_what": "" if latest is None else f.result.latest_what,
        "lacks": [fact.key for fact in f.lacks],
        "open_questions": f.left,
        "questions": questions,
    }


def _doubts(answer: Determination) -> list[dict[str, Any]]:
    """Return the figures behind an amount that are not certain, and why."""
    return [
        {
            "parameter": doubt["name"],
            "label": doubt["label"],
            "marks": [{"id": mark.id, "word": mark.word} for mark in doubt["marks"]],
        }
        for doubt in doubts_about(answer.policy, answer.case.measure, answer.on, answer.lang)
    ]


def _share(share: Share) -> dict[str, Any]:
    high = None if share.high is None else money.yuan(share.high)
    return {"audience": share.audience, "low": money.yuan(share.low), "high": high}
