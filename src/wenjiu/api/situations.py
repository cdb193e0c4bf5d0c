"""Answer the two operations of a visit: the statements with which it begins, and the results for what is stated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain, groupby
from typing import Any

from wenjiu.api import problems, shapes
from wenjiu.api.exchange import Asked
from wenjiu.api.problems import Problem
from wenjiu.rules.ask.found import Found, Share
from wenjiu.rules.ask.grouped import Grouped, grouped
from wenjiu.rules.ask.next_amounts import lacking_of, lacking_text
from wenjiu.rules.ask.self_check import Question
from wenjiu.rules.ask.several import MOST, MOST_IN_ALL, Further, Kind, kinds_of
from wenjiu.rules.ask.visits import Stated, Visit, facts_of
from wenjiu.rules.case.exchange import json_line
from wenjiu.rules.case.parsing import parse_fact
from wenjiu.rules.document.situations import Situation
from wenjiu.rules.evaluate.next_amounts import NextAmount
from wenjiu.rules.explain.ages import doubts_about
from wenjiu.rules.explain.determinations import Determination
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.problems import CaseError, one_of, shown
from wenjiu.rules.language.text import T, Text
from wenjiu.rules.policy import Policy
from wenjiu.rules.together.visits import Sum, sum_of
from wenjiu.standards import civil, money

#: The members of a request.
LISTS = ("ticked", "not_so", "unsure", "without", "about")
MEMBERS = (*LISTS, "answers", "cases", "on")
#: The members of a further case of a kind.
OF_A_CASE = ("kind", "answers", "without")


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
    last = max(civil.today(), on or civil.today())
    further = _further(body.get("cases", []), kinds_of(policy, policy.situations.chosen(ticked)), facts, last)
    return Stated(ticked, not_so, unsure, answers, without, about, further), on


def _further(given: Any, kinds: Mapping[str, Kind], facts: Mapping[str, Fact], last: int) -> tuple[Further, ...]:
    """Return the further cases of the kinds that the statements have, numbered from 2 in their order."""
    if not isinstance(given, list):
        message = T(f"值“{shown(given)}”不对", f"the value '{shown(given)}' is not usable here")
        raise CaseError("cases", message, T("写成 [{kind, answers}]", "write [{kind, answers}]"))
    found: list[Further] = []
    for i, case in enumerate(given):
        field = f"cases[{i}]"
        kind = _kind_of(case, kinds, field)
        number = 2 + sum(f.kind == kind for f in found)
        if number > MOST or i >= MOST_IN_ALL:
            fix = T(
                f"每种最多 {MOST} 项，一共最多再写 {MOST_IN_ALL} 项；再多的用 roster",
                f"at most {MOST} of a kind and {MOST_IN_ALL} further ones in all; use roster for more",
            )
            raise CaseError(field, T("太多了", "too many"), fix)
        own = {key: fact for key, fact in facts.items() if key in kinds[kind].facts}
        answers = _answers(case.get("answers", {}), own, last, f"{field}.answers")
        without = _ids(f"{field}.without", case.get("without", []), own)
        _refuse_both(f"{field}.without", without & set(answers), f"{field}.answers")
        found.append(Further(kind, number, answers, without))
    return tuple(found)


def _kind_of(case: Any, kinds: Mapping[str, Kind], field: str) -> str:
    """Return the kind of a case whose members have known names."""
    if not isinstance(case, dict):
        message = T(f"值“{shown(case)}”不对", f"the value '{shown(case)}' is not usable here")
        raise CaseError(field, message, T("写成 {kind, answers}", "write {kind, answers}"))
    for name in case:
        if name not in OF_A_CASE:
            message = T(f"没有字段“{shown(name)}”", f"there is no field '{shown(name)}'")
            raise CaseError(f"{field}.{shown(name)}", message, one_of(OF_A_CASE, name))
    kind = case.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        message = T(f"“{shown(kind)}”不是可以有几项的事", f"'{shown(kind)}' is no kind of which there may be several")
        raise CaseError(f"{field}.kind", message, _one_of_kinds(kinds, kind))
    return kind


def _one_of_kinds(kinds: Mapping[str, Kind], given: Any) -> Text:
    if kinds:
        return one_of(list(kinds), given)
    return T("勾选的情况没有这样的事；去掉", "the statements in ticked have none; leave it out")


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


def _answers(given: Any, facts: Mapping[str, Fact], last: int, at: str = "answers") -> dict[str, Any]:
    """Return the answers. What is always in the past is not after the last day."""
    if not isinstance(given, dict):
        message = T(f"值“{shown(given)}”不对", f"the value '{shown(given)}' is not usable here")
        raise CaseError(at, message, T("写成 {问题: 值}", "write {question: value}"))
    found: dict[str, Any] = {}
    for key, value in given.items():
        field = f"{at}.{shown(key)}"
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
    first, total = visit.first_questions, sum_of(visit)
    about = {
        v.ref(f.result.code): v.questions_about(f.result.code) for v in (visit, *visit.cases) for f in v.found if f.left
    }
    asked = {q.key: q for q in chain(first, *about.values()) if not isinstance(q, Situation)}
    serves = {q.key: q.serves for q in visit.check.questions_about(visit.opened)}
    return {
        "policy": visit.policy.name,
        "on": civil.iso(visit.today),
        "sums": _sums(total),
        "groups": [
            {"id": group, "results": [_of_all_cases(g, total, about) for g in listed]}
            for group, listed in groupby(grouped(visit), lambda g: g.group)
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
        "kinds": [
            {
                "kind": kind.id,
                "another": kind.another.name(visit.lang),
                "measures": [code for code in visit.policy.measures if code in kind.measures & visit.opened],
                "facts": [key for key in visit.check.facts if key in kind.facts],
            }
            for kind in visit.kinds.values()
        ],
    }


def _of_all_cases(g: Grouped, total: Sum, about: Mapping[str, list[Question]]) -> dict[str, Any]:
    """Return the result of a measure in the first case, with those of further cases and what all pay together."""
    first, *further = (_result(v, f, [q.key for q in about.get(v.ref(g.code), ())]) for v, f in g.cases)
    due, most = total.of(g.code)
    together = {"due": money.yuan(due), "at_most": None if most is None else money.yuan(most)}
    return first | {
        "cases": [
            {
                "kind": v.case.kind,
                "number": v.case.number,
                "name": v.kinds[v.case.kind].name(v.case.number, v.lang),
                "result": result,
            }
            for (v, _), result in zip(g.cases[1:], further, strict=True)
            if v.case is not None
        ],
        "together": together if further else None,
    }


def _sums(total: Sum) -> dict[str, Any]:
    return {
        "due": money.yuan(total.due),
        "open_ended": total.open_ended,
        "at_most": None if total.at_most is None else money.yuan(total.at_most),
        "for_others": money.yuan(total.for_others),
        "by_payee": [{"audience": audience, "due": money.yuan(due)} for audience, due in total.by_payee],
        "waits_for": total.waits or None,
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
        "paid_to": list(visit.payees_of(f)) if own or others else [],
        "doubts": _doubts(f.result.answer) if own or others else [],
        "gives": f.result.gives,
        "titles": list(f.result.titles),
        "latest_date": latest,
        "latest_what": "" if latest is None else f.result.latest_what,
        "lacks": [fact.key for fact in f.lacks],
        "open_questions": f.left,
        "questions": questions,
        "lacking": [_lacking(a, visit.lang) for a in lacking_of(visit, f)],
        "cases": [],
        "together": None,
    }


def _lacking(a: NextAmount, lang: str) -> dict[str, Any]:
    return {
        "fact": a.fact.key,
        "value": a.fact.type.public(a.value),
        "needed": a.fact.type.public(a.needed),
        "amount": money.yuan(a.after),
        "more": money.yuan(a.after - a.before),
        "text": lacking_text(a, lang),
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
