"""Views of the code lists: the codes that the document's words cover, with days, source and status."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from wenjiu.rules.document.code_lists import DRAFT, CodeList, CodeRow
from wenjiu.rules.language.dated_values import OPEN_TO
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.formats import policy_language
from wenjiu.web.public import downloads
from wenjiu.web.public.chapters import clause_title
from wenjiu.web.public.policy import current_policy, document_of

IN_FORCE, PLANNED, ENDED = "in_force", "planned", "ended"
COLUMNS = ("list", "label", "clause", "code", "name_zh", "name_en", "state", "since", "until", "named_in", "extra",
           "confirmed", "confidence", "source")  # fmt: skip


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Show all lists of the policy with today's entries; a policy may have none."""
    policy, lang = current_policy(), policy_language()
    context = {"policy": document_of(policy, lang), "lists": entries(policy, lang)}
    return render(request, "web/lists.html", context)


@require_safe
def code_list(request: HttpRequest, name: str) -> HttpResponse:
    """Show one list with all its codes: those in force, those of other days, drafts."""
    policy, lang = current_policy(), policy_language()
    shown = entry(policy, _list_or_404(policy, name), lang)
    return render(request, "web/code_list.html", {"policy": document_of(policy, lang), "l": shown})


@require_safe
def download(request: HttpRequest, form: str, name: str = "") -> HttpResponse:
    """Return all lists, or one of them, as a file: ``csv`` has one line a code."""
    policy, lang = current_policy(), policy_language()
    shown = [entry(policy, _list_or_404(policy, name), lang)] if name else entries(policy, lang)
    content = downloads.head_of(policy, lang) | {"lists": [_plain(e) for e in shown]}
    stem = "-".join(filter(None, ("wenjiu-lists", name)))
    makers = {
        "csv": lambda: downloads.table(COLUMNS, ({**e, **row, "list": e["id"]} for e in shown for row in e["rows"])),
        "json": lambda: downloads.data(content),
    }
    return downloads.attachment(form, stem, makers)


def entries(policy: Policy, lang: str) -> list[dict[str, Any]]:
    """Return every list of the policy, in the order of its file."""
    return [entry(policy, codes, lang) for codes in policy.lists.values()]


def entry(policy: Policy, codes: CodeList, lang: str) -> dict[str, Any]:
    """Return a list for pages and files, its rows split by whether they are in force today."""
    today = civil.answer_day()
    rows = [_row(row, today, lang) for row in codes.rows]
    return {
        "id": codes.name,
        "label": codes.label(lang),
        "clause": codes.clause,
        "clause_title": clause_title(policy, codes.clause, lang),
        "note": codes.note(lang) if codes.note else "",
        "rows": rows,
        "parts": [
            {"state": state, "title": title, "rows": [r for r in rows if r["state"] == state]}
            for state, title in _titles().items()
        ],
        "unconfirmed": sum(not r["confirmed"] for r in rows if r["state"] == IN_FORCE),
    }


def _list_or_404(policy: Policy, name: str) -> CodeList:
    if name not in policy.lists:
        raise Http404(f"no list {name!r}")
    return policy.lists[name]


def _titles() -> dict[str, str]:
    """Return the titles of a list's parts in the order they are shown."""
    return {
        IN_FORCE: gettext("现行"),
        PLANNED: gettext("以后生效"),
        ENDED: gettext("已经停用"),
        DRAFT: gettext("草案，未生效"),
    }


def _row(row: CodeRow, today: int, lang: str) -> dict[str, Any]:
    if row.status == DRAFT:
        state = DRAFT
    else:
        state = PLANNED if today < row.start else ENDED if row.end < today else IN_FORCE
    return {
        "code": row.code,
        "name": row.name(lang),
        "other_name": Text(row.name.en, row.name.zh)(lang),
        "name_zh": row.name("zh"),
        "name_en": row.name("en"),
        "state": state,
        "since": civil.iso(row.start),
        "until": None if row.end == OPEN_TO else civil.iso(row.end),
        "named_in": list(row.named_in),
        "extra": state != DRAFT and not row.named_in,
        "confirmed": row.confirmed,
        "confidence": row.confidence,
        "source": row.source(lang),
    }


def _plain(e: dict[str, Any]) -> dict[str, Any]:
    """Return the entry for the JSON file."""
    names = ("code", "name_zh", "name_en", "state", "since", "until", "named_in", "extra", "confirmed", "confidence",
             "source")  # fmt: skip
    rows = [{name: row[name] for name in names} for row in e["rows"]]
    return {name: e[name] for name in ("id", "label", "clause", "note")} | {"rows": rows}
