"""The self-check: one question at a time, a verdict page per measure, and a copy to take home.

Every page is drawn from the answers posted with it; the server keeps none of them.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wenjiu.rules.checks import Check, Question, Result
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import policy_language
from wenjiu.web.public.answers import UNKNOWN, Answers, Unreadable, read_answers
from wenjiu.web.public.policy import Audience, audience_or_404, current_policy, document_of, measure_or_404
from wenjiu.web.public.shown import cards_of, verdict_of


@dataclass
class Sheet:
    """One visitor's check as it stands: who asks, in which language, and the answers so far."""

    policy: Policy
    audience: Audience
    lang: str
    answers: Answers

    @property
    def check(self) -> Check:
        """What the policy makes of the answers so far."""
        if self._check is None:
            self._check = self.policy.check(self.audience.id, self.answers.values, self.lang)
        return self._check

    _check: Check | None = None

    def take(self, question: Question, text: str) -> None:
        """Put one answer on the sheet. Raises Unreadable."""
        self.answers.keep(self.policy, question.key, text)
        self._check = None

    def set_aside(self, code: str, aside: bool) -> None:
        """Stop asking about a measure of this audience, or go on."""
        codes = {m.code for m in self.audience.measures if m.code == code}
        self.answers.aside = self.answers.aside | codes if aside else self.answers.aside - codes

    def question(self, key: str) -> Question | None:
        """The question with this key, answered or still worth asking; None where there is no such question."""
        asked = [q for q, _, _ in self.check.answered]
        return next((q for q in [*asked, *self.check.questions] if q.key == key), None)

    def next_question(self) -> Question | None:
        """The best question not answered yet that serves a measure not set aside, or None."""
        typed, aside = self.answers.typed, self.answers.aside
        return next((q for q in self.check.questions if q.key not in typed and not aside.issuperset(q.serves)), None)


def open_sheet(request: HttpRequest, audience_id: str) -> Sheet:
    """The check that a request carries."""
    policy, lang = current_policy(), policy_language()
    audience = audience_or_404(policy, audience_id, lang)
    known = set(policy.check(audience.id, {}, lang).facts)
    answers = read_answers(request.POST, policy, known, {m.code for m in audience.measures})
    return Sheet(policy, audience, lang, answers)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, audience_id: str) -> HttpResponse:
    """One question, the answers so far, and what they mean for each measure.

    POST fields: ``a-KEY`` the answers so far, ``asked`` the question on the page, ``value`` its new answer, and ``do``:
    ``answer``, ``skip``, ``ask:KEY`` (go to a question), ``aside:CODE`` and ``include:CODE`` (stop or go on asking
    about a measure), ``restart``, ``clear``; anything else shows the page again.
    """
    sheet = open_sheet(request, audience_id)
    do, asked, text = (request.POST.get(name, "").strip() for name in ("do", "asked", "value"))
    if do == "clear" or (do == "restart" and not sheet.answers):
        return _see_other(reverse("web:check", args=[sheet.audience.id]))
    if do == "restart":
        return render(request, "web/restart.html", _base(sheet))
    question, problem = sheet.question(asked), None
    verb, _, name = do.partition(":")
    if verb == "ask":
        question = sheet.question(name)
    elif verb in ("aside", "include"):
        sheet.set_aside(name, verb == "aside")
        question = None
    elif question is not None and do in ("answer", "skip"):
        problem = _take(sheet, question, text, skipped=do == "skip")
        if problem is None:
            question = sheet.next_question()
    question = question or sheet.next_question()
    context = _base(sheet) | _question(sheet, question, text, problem)
    status = 422 if problem else 400 if sheet.answers.left_out else 200
    return render(request, "web/check.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: HttpRequest, audience_id: str, code: str) -> HttpResponse:
    """The verdict on one measure with its reasons; without posted answers there is nothing to judge yet."""
    sheet = open_sheet(request, audience_id)
    result = _result(sheet, code)
    if request.method != "POST":
        return redirect("web:check", audience_id=sheet.audience.id)
    context = _base(sheet) | {"verdict": verdict_of(result, sheet.check)}
    return render(request, "web/verdict.html", context, status=400 if sheet.answers.left_out else 200)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, audience_id: str, code: str, form: str) -> HttpResponse:
    """A copy of the verdict to keep: a web page that needs nothing else (``html``), or data (``json``)."""
    if form not in ("html", "json"):
        raise Http404(f"no form {form!r}")
    sheet = open_sheet(request, audience_id)
    result = _result(sheet, code)
    if request.method != "POST":
        return redirect("web:check", audience_id=sheet.audience.id)
    if form == "json":
        body = json.dumps(_as_data(sheet, result), ensure_ascii=False, indent=2)
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
    else:
        context = _base(sheet) | {"verdict": verdict_of(result, sheet.check)}
        response = render(request, "web/saved.html", context)
    name = f"wenjiu-{result.code}-{timezone.localdate():%Y%m%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _take(sheet: Sheet, question: Question, text: str, *, skipped: bool) -> dict[str, str] | None:
    """Put an answer on the sheet. Returns what is wrong with it, for the page, or None."""
    if text == UNKNOWN and not skipped:
        return {"message": gettext("请先回答这一题。"), "fix": gettext("如果不知道，请选“不知道，先跳过”。")}
    try:
        sheet.take(question, UNKNOWN if skipped else text)
    except Unreadable as error:
        return {"message": error.message, "fix": error.fix}
    return None


def _result(sheet: Sheet, code: str) -> Result:
    measure_or_404(sheet.policy, code)
    for result in sheet.check.results:
        if result.code == code:
            return result
    raise Http404(f"{code!r} is not a measure for {sheet.audience.id!r}")


def _base(sheet: Sheet) -> dict[str, Any]:
    return {
        "audience": {"id": sheet.audience.id, "name": sheet.audience.name},
        "hidden": sheet.answers.fields(),
        "left_out": sheet.answers.left_out,
        "answered": [{"key": q.key, "text": q.text, "shown": shown} for q, _, shown in sheet.check.answered],
        "cards": cards_of(sheet.check, sheet.answers.aside),
        "policy": document_of(sheet.policy, sheet.lang),
        "today": timezone.localdate(),
    }


def _question(sheet: Sheet, question: Question | None, text: str, problem: dict[str, str] | None) -> dict[str, Any]:
    keys = list(sheet.answers.typed)
    if question is None:
        return {"question": None, "step": len(keys), "previous": keys[-1] if keys else None}
    wanted = set(question.serves) - sheet.answers.aside
    serves = [{"code": m.code, "name": m.name(sheet.lang)} for m in sheet.audience.measures if m.code in wanted]
    step = keys.index(question.key) if question.key in keys else len(keys)
    return {
        "question": question,
        "typed": text if problem else sheet.answers.typed.get(question.key, ""),
        "problem": problem,
        "step": step,
        "number": step + 1,
        "previous": keys[step - 1] if step else None,
        "serves": serves,
        "can_set_aside": len(sheet.audience.measures) > 1 and len(serves) == 1,
    }


def _as_data(sheet: Sheet, result: Result) -> dict[str, Any]:
    return {
        "notice": gettext("自测结果，不是行政决定。"),
        "date": timezone.localdate().isoformat(),
        "audience": sheet.audience.id,
        "answers": [{"key": q.key, "question": q.text, "answer": shown} for q, _, shown in sheet.check.answered],
        "headline": result.headline,
        "standing": result.standing,
        "latest_date": result.latest_date,
        "result": result.answer.data,
    }


def _see_other(target: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(target)
    response.status_code = 303
    return response
