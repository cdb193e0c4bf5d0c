"""Answers of the public check that come into a new filing, and what is said of each of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.models import Filing
from wenjiu.rules.language import fact_types
from wenjiu.web import carried
from wenjiu.web.carried import Carried
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.questions import fault_of


def bring(request: HttpRequest, filing: Filing, codes: list[str]) -> None:
    """Put the answers of the public check into a new filing, as far as it asks the same, and say what became of each.

    What the registers know stays theirs. The form says beside it what was answered.
    """
    kept = carried.held(request, codes)
    if not kept.answers or filing.submitted_at is not None:
        return
    form = FilingForm(filing, flows.lang())
    asked = {
        name: fact
        for name, (fact, _codes) in form.asked.items()
        if fact.key in kept.answers
        and (filing.draft["answers"].get(name) is None or fact.type is fact_types.YEAR)
    }  # fmt: skip
    unread = {
        fact.key: name for name, fact in asked.items() if fault_of(form.policy, fact, kept.answers[fact.key], form.lang)
    }
    answers = {name: kept.answers[fact.key] for name, fact in asked.items() if fact.key not in unread}
    if answers:
        drafts.save_answers(actor=request.user, filing_id=filing.pk, answers=answers)
    known = {known.key: kept.answers[known.key] for known in form.known() if known.key in kept.answers}
    carried.keep_beside(request, filing.pk, known)
    carried.drop(request)
    messages.info(request, _said(kept, {asked[name].key: text for name, text in answers.items()}, known, unread))


def _said(kept: Carried, brought: dict[str, str], known: dict[str, str], unread: dict[str, str]) -> str:
    """Return how many answers came along, and why the others did not. The numbers add up to those of the check."""
    came = kept.questions(brought)
    by_register = kept.questions(known) - came
    unreadable = kept.questions(unread) - came - by_register
    rest = kept.total - len(came) - len(by_register) - len(unreadable)
    parts = [
        ngettext("带来 %(n)d 题，请核对", "带来 %(n)d 题，请核对", len(came)) % {"n": len(came)}
        if came
        else _("没有要带来的")
    ]
    if n := len(by_register):
        parts.append(ngettext("%(n)d 题已经查到，以登记为准", "%(n)d 题已经查到，以登记为准", n) % {"n": n})
    if n := len(unreadable):
        parts.append(ngettext("%(n)d 题请照这里的写法再填", "%(n)d 题请照这里的写法再填", n) % {"n": n})
    if rest > 0:
        parts.append(ngettext("%(n)d 题这里不问", "%(n)d 题这里不问", rest) % {"n": rest})
    said = ngettext("您自测时答了 %(n)d 题：%(parts)s。", "您自测时答了 %(n)d 题：%(parts)s。", kept.total)
    return said % {"n": kept.total, "parts": _("；").join(parts)}
