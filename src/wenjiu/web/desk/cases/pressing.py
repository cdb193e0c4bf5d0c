"""What the buttons of a case page do: take a step, put something into the correction notice, clear a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import reviewing
from wenjiu.bureau.cases.actions import reviews, steps
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import review
from wenjiu.bureau.cases.queries.refusals import Refusal, refusal
from wenjiu.rules.document.flows import Outcome, Step
from wenjiu.web.desk.cases import defects
from wenjiu.web.desk.cases.entry import Entry, Item

#: What is said after an action that is no step.
SAID = {"cleared": gettext_lazy("疑点已放行"), "recused": gettext_lazy("已登记回避")}


@dataclass(frozen=True)
class Done:
    """An action was taken; the page is fetched anew. `code`: that of the step, or a key of `SAID`."""

    code: str


@dataclass(frozen=True)
class Pressed:
    """Nothing is stored yet; the page is drawn again.

    `problem`: why an action was refused. `outdated`: because somebody else was faster.
    `preview`: what the applicant will read, with the outcome that waits for a second press.
    """

    problem: str = ""
    outdated: bool = False
    preview: Refusal | None = None
    outcome: str = ""


def press(actor: Any, case: Case, entry: Entry, do: str) -> Done | Pressed:
    """Do what a button says. `do` is its value, such as ``step:accepted``.

    Raises:
        CaseRefused: the action was refused.
    """
    verb, _colon, about = do.partition(":")
    number = int(about) if about.isascii() and about.isdigit() and len(about) < 10 else 0
    if verb == "step":
        return _step(actor, case, entry, about, sure=False)
    if verb == "sure":
        return _step(actor, case, entry, about, sure=True)
    if verb == "clear":
        return _clear(actor, case, entry, number)
    if verb == "recuse":
        return _recuse(actor, case, entry)
    _note(case, entry, verb, about, number)
    return Pressed()


def _step(actor: Any, case: Case, entry: Entry, outcome: str, sure: bool) -> Done | Pressed:
    """Take the present step. What goes against the applicant is shown first as the applicant will read it."""
    step = review.step_of(case)
    chosen = step.outcomes.get(outcome) if step is not None else None
    refused = entry.refused if step is not None and chosen is not None and reviewing.agrees(step, chosen) else None
    if step is not None and chosen is not None and not sure and entry.version == case.version:
        against = _against(case, step, chosen, entry)
        if against:
            if chosen.kind == "end" and not entry.reason.strip():
                raise CaseRefused(_("请写明理由。"), code="reason")
            _check_whys(against)
            text = refusal(case, step, against, review.lines_of(case), clock.today())
            return Pressed(preview=text, outcome=outcome)
    with refusals():
        steps.take_step(
            actor=actor,
            case_id=case.id,
            step=step.code if step is not None else case.state,
            outcome=outcome,
            seen_version=entry.version,
            reason=entry.reason,
            lines=refused,
            items=[{"line": i.line, "field": i.field, "text": i.text} for i in entry.items],
        )
    return Done(step.code if step is not None else "")


def _against(case: Case, step: Step, chosen: Outcome, entry: Entry) -> dict[int, str]:
    """Return number -> reason of the lines that this step would refuse for good; a proposal refuses nothing yet."""
    if chosen.kind == "end" and chosen.next != "closed":
        numbers = case.lines.filter(state="open").values_list("no", flat=True)
        return dict.fromkeys(numbers, entry.reason.strip())
    if step.code == "decide" and chosen.kind == "next":
        return entry.refused
    return {}


def _check_whys(refused: dict[int, str]) -> None:
    for no, why in refused.items():
        if not why.strip():
            raise CaseRefused(_("第%(no)s条不同意，请写明理由。") % {"no": no}, code="reason")


def _clear(actor: Any, case: Case, entry: Entry, finding: int) -> Done:
    if not case.findings.filter(id=finding).exists():
        raise scopes.Forbidden(f"finding {finding}")
    with refusals():
        reviews.clear_finding(
            actor=actor, finding_id=finding, seen_version=entry.version, reason=entry.clearing.get(finding, "")
        )
    return Done("cleared")


def _recuse(actor: Any, case: Case, entry: Entry) -> Done:
    with refusals():
        reviews.recuse(actor=actor, party=case.filing.filer, reason=entry.recuse_reason)
    return Done("recused")


def _note(case: Case, entry: Entry, verb: str, about: str, number: int) -> None:
    """Change what the page holds, without storing anything."""
    if verb == "open":
        entry.open(number)
    elif verb == "close":
        entry.opened = [no for no in entry.opened if no != number]
    elif verb == "page":
        entry.lines_page = max(1, number)
    elif verb == "item":
        for item in defects.read(case, about):
            entry.add(item)
    elif verb == "add":
        entry.items.append(Item(0, "", ""))
    elif verb == "drop" and 1 <= number <= len(entry.items):
        del entry.items[number - 1]
    elif verb == "ask":
        for item in defects.lacking(case):
            entry.add(item)
    elif verb == "fill":
        for view in review.lines_of(case):
            if view.line.state == "open" and view.verdict == "no":
                entry.refusing.add(view.line.no)
                if not entry.whys.get(view.line.no, "").strip():
                    entry.whys[view.line.no] = defects.why(view)
