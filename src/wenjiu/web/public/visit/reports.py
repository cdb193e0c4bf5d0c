"""The page that helps to report an error: a text with versions, answers and results, and where to send it.

The page sends and stores nothing; the visitor copies the text.
"""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wenjiu.rules.ask.visits import Visit
from wenjiu.web.formats import policy_language
from wenjiu.web.public.policy import current_policy, document_of
from wenjiu.web.public.visit.cases import answers_of
from wenjiu.web.public.visit.entries import Entries, read_entries
from wenjiu.web.public.visit.items import Item, items_of
from wenjiu.web.public.visit.views import visit_with
from wenjiu.web.public.without_token import changes_nothing


@changes_nothing
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show a text to copy that describes a result.

    The POST fields are those of `wenjiu.web.public.visit.entries`, and ``m``, the code of one measure; without it the
    text has all results.
    """
    policy, lang = current_policy(), policy_language()
    entries = read_entries(request.POST, policy)
    code = request.POST.get("m", "")
    known = code in policy.measures
    current = visit_with(entries, code if known else "", request.POST.get("case", "") if known else "")
    text = "\n".join(_lines(entries, current, code))
    address = settings.WENJIU_REPORT_TO
    subject = gettext("报告错误：稳就 %(version)s") % {"version": settings.VERSION}
    service = next(iter(policy.services.values()), None)
    context = {
        "text": text,
        "rows": text.count("\n") + 2,
        "address": address,
        "mailto": f"mailto:{quote(address, safe='@')}?subject={quote(subject)}&body={quote(text)}" if address else "",
        "phones": [{"number": n, "name": name(lang)} for n, name in service.phones] if service else [],
        "policy": document_of(policy, lang),
    }
    return render(request, "web/visit/report.html", context)


def _lines(entries: Entries, current: Visit, code: str) -> list[str]:
    """Return the lines of the text: what is wrong (to fill in), results, situations, answers, versions."""
    lang = current.lang
    items = [item for visit in (current, *current.cases) for item in items_of(visit) if code in ("", item.code)]
    colon = gettext("：")
    lines = [gettext("哪里不对："), ""]
    lines += [_result(item) for item in items]
    situations = [s.text(lang) for s in current.situations]
    if situations:
        lines += ["", gettext("情况：") + gettext("；").join(situations)]
    answered = answers_of(entries, current)
    if answered:
        lines += ["", gettext("回答："), *(f"- {a['text']} {a['shown']}" for a in answered)]
    return [*lines, "", gettext("版本："), *(f"- {name}{colon}{value}" for name, value in _versions(current, code))]


def _result(item: Item) -> str:
    name = f"{item.code} {item.name}" + (f" {item.case_name}" if item.ref != item.code else "")
    parts = [f"{name}{gettext('：')}{item.word}"]
    if item.money:
        parts.append(f"{item.money_label} {item.money}".replace("\N{NO-BREAK SPACE}", " "))
    parts += [line for _, lines in item.workings for line in lines]
    return gettext("，").join(parts)


def _versions(current: Visit, code: str) -> list[tuple[str, Any]]:
    """Return the versions of policy, rules, figures and program that the results come from."""
    used = next((f.result.answer["versions"] for f in current.found if code in ("", f.result.code)), None)
    names = {
        "policy": gettext("政策"),
        "rules": gettext("规则"),
        "parameters": gettext("数字"),
        "wenjiu": gettext("程序"),
    }
    policy = current.policy
    own = {"policy": policy.document, "rules": policy.rules_version, "wenjiu": settings.VERSION}
    return [(name, (used or own)[id]) for id, name in names.items() if id in (used or own)]
