"""View of the search over the policy. The query is part of the URL and is stored nowhere."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy
from wenjiu.search.entries import KINDS, SearchEntry, entries
from wenjiu.search.index import Hit, Index
from wenjiu.search.text import LONGEST, clean_query, marked
from wenjiu.standards import civil
from wenjiu.web.formats import policy_language
from wenjiu.web.public.chapters import paraphrase_of
from wenjiu.web.public.policy import current_policy, document_of

SUGGESTIONS = 12


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show all results for ``?q=``, by kind, measures first; without a query, other names of some measures."""
    policy, lang = current_policy(), policy_language()
    typed = " ".join("".join(c if c.isprintable() else " " for c in request.GET.get("q", "")[: LONGEST * 16]).split())
    found = index_of(policy, timezone.localdate()).search(typed)
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
        "come_back": f"{request.path}?{urlencode({'q': typed[:LONGEST]})}" if typed else request.path,
    }
    return render(request, "web/search.html", context)


@lru_cache(maxsize=4)
def index_of(policy: Policy, day: dt.date) -> Index:
    """Return the index of a policy.

    It is rebuilt each day, because the figures in its sentences are those of the day.
    """
    clauses = [
        (c.clause, Text(c.title.zh, c.title.en), Text(c.text.zh, c.text.en)) for c in paraphrase_of(policy).clauses()
    ]
    return Index(entries(policy, clauses))


def shown(policy: Policy, hit: Hit, lang: str) -> dict[str, Any]:
    """Return one hit for the page: a title and a line in pieces, with the matched pieces apart."""
    entry, wanted = hit.entry, set(hit.marks)
    line = entry.summary(lang)
    if entry.kind == "parameter":
        param = policy.book.params[entry.key]
        row = param.at(civil.of(timezone.localdate()))
        line = param.show(None if row is None else row.value, lang)
    return {
        "code": entry.key if entry.kind in ("measure", "clause", "reading") else "",
        "title": marked(entry.title(lang), wanted),
        "line": marked(line, wanted),
        "url": address(entry),
        "measures": [
            {"code": code, "name": policy.measures[code].name(lang)}
            for code in entry.measures
            if entry.kind != "measure"
        ],
    }


def address(entry: SearchEntry) -> str:
    """Return the URL of the page that explains an entry."""
    if entry.kind == "clause":
        return f"{reverse('web:document')}#c{entry.key}"
    if entry.kind == "question":
        return f"{reverse('web:guide', args=[entry.measures[0]])}#facts"
    page = {"measure": "web:guide", "reading": "web:reading", "parameter": "web:parameter"}[entry.kind]
    return reverse(page, args=[entry.key])


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
