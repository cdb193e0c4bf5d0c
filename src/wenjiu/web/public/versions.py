"""View of the versions of the document: what is known of each, what the site answers meanwhile, and how to load a text."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenjiu.policies.documents import DocumentError, history
from wenjiu.policies.documents.identity import same_number
from wenjiu.rules.explain.versions import ShownVersion, figures_of, followed_on, set_on, versions_on
from wenjiu.rules.language.dated_values import OPEN_FROM, DatedValue
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.formats import policy_language
from wenjiu.web.public.document import loaded_text
from wenjiu.web.public.policy import current_policy, document_of

MOST_LINES = 50  # of the history, newest first


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Show each version of the document with its figures, the steps to load a text, and the history of loads."""
    policy, lang, on = current_policy(), policy_language(), civil.answer_day()
    report, problem = loaded_text(policy)
    number = report.document.number if report else ""
    try:
        changes = _changes(policy, lang)
    except DocumentError as error:
        changes, problem = [], error
    context = {
        "policy": document_of(policy, lang) | {"name": policy.name},
        "versions": [_version(policy, shown, number, lang, on) for shown in versions_on(policy, lang, on)],
        "in_force": policy.version_on(on),
        "set": [_set(policy, param, row, lang) for param, row in set_on(policy, on)],
        "followed": followed_on(policy, on),
        "loaded": report.stored if report else None,
        "loaded_number": number,
        "problem": problem.as_dict(lang) if problem else None,
        "changes": changes[:MOST_LINES],
        "more": max(0, len(changes) - MOST_LINES),
    }
    return render(request, "web/versions.html", context)


def _version(policy: Policy, shown: ShownVersion, loaded_number: str, lang: str, on: int) -> dict[str, Any]:
    """Return a version with its figures: those known to be its own, and those of which that is not known."""
    version = shown.version
    own, others = figures_of(policy, version)
    replaced = {param.name for param, row in set_on(policy, on) if row.start <= on}
    return {
        "number": version.number,
        "word": shown.word,
        "source": version.source,
        "start": version.start,
        "first": version is policy.versions[0],
        "text_known": version.text_known,
        "followed": shown.followed,
        "in_force": shown.in_force,
        "loaded": bool(loaded_number) and same_number(loaded_number, version.source),
        "own": [_figure(policy, param, row, lang) for param, row in own],
        "others": [
            _figure(policy, param, param.at(civil.of(version.start)), lang)
            for param in others
            if param.name not in replaced
        ],
    }


def _figure(policy: Policy, param: Param, row: DatedValue | None, lang: str) -> dict[str, Any]:
    """Return a figure with one of its values, its first day, and the measure that it belongs to."""
    code = param.name.rpartition(".")[0]
    measure = policy.measures.get(code)
    return {
        "name": param.name,
        "label": param.label(lang),
        "since": civil.iso(row.start) if row is not None and row.start != OPEN_FROM else None,
        "value": param.show(None if row is None else row.value, lang),
        "of": f"{code} {measure.name(lang)}" if measure else code,
    }


def _set(policy: Policy, param: Param, row: DatedValue, lang: str) -> dict[str, Any]:
    """Return one value that the office has set, with its own source and the entry of a map that it is of."""
    values = [(param.key_word(name, lang) if name else "", value) for name, value in param.type.columns(param, row)]
    return _figure(policy, param, row, lang) | {
        "entry": param.key_word(row.key, lang) if row.key else "",
        "value": " + ".join(f"{name} {param.show_entry(v, lang)}".strip() for name, v in values if v is not None),
        "source": row.source(lang),
        "confirmed": row.confirmed,
    }


def _changes(policy: Policy, lang: str) -> list[dict[str, Any]]:
    """Return every change of the text in use, newest first, with its time in China."""
    found = [{"at": _time(at), "words": words} for at, words in history(policy.name).lines(lang)]
    return found[::-1]


def _time(at: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(at).astimezone(civil.SHANGHAI) if at else None
