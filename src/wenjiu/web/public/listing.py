"""Views of the list of policies, by audience or by subject. Each row shows amount, frequency and last day."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from wenjiu.rules.explain.ages import doubts_about
from wenjiu.rules.language.dated_values import OPEN_TO
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.measures import Latest, Measure
from wenjiu.rules.language.nodes import Node
from wenjiu.rules.language.parameter_types import TO
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.periods import PlusMonths
from wenjiu.rules.language.readings import RECOMMENDED
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.formats import day, policy_language
from wenjiu.web.public.chapters import paraphrase_of
from wenjiu.web.public.policy import current_policy, document_of, listed_for


@require_safe
def by_audience(request: HttpRequest) -> HttpResponse:
    """Show every measure under each of its audiences, grouped by chapter."""
    policy, lang = current_policy(), policy_language()
    groups = [
        {"id": id, "name": name(lang), "parts": _by_chapter(policy, listed_for(policy, id), lang)}
        for id, name in policy.audiences.items()
    ]
    return _page(request, policy, lang, groups, "audience")


@require_safe
def by_subject(request: HttpRequest) -> HttpResponse:
    """Show every measure once, under its chapter, grouped by audience."""
    policy, lang = current_policy(), policy_language()
    groups = []
    for number, part in enumerate(_by_chapter(policy, policy.measures.values(), lang), start=1):
        codes = {row["code"] for row in part["measures"]}
        own = [
            {"name": name(lang), "measures": [_row(policy, m, lang) for m in policy.measures.values() if m.code in codes and m.audience == id]}
            for id, name in policy.audiences.items()
        ]  # fmt: skip
        groups.append({"id": f"part-{number}", "name": part["name"], "parts": own})
    return _page(request, policy, lang, groups, "subject")


def _page(request: HttpRequest, policy: Policy, lang: str, groups: list[dict[str, Any]], by: str) -> HttpResponse:
    for group in groups:
        group["parts"] = [part for part in group["parts"] if part["measures"]]
    context = {"groups": [g for g in groups if g["parts"]], "policy": document_of(policy, lang), "by": by}
    return render(request, "web/policies.html", context)


def _by_chapter(policy: Policy, measures: Iterable[Measure], lang: str) -> list[dict[str, Any]]:
    """Group measures by the chapter of their clause. Those of no chapter in our words come last, without a name."""
    left = list(measures)
    parts = []
    for chapter in paraphrase_of(policy).chapters:
        clauses = {c.clause for c in chapter.clauses}
        own = [m for m in left if m.clause in clauses]
        left = [m for m in left if m not in own]
        parts.append({"name": chapter.title(lang), "measures": [_row(policy, m, lang) for m in own]})
    parts.append({"name": gettext("其他") if parts else "", "measures": [_row(policy, m, lang) for m in left]})
    return [part for part in parts if part["measures"]]


def _row(policy: Policy, measure: Measure, lang: str) -> dict[str, Any]:
    fill = policy.fill(measure, lang)
    payees = dict.fromkeys(x.payee for x in measure.pays if x.under is None or x.under.letter == RECOMMENDED)
    return {
        "code": measure.code,
        "name": measure.name(lang),
        "summary": measure.summary(lang, fill),
        "payees": [measure.payees[p](lang) for p in payees],
        "amount": measure.standard(lang, fill),
        "once": measure.once(lang, fill),
        "doubts": doubts_about(policy, measure, civil.answer_day(), lang),
        "until": until(policy, measure, lang),
    }


def until(policy: Policy, measure: Measure, lang: str) -> str:
    """Return the end of a measure in words: a period from a day of the applicant's, otherwise the policy's last day."""
    program = policy.program(measure.code)
    said = [
        _by_when(policy, item, program.chosen(item.day), lang) for item in measure.latest if program.stands(item.under)
    ]
    if said and all(said):
        return gettext("；").join(said)
    end = next((p for p in policy.book.params.values() if p.type is TO), None)
    row = end.at(civil.answer_day()) if end is not None else None
    if row is None or row.value == OPEN_TO:
        return gettext("文件没有写截止日")
    return gettext("到 %(day)s 为止") % {"day": day(civil.iso(row.value))}


def _by_when(policy: Policy, item: Latest, last: Node, lang: str) -> str:
    """Return a period from a day of the applicant's and the action due in it; an empty string if there is no period."""
    if not isinstance(last, PlusMonths):
        return ""
    start, period = last.children
    row = policy.book.held(period).at(civil.answer_day()) if isinstance(period, Param) else None
    if not isinstance(start, Fact) or not isinstance(period, Param) or row is None:
        return ""
    words = {"start": start.name(lang), "period": period.show(row.value, lang), "what": item.what(lang)}
    if item.before:
        return gettext("满%(period)s前%(what)s") % words
    return gettext("%(start)s起%(period)s内%(what)s") % words
