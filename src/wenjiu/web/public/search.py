"""View of the search over the policy. The query is part of the URL and is stored nowhere."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from wenjiu.rules.explain.ages import Mark, marks_of
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy
from wenjiu.search.entries import KINDS, SearchEntry, entries, worded
from wenjiu.search.index import Hit, Index
from wenjiu.search.text import LONGEST, clean_query, marked
from wenjiu.standards import civil
from wenjiu.web.day import address, with_day
from wenjiu.web.formats import policy_language
from wenjiu.web.public.chapters import paraphrase_of
from wenjiu.web.public.policy import current_policy, document_of

SUGGESTIONS = 12


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show all results for ``?q=``, by kind, measures first; without a query, other names of some measures."""
    policy, lang = current_policy(), policy_language()
    typed = " ".join("".join(c if c.isprintable() else " " for c in request.GET.get("q", "")[: LONGEST * 16]).split())
    found = index_of(policy, civil.today()).search(typed)
    groups = [
        {"id": kind, "name": _kind(kind), "hits": [shown(policy, hit, lang) for hit in found[kind]]}
        for kind in KINDS
        if kind in found
    ]
    count = sum(len(group["hits"]) for group in groups)
    context = {
        "groups": groups,
        "count": count,
        "typed": typed[:LONGEST],
        "cut": len(typed) > LONGEST,
        "asked": bool(clean_query(typed)),
        "said": ngettext("找到 %(n)d 条", "找到 %(n)d 条", count) % {"n": count},
        "suggestions": suggestions(policy, lang),
        "policy": document_of(policy, lang),
        "come_back": with_day(request.path, q=typed[:LONGEST]),
    }
    return render(request, "web/search.html", context)


@lru_cache(maxsize=4)
def index_of(policy: Policy, today: int) -> Index:
    """Return the index of a policy with the figures of today (civil key); a page shows those of its own day.

    It is rebuilt each day, and never for a day that a visitor chooses.
    """
    clauses = [
        (c.clause, Text(c.title.zh, c.title.en), Text(c.text.zh, c.text.en)) for c in paraphrase_of(policy).clauses()
    ]
    with civil.answering(None):
        return Index(entries(policy, clauses))


def shown(policy: Policy, hit: Hit, lang: str) -> dict[str, Any]:
    """Return one hit for the page: a title and a line in pieces, with the matched pieces apart."""
    entry, wanted = hit.entry, set(hit.marks)
    title, line = worded(policy, entry, lang)
    marks: list[Mark] = []
    if entry.kind == "parameter":
        param = policy.book.params[entry.key]
        row = param.at(civil.answer_day())
        line = param.show(None if row is None else row.value, lang)
        marks = marks_of(policy, param, civil.answer_day(), lang)
    return {
        "marks": marks,
        "code": entry.key if entry.kind in ("measure", "clause", "reading") else "",
        "title": marked(title, wanted),
        "line": marked(line, wanted),
        "url": place(entry),
        "measures": [
            {"code": code, "name": policy.measures[code].name(lang)}
            for code in entry.measures
            if entry.kind != "measure"
        ],
    }


def place(entry: SearchEntry) -> str:
    """Return the URL of the page that explains an entry."""
    if entry.kind == "clause":
        return f"{address('web:document')}#c{entry.key}"
    if entry.kind == "question":
        return f"{address('web:guide', entry.measures[0])}#facts"
    page = {"measure": "web:guide", "reading": "web:reading", "parameter": "web:parameter"}[entry.kind]
    return address(page, entry.key)


def suggestions(policy: Policy, lang: str) -> list[str]:
    """Return other names of some of the measures, one word each, spread over the document."""
    words = [policy.services[code].words[lang][0] for code in policy.measures if code in policy.services]
    step = max(1, -(-len(words) // SUGGESTIONS))
    return list(dict.fromkeys(words))[::step]


def _kind(kind: str) -> str:
    return {
        "measure": gettext("补贴和事项"),
        "question": gettext("会问到的情况"),
        "clause": gettext("条文"),
        "reading": gettext("条文的读法（口径）"),
        "parameter": gettext("数字"),
    }[kind]
