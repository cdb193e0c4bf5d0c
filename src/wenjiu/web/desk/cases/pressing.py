"""What the buttons of a case page do: take a step, put something into the correction notice, clear a finding."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import clocks, flows, periods, reviewing
from wenjiu.bureau.cases.actions import reviews, steps
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import review
from wenjiu.bureau.cases.queries.refusals import Refusal, refusal
from wenjiu.rules.document.flows import Outcome, Step
from wenjiu.web.desk.cases import defects
from wenjiu.web.desk.cases.entry import Entry, Item

#: What is said after an action that is no step.
CLEARED = "cleared"
SAID = {CLEARED: gettext_lazy("疑点已放行"), "recused": gettext_lazy("已登记回避")}


@dataclass(frozen=True)
class Done:
    """An action was taken; the page is fetched anew. `code`: that of the step, or a key of `SAID`."""

    code: str


@dataclass(frozen=True)
class Noted:
    """What the page holds was changed, and nothing was done. The page is fetched anew with it.

    `outcome`: that which waits for a second press. `place`: the part of the page that the button belongs to.
    """

    outcome: str = ""
    place: str = ""


@dataclass(frozen=True)
class Asking:
    """What the applicant reads where something is to be corrected. `due`: by when; None where no period is set."""

    items: list[Item]
    due: dt.date | None
    source: str


@dataclass(frozen=True)
class Granting:
    """What a decision would grant: its words, how many lines, and what they come to. `notice_days`: of its notice."""

    outcome: str
    lines: int
    amount_fen: int
    notice: bool
    notice_days: int | None


@dataclass(frozen=True)
class Pressed:
    """What the page says about a press.

    `problem`: why an action was refused. `outdated`: because somebody else was faster.
    `outcome`: that which waits for a second press. What is shown before it is one of these: `preview`, what the
    applicant reads of a refusal; `asking`, of a correction notice; `lacking`, the papers that are missing; `granting`,
    what a decision would grant.
    """

    problem: str = ""
    outdated: bool = False
    outcome: str = ""
    preview: Refusal | None = None
    asking: Asking | None = None
    lacking: tuple[str, ...] = ()
    granting: Granting | None = None

    @property
    def waits(self) -> bool:
        """Whether something waits for a second press."""
        return bool(self.preview or self.asking or self.lacking or self.granting)


def press(actor: Any, case: Case, entry: Entry, do: str) -> Done | Noted:
    """Do what a button says. `do` is its value, such as ``step:accepted``.

    Raises:
        CaseRefused: the action was refused.
    """
    verb, _colon, about = do.partition(":")
    number = int(about) if about.isascii() and about.isdigit() and len(about) < 10 else 0
    may = entry.version == case.version and not review.why_not(actor, case)
    if verb == "step" and may:
        _ask_for_papers(case, entry, about)
    if verb == "step" and may and shown_first(case, entry, about).waits:
        return Noted(about, "preview")
    if verb in ("step", "sure"):
        return _step(actor, case, entry, about)
    if verb == "clear":
        return _clear(actor, case, entry, number)
    if verb == "recuse":
        return _recuse(actor, case, entry)
    return Noted(place=_note(case, entry, verb, about, number))


def _ask_for_papers(case: Case, entry: Entry, outcome: str) -> None:
    """Put the papers that are missing into a correction notice that says nothing yet."""
    step = review.step_of(case)
    chosen = step.outcomes.get(outcome) if step is not None else None
    if chosen is None or chosen.kind != "wait" or any(item.text.strip() for item in entry.items):
        return
    for item in defects.papers(case):
        entry.add(item)


def shown_first(case: Case, entry: Entry, outcome: str) -> Pressed:
    """Return what is shown before an outcome is taken; nothing waits where it can be taken at once.

    Raises:
        CaseRefused: a reason is missing.
    """
    step = review.step_of(case)
    chosen = step.outcomes.get(outcome) if step is not None else None
    if step is None or chosen is None:
        return Pressed()
    if chosen.kind == "wait":
        items = [item for item in entry.items if item.text.strip()]
        flow = periods.flow_today(case)
        source = flow.answer_source
        words = source.name(flows.lang()) if source is not None and not source.confirmed else ""
        due = clocks.due_on(clock.today(), flow.answer_days)
        return Pressed(outcome=outcome, asking=Asking(items, due, words)) if items else Pressed()
    if step.code == "accept" and chosen.kind == "next":
        missing = review.missing_uploads(case, review.lines_of(case))
        return Pressed(outcome=outcome, lacking=tuple(review.paper_name(case, paper) for paper in missing))
    against = _against(case, step, chosen, entry)
    granted = _granting(case, step, chosen, entry)
    if not against:
        return Pressed(outcome=outcome, granting=granted)
    if chosen.kind == "end" and not all(against.values()):
        raise CaseRefused(_("请写明理由。"), code="reason")
    _check_whys(against)
    text = refusal(case, step, chosen, against, review.lines_of(case), clock.today())
    return Pressed(outcome=outcome, preview=text, granting=granted)


def _granting(case: Case, step: Step, chosen: Outcome, entry: Entry) -> Granting | None:
    """Return what the decision would grant; None for another outcome. Money is reserved by it, so it waits as well."""
    if step.code != "decide" or chosen.kind != "next":
        return None
    views = [v for v in review.lines_of(case) if v.line.state == "open" and v.line.no not in entry.refusing]
    flow = periods.flow_today(case)
    notice = flow.has("notice") and flow.step("notice").scope != "system"
    days = flow.step("notice").days if notice else None
    amount = sum(v.amount_fen or 0 for v in views)
    return Granting(chosen.name(flows.lang()), len(views), amount, notice, days)


def _step(actor: Any, case: Case, entry: Entry, outcome: str) -> Done:
    """Take the present step."""
    step = review.step_of(case)
    chosen = step.outcomes.get(outcome) if step is not None else None
    refused = None
    if step is not None and chosen is not None and reviewing.agrees(step, chosen):
        refused = entry.refused
    elif chosen is not None and chosen.kind in ("propose", "end"):
        refused = {no: why for no, why in entry.refused.items() if why.strip()}
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
            without_papers=entry.without_papers,
        )
    return Done(step.code if step is not None else "")


def _against(case: Case, step: Step, chosen: Outcome, entry: Entry) -> dict[int, str]:
    """Return number -> reason of the lines that this step would refuse for good; a proposal refuses nothing yet."""
    if chosen.kind == "end" and chosen.next != "closed":
        return reviewing.reasons_of_all(_open_numbers(case), entry.refused, entry.reason)
    if step.code == "decide" and chosen.kind == "next":
        reviewing.check_some_left(step, chosen, _open_numbers(case), entry.refused)
        return entry.refused
    return {}


def _open_numbers(case: Case) -> list[int]:
    """Return the numbers of the lines that wait for a decision."""
    return list(case.lines.filter(state="open").order_by("no").values_list("no", flat=True))


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
    entry.clearing.pop(finding, None)
    return Done(CLEARED)


def _recuse(actor: Any, case: Case, entry: Entry) -> Done:
    with refusals():
        reviews.recuse(actor=actor, party=case.filing.filer, reason=entry.recuse_reason)
    return Done("recused")


def _note(case: Case, entry: Entry, verb: str, about: str, number: int) -> str:
    """Change what the page holds. Return the part of the page that the button belongs to."""
    place = f"line-{number}"
    if verb == "open":
        entry.open(number)
    elif verb == "close":
        entry.opened = [no for no in entry.opened if no != number]
    elif verb == "page":
        entry.lines_page, place = max(1, number), "lines"
    elif verb in ("item", "ask", "papers"):
        found = {"ask": defects.lacking, "papers": defects.papers}.get(verb)
        for item in found(case) if found is not None else defects.read(case, about):
            entry.add(item)
        place = {"ask": "correction", "papers": "papers"}.get(verb) or defects.place(about)
    elif verb == "add":
        entry.items.append(Item(0, "", ""))
        place = f"item-{len(entry.items)}"
    elif verb == "drop" and 1 <= number <= len(entry.items):
        del entry.items[number - 1]
        place = "correction"
    elif verb == "fill":
        place = "lines"
        for view in review.lines_of(case):
            if view.line.state == "open" and view.verdict == "no":
                entry.refusing.add(view.line.no)
                if not entry.whys.get(view.line.no, "").strip():
                    entry.whys[view.line.no] = defects.why(view)
    else:
        place = ""
    return place
