"""Facts, figures and conditions of a line in words, each with the place where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.findings import value_words
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries.review import LineView
from wenjiu.bureau.registry.models import Row
from wenjiu.rules.explain.plain import RESULTS, says
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.problems import CaseError


@dataclass(frozen=True)
class FactView:
    """One fact of a condition: its name, its value in words, and who says so."""

    name: str
    label: str
    value: str
    source: str


@dataclass(frozen=True)
class Figure:
    """One parameter of a condition: its value, since when it is in force, and who set it."""

    label: str
    value: str
    since: str
    source: str


@dataclass(frozen=True)
class ConditionView:
    """One condition of a line."""

    id: str
    clause: str
    result: str
    word: str
    text: str
    facts: tuple[FactView, ...]
    figures: tuple[Figure, ...]
    changes: tuple[str, ...]


def fact_name(case: Case, name: str) -> str:
    """Return a fact of a measure in words; the name itself where there is none."""
    policy = flows.policy_of(case)
    fact = policy.accepted_facts(policy.measures[case.measure]).get(name)
    fill = policy.fill(policy.measures[case.measure], flows.lang())
    return name if not isinstance(fact, Fact) else str(fact.name(flows.lang(), fill))


def rows_of(views: Iterable[LineView]) -> dict[int, Row]:
    """Return the register rows that state facts of some lines. One statement."""
    ids = {f["row"] for view in views for f in view.facts.values() if isinstance(f.get("row"), int)}
    found: dict[int, Row] = Row.objects.in_bulk(ids) if ids else {}
    return found


def source_words(case: Case, fact: Mapping[str, Any], rows: Mapping[int, Row]) -> str:
    """Return who says a fact: a register with its row, the applicant, a past award, or the calendar."""
    source, row = fact.get("source", ""), fact.get("row")
    if source == "register":
        known = rows.get(row) if isinstance(row, int) else None
        if known is not None:
            registers = flows.policy_of(case).registers
            table = registers[known.table].label(flows.lang()) if registers is not None else known.table
            return _("登记：%(table)s，来源%(source)s，第%(id)s号") % {
                "table": table,
                "source": known.source,
                "id": known.pk,
            }
        return _("登记：按名单计数") if row == "count" else _("登记：由别的登记推出")
    words = {"award": _("以往发放"), "declared": _("申报时填写"), "number": _("证件号码"), "clock": _("办理日期")}
    return words.get(str(source), _("没有人填，也没有登记"))


def conditions_of(case: Case, view: LineView, rows: Mapping[int, Row]) -> list[ConditionView]:
    """Return the conditions of a line, those that failed first."""
    lang, policy = flows.lang(), flows.policy_of(case)
    params = policy.book.params
    near: dict[str, list[str]] = {}
    for miss in view.answer.get("near_misses", ()):
        near.setdefault(miss["condition"], []).append(miss["text"])
    return [_condition(case, view, c, rows, params, near, lang) for c in view.answer.get("conditions", ())]


def _condition(
    case: Case,
    view: LineView,
    c: Mapping[str, Any],
    rows: Mapping[int, Row],
    params: Mapping[str, Param],
    near: Mapping[str, list[str]],
    lang: str,
) -> ConditionView:
    facts = tuple(
        FactView(
            name,
            fact_name(case, name),
            value_words(case, name, value if view.facts.get(name, {}).get("source") else None),
            source_words(case, view.facts.get(name, {}), rows),
        )
        for name, value in c["facts"].items()
    )
    figures = tuple(
        Figure(
            params[name].label(lang) if name in params else name,
            figure_words(p["value"], params.get(name)),
            str(p["from"] or ""),
            str(p["source"] or ""),
        )
        for name, p in c["parameters"].items()
        if p is not None
    )
    return ConditionView(
        c["id"],
        c["clause"],
        c["result"],
        RESULTS[c["result"]](lang),
        says(dict(c), lang),
        facts,
        figures,
        tuple(near.get(c["id"], ())),
    )


def figure_words(value: Any, param: Param | None = None) -> str:
    """Return the value of a parameter in words, with its unit where the parameter is known."""
    if value is None:
        return _("没有设定")
    if param is not None and not isinstance(value, (dict, list)):
        try:
            return param.show(param.type.given(param.name, param, value), flows.lang())
        except CaseError:
            return str(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        return "；".join(f"{k}：{v}" for k, v in value.items())
    if isinstance(value, list):
        return _("、").join(map(str, value)) or _("没有")
    return str(value)
