"""View of the search over the policy. The query is part of the URL and is stored nowhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from wenjiu.rules.policy import Policy
from wenjiu.search.answers import Item, answer
from wenjiu.search.text import LONGEST, clean_query, marked
from wenjiu.web.day import address, with_day
from wenjiu.web.formats import policy_language
from wenjiu.web.public.policy import current_policy, document_of
from wenjiu.web.public.services import pages_for

SUGGESTIONS = 12


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show all results for ``?q=`` by kind; without a result, a way on."""
    policy, lang = current_policy(), policy_language()
    typed = " ".join("".join(c if c.isprintable() else " " for c in request.GET.get("q", "")[: LONGEST * 16]).split())
    found = answer(policy, typed, lang)
    groups = [
        {"id": kind, "name": _kind(kind), "hits": [shown(item) for item in items]}
        for kind, items in found.groups.items()
        if kind != "situation"
    ]
    pages, alone = pages_for(policy, typed)
    if pages:
        services = {"id": "service", "name": gettext("在这里办"), "hits": pages}
        groups = [services, *groups] if alone else [*groups, services]
    situations = [shown(item) for item in found.groups.get("situation", ())[:3]]
    count = sum(len(group["hits"]) for group in groups)
    said = ngettext("找到 %(n)d 条", "找到 %(n)d 条", count) % {"n": count}
    context = {
        "groups": groups,
        "situations": situations,
        "typed": typed[:LONGEST],
        "cut": len(typed) > LONGEST,
        "asked": bool(clean_query(typed)),
        "said": said if count or not situations else gettext("您是不是：") + situations[0]["text"],
        "near": found.near,
        "suggestions": suggestions(policy, lang),
        "every_situation": [situation(s.id, s.text(lang)) for s in policy.situations.statements],
        "phones": [{"number": number, "name": name(lang)} for number, name in policy.phones],
        "policy": document_of(policy, lang),
        "come_back": with_day(request.path, q=typed[:LONGEST]),
    }
    return render(request, "web/search.html", context)


def shown(item: Item) -> dict[str, Any]:
    """Return one hit for the page: a title and a line in pieces, with the matched pieces apart."""
    wanted = set(item.marks)
    return {
        "marks": item.aged,
        "code": item.id if item.kind in ("measure", "clause", "reading") else "",
        "text": item.title,
        "title": marked(item.title, wanted),
        "line": marked(item.line, wanted),
        "url": place(item),
        "to": item.to,
        "by": item.by,
        "phones": item.phones,
        "unconfirmed": not all(confirmed for _, _, confirmed in item.phones),
        "measures": [{"code": code, "name": name} for code, name in item.measures if item.kind != "situation"],
    }


def place(item: Item) -> str:
    """Return the URL of the page that explains a hit; an empty string for help that the site does not explain."""
    if item.kind == "elsewhere":
        return ""
    if item.kind == "situation":
        return str(situation(item.id, "")["url"])
    if item.kind == "question":
        return f"{address('web:guide', item.measures[0][0])}#facts"
    pages = {"measure": "web:guide", "clause": "web:clause", "reading": "web:reading", "parameter": "web:parameter"}
    return address(pages[item.kind], item.id)


def situation(id: str, text: str) -> dict[str, str]:
    """Return a situation for the page, with the URL that begins the check with it."""
    return {"text": text, "url": address("web:visit", s=id)}


def suggestions(policy: Policy, lang: str) -> list[str]:
    """Return other names of some of the measures, one word each, spread over the document."""
    words = [policy.services[code].words[lang][0] for code in policy.measures if code in policy.services]
    step = max(1, -(-len(words) // SUGGESTIONS))
    return list(dict.fromkeys(words))[::step]


def _kind(kind: str) -> str:
    return {
        "measure": gettext("补贴和事项"),
        "question": gettext("会问到的情况"),
        "clause": gettext("条文和服务"),
        "elsewhere": gettext("这份文件不给、别处有"),
        "reading": gettext("条文的读法（口径）"),
        "parameter": gettext("数字"),
    }[kind]
