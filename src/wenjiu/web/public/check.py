"""Views of the self-check: one question at a time, a verdict page per measure, and a copy to download.

Every page is made from the answers posted with it; the server stores none of them.
"""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wenjiu.rules.ask.self_check import Question
from wenjiu.rules.ask.standings import STANDINGS, Result
from wenjiu.standards import civil
from wenjiu.web.day import address
from wenjiu.web.public.answers import UNKNOWN, Unreadable
from wenjiu.web.public.policy import document_of, listed_for, measure_or_404
from wenjiu.web.public.sheet import TOPICS, JointQuestion, Sheet, Step, Topics, open_sheet
from wenjiu.web.public.shown import Card, cards_of, verdict_of

MOST_NAMED = 3  # measures that fit into the line above the question on a phone


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, audience_id: str) -> HttpResponse:
    """Show one question, the answers so far, and their result for each measure.

    POST fields: those of `wenjiu.web.public.answers`, ``asked`` the question on the page, ``value`` its new answer (or
    ``about`` the selected topics), and ``do``: ``answer``, ``skip``, ``ask:KEY`` (go to a question), ``aside:CODE`` and
    ``include:CODE`` (stop or resume asking about a measure), ``restart``, ``clear``; any other shows the page again.
    """
    sheet = open_sheet(request, audience_id)
    do, asked, text = (request.POST.get(name, "").strip() for name in ("do", "asked", "value"))
    if do == "clear" or (do == "restart" and not sheet.answers):
        return _see_other(address("web:check", sheet.audience.id))
    if do == "restart":
        return render(request, "web/restart.html", _base(sheet))
    step, problem = sheet.step(asked), None
    verb, _, name = do.partition(":")
    if verb == "ask":
        step = sheet.step(name)
    elif verb in ("aside", "include"):
        sheet.set_aside(name, verb == "aside")
        step = None
    elif step is not None and do in ("answer", "skip"):
        problem = _take(sheet, step, text, request.POST.getlist("about"), skipped=do == "skip")
        if problem is None:
            step = sheet.next_step()
    step = step or sheet.next_step()
    context = _base(sheet) | _step(sheet, step, text, problem)
    status = 422 if problem else 400 if sheet.answers.left_out else 200
    return render(request, "web/check.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: HttpRequest, audience_id: str, code: str) -> HttpResponse:
    """Show the verdict on one measure with its reasons. Without posted answers, start a check about this measure.

    POST field ``asked``: the question to go back to.
    """
    sheet = open_sheet(request, audience_id)
    result = _result(sheet, code)
    if request.method != "POST":
        sheet.begin_with(code)
        begun = {"given": 0, "come_back": address("web:check", sheet.audience.id)}
        return render(request, "web/check.html", _base(sheet) | _step(sheet, sheet.next_step(), "", None) | begun)
    pages, asked = sheet.pages(), sheet.step(request.POST.get("asked", "").strip())
    at = pages.index(asked.key) if asked is not None and asked.key in pages else len(pages)
    context = _base(sheet) | {
        "verdict": verdict_of(result, sheet.check),
        "step": at + 1,
        "asked": asked.key if asked is not None else "",
        "go_back": f"ask:{asked.key}" if asked is not None else "continue",
    }
    return render(request, "web/verdict.html", context, status=400 if sheet.answers.left_out else 200)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, audience_id: str, code: str, form: str) -> HttpResponse:
    """Return a copy of the verdict to keep: a web page that needs no other file (``html``), or data (``json``)."""
    if form not in ("html", "json"):
        raise Http404(f"no form {form!r}")
    sheet = open_sheet(request, audience_id)
    result = _result(sheet, code)
    if request.method != "POST":
        return redirect(address("web:check", sheet.audience.id))
    if form == "json":
        body = json.dumps(_as_data(sheet, result), ensure_ascii=False, indent=2)
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
    else:
        context = _base(sheet) | {"verdict": verdict_of(result, sheet.check)}
        response = render(request, "web/saved.html", context)
    name = f"wenjiu-{result.code}-{civil.date(civil.answer_day()):%Y%m%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _take(sheet: Sheet, step: Step, text: str, about: list[str], *, skipped: bool) -> dict[str, str] | None:
    """Record an answer on the sheet. Return the error for the page, or None."""
    if isinstance(step, Topics):
        if not about and not skipped:
            return {"message": gettext("请至少选一项。"), "fix": gettext("如果说不准，请选“不确定，都看看”。")}
        sheet.choose_topics([] if skipped else about)
        return None
    if text == UNKNOWN and not skipped:
        return {"message": gettext("请先回答这一题。"), "fix": gettext("如果不知道，请选“不知道，先跳过”。")}
    if isinstance(step, JointQuestion):
        if text == "yes" and not skipped:
            sheet.confirm(step)
        else:
            sheet.ask_apart(step)
        return None
    try:
        sheet.take(step.key, UNKNOWN if skipped else text)
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
    answered = [{"key": q.key, "text": q.text, "shown": shown} for q, _, shown in sheet.check.answered]
    if sheet.answers.topics is not None:
        answered.insert(0, {"key": TOPICS, "text": gettext("您想了解哪方面？"), "shown": sheet.topics_shown()})
    cards = cards_of(sheet.check, sheet.answers.aside)
    return {
        "audience": {"id": sheet.audience.id, "name": sheet.audience.name},
        "hidden": sheet.answers.fields(),
        "left_out": sheet.answers.left_out,
        "answered": answered,
        "given": len(answered),
        "cards": [c for c in cards if c.standing not in ("cannot", "aside")],
        "refused": [c for c in cards if c.standing == "cannot"],
        "aside": [c for c in cards if c.standing == "aside"],
        "tally": _tally(sheet, cards),
        "beside": _others(sheet),
        "policy": document_of(sheet.policy, sheet.lang),
        "today": civil.date(civil.answer_day()),
    }


def _tally(sheet: Sheet, cards: list[Card]) -> list[tuple[str, int]]:
    """Return the number of measures for each result, for a line above the question; empty if few measures are shown."""
    standings = [c.standing for c in cards if c.standing in STANDINGS]
    if len(standings) <= MOST_NAMED:
        return []
    return [(word(sheet.lang), standings.count(id)) for id, word in STANDINGS.items() if id in standings]


def _others(sheet: Sheet) -> list[dict[str, str]]:
    """Return the measures that also concern this audience, although another audience answers their questions."""
    policy, lang = sheet.policy, sheet.lang
    return [
        {
            "code": m.code,
            "name": m.name(lang),
            "summary": m.summary(lang, policy.fill(m, lang)),
            "audience": m.audience,
            "who": policy.audiences[m.audience](lang),
        }
        for m in listed_for(policy, sheet.audience.id)
        if m.audience != sheet.audience.id
    ]


def _step(sheet: Sheet, step: Step | None, text: str, problem: dict[str, str] | None) -> dict[str, Any]:
    pages = sheet.pages()
    if step is None:
        return {"question": None, "step": len(pages), "previous": pages[-1] if pages else None}
    at = pages.index(step.key) if step.key in pages else len(pages)
    context = {
        "asked": step.key,
        "problem": problem,
        "step": at,
        "number": at + 1,
        "previous": pages[at - 1] if at else None,
    }
    if isinstance(step, Topics):
        themes = [
            {"id": t.id, "name": t.name(sheet.lang), "chosen": t.id in (sheet.answers.topics or ())}
            for t in step.themes
        ]
        return context | {"themes": themes, "title": gettext("您想了解哪方面？")}
    if isinstance(step, JointQuestion):
        name = sheet.policy[step.code].name(sheet.lang)
        chosen = "yes" if step.code in sheet.answers.together else ""
        return context | {
            "statements": [s.text for s in step.statements],
            "measure": name,
            "typed": text if problem else chosen,
            "title": gettext("下面这些情况，是不是都符合？"),
        }
    return context | _question(sheet, step, text, problem)


def _question(sheet: Sheet, question: Question, text: str, problem: dict[str, str] | None) -> dict[str, Any]:
    wanted = set(question.serves) - sheet.answers.aside
    serves = [{"code": m.code, "name": m.name(sheet.lang)} for m in sheet.audience.measures if m.code in wanted]
    typed = sheet.answers.typed.get(question.key, "")
    return {
        "question": question,
        "title": question.text,
        "typed": text if problem else typed,
        "serves": serves,
        "can_set_aside": len(sheet.audience.measures) > 1 and len(serves) == 1,
    }


def _as_data(sheet: Sheet, result: Result) -> dict[str, Any]:
    return {
        "notice": gettext("自测结果，不是行政决定。"),
        "date": civil.iso(civil.answer_day()),
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
