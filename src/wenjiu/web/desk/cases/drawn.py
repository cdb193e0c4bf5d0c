"""Everything that the page of a case shows, as data for its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import clocks, corrections, flows, parts, ranges, resting, reviewing
from wenjiu.bureau.cases.assessing import Assessed
from wenjiu.bureau.cases.explained import workings_of
from wenjiu.bureau.cases.models import ENDS, Case
from wenjiu.bureau.cases.queries import alternatives, review
from wenjiu.bureau.cases.queries.history import history
from wenjiu.bureau.cases.queries.review import LineView, Paper
from wenjiu.bureau.funds.queries import attempts_of_case, available_for, events_of_case
from wenjiu.rules.document.flows import Outcome, Step
from wenjiu.rules.document.services import ORIGINS
from wenjiu.standards import money
from wenjiu.web.desk.cases import facts
from wenjiu.web.desk.cases.entry import Entry, Item
from wenjiu.web.desk.cases.facts import ConditionView
from wenjiu.web.desk.cases.pressing import Pressed
from wenjiu.web.desk.roles import REVIEWERS

#: Lines of one page.
LINES = 100
LINE_STATES = {
    "open": gettext_noop("待审"),
    "refused": gettext_noop("未通过"),
    "approved": gettext_noop("已审定"),
    "held": gettext_noop("有异议，暂停"),
    "cleared": gettext_noop("待拨付"),
    "ended": gettext_noop("已终止"),
    "paid": gettext_noop("已到账"),
}
#: Words of an outcome's kind on its button.
STYLES = {
    "next": "btn-primary",
    "wait": "btn-outline-primary",
    "back": "btn-outline-primary",
    "propose": "btn-outline-danger",
    "end": "btn-outline-danger",
}


@dataclass(frozen=True)
class LineRow:
    """One line of the table: the view, what was typed about it, and its conditions where it is open.

    `outside`: the ranges that its award is outside of, so that nobody can agree to it.
    `today`: what the registers of today say of a line that was granted, in words; empty where they say the same.
    """

    view: LineView
    name: str
    tail: str
    word: str
    state: str
    refused: bool
    why: str
    conditions: tuple[ConditionView, ...]
    missing: tuple[tuple[str, str], ...]
    shown: bool
    outside: tuple[str, ...] = ()
    workings: tuple[str, ...] = ()
    today: str = ""

    @property
    def decidable(self) -> bool:
        """Whether the line still waits for a decision."""
        return self.view.line.state == "open"


@dataclass(frozen=True)
class PaperRow:
    """One paper: its name, its best source, whether it is there, whether the correction notice asks for it."""

    paper: Paper
    name: str
    origin: str
    when: str
    proves: str
    asked: bool

    @property
    def found(self) -> bool:
        """Whether the registers say all of it and nothing was handed in: there is nothing to look at."""
        return self.paper.known and not self.paper.given

    @property
    def filled(self) -> bool:
        """Whether it is what was typed into the filing itself: nobody has to hand it in."""
        return self.paper.proof.is_the_filing and not self.paper.given

    @property
    def lacking(self) -> bool:
        """Whether it has to be handed in and was not."""
        return self.paper.missing and not self.when and self.paper.proof.origin == "upload"


@dataclass(frozen=True)
class Button:
    """One outcome of the present step."""

    code: str
    name: str
    style: str
    note: str
    agrees: bool = False


@dataclass(frozen=True)
class Sum:
    """How many lines have a verdict; how many are granted and not marked as refused, and what those come to."""

    lines: int
    yes: int
    no: int
    unknown: int
    agreed: int
    amount_fen: int


def drawn(actor: Any, case: Case, entry: Entry, pressed: Pressed) -> dict[str, Any]:
    """Return the context of a case page."""
    views = review.lines_of(case)
    step, why_not = review.step_of(case), review.why_not(actor, case)
    policy, lang = flows.policy_of(case), flows.lang()
    answer = corrections.open_notice(case) if case.state == "correcting" else None
    proposed = review.proposed_to(case)
    shown = _shown_lines(case, views, entry, proposed)
    papers = _papers(case, views, entry)
    findings = review.findings_of(case)
    accepted = review.accepted_without_papers(findings)
    lacking = 0 if accepted else sum(1 for row in papers if row.lacking)
    decides = step is not None and not why_not and step.code == "decide"
    attempts = attempts_of_case(case)
    listed_total, listed = alternatives.listed_of(case)
    return {
        "case": case,
        "measure": policy.measures[case.measure].name(lang),
        "clause": policy.measures[case.measure].clause,
        "state": flows.state_name(case),
        "entry": entry,
        "pressed": pressed,
        "step": step,
        "step_name": step.name(lang) if step else "",
        "step_days": step.days if step else None,
        "unconfirmed": _unconfirmed(step, lang) if step else "",
        "due": answer.due_on if answer else clocks.moved_by_pauses(case, clock.today()),
        "answer_by": answer is not None,
        "pause": next((p for p in case.pauses.all() if p.to_day is None), None),
        "why_not": why_not,
        "buttons": _buttons(step, lacking) if step and not why_not else [],
        "may_ask": any(o.kind == "wait" for o in step.outcomes.values()) if step and not why_not else False,
        "per_line": any(reviewing.agrees(step, o) for o in step.outcomes.values()) if step and not why_not else False,
        "proposed": proposed,
        "available_fen": available_for(case) if decides else None,
        "rows": shown,
        "hidden_refusals": [
            (no, why) for no, why in entry.refused.items() if no not in {r.view.line.no for r in shown}
        ],
        "pages": range(1, -(-len(views) // LINES) + 1) if len(views) > LINES else [],
        "sum": _sum(views, entry.refusing),
        "papers": [row for row in papers if not row.found],
        "standards": alternatives.standards_of(case),
        "listed": listed,
        "listed_total": listed_total,
        "papers_found": [row for row in papers if row.found],
        "papers_lacking": lacking,
        "accepted_without": accepted,
        "findings": findings,
        "clearing": entry.clearing,
        "items": [(k, i, _where(case, i)) for k, i in enumerate(entry.items, start=1)],
        "corrections": parts.rows_of(case, "corrections").select_related("made_by").order_by("-id"),
        "money": attempts,
        "history": sorted([*history(case), *events_of_case(case, attempts)], key=lambda told: told.at, reverse=True),
        "over": case.state in ENDS,
        **_rests_on(case, views),
        "decided": case.state not in ("correcting", *flows.before_decision(case)),
        "reviews": scopes.has_role(actor, *REVIEWERS),
    }


def _rests_on(case: Case, views: list[LineView]) -> dict[str, Any]:
    """Return when a case was decided, and its figures whose source nobody has confirmed."""
    last = resting.decided(case, [view.line for view in views])
    return {"decided_at": last.at if last else None, "doubtful": resting.unconfirmed_figures(case, last)}


def _unconfirmed(step: Step, lang: str) -> str:
    """Return the source of the step's days, where it is none that settles them."""
    source = step.days_source
    return "" if source is None or source.confirmed else source.name(lang)


def _shown_lines(case: Case, views: list[LineView], entry: Entry, proposed: Mapping[int, str]) -> list[LineRow]:
    """Return the lines of the present page; those that are opened with their conditions.

    Their order does not follow what is ticked, so that no line moves away under the hand.
    """
    start = (min(entry.lines_page, -(-len(views) // LINES) or 1) - 1) * LINES
    part = sorted(views, key=lambda v: (not _wants_a_look(v, proposed), v.line.no))[start : start + LINES]
    opened = [v for v in part if v.line.no in entry.opened or len(views) == 1]
    rows, gone = facts.rows_of(opened), review.refused_for_good(case)
    told = workings_of(case, {view.line.no: (view.answer, view.facts) for view in opened})
    found = [
        _row(case, view, entry, facts.conditions_of(case, view, rows) if view in opened else None, gone)
        for view in part
    ]
    changed = resting.otherwise_today(case, [view.line for view in part])
    return [
        replace(
            row,
            workings=tuple(told.get(row.view.line.no, ())),
            today=_today(changed[row.view.line.no]) if row.view.line.no in changed else "",
        )
        for row in found
    ]


def _today(now: Assessed) -> str:
    """Return what the registers of today say of a line, in words: the verdict, the amount, and what is not met."""
    failed = [c["text"] for c in now.answer.get("conditions", ()) if c["id"] in now.answer["fails"]]
    amount = _("%(amount)s元") % {"amount": money.grouped(now.amount_fen)} if now.amount_fen else ""
    return _("，").join(filter(None, (flows.verdict_name(now.answer), amount, *failed)))


def _wants_a_look(view: LineView, proposed: Mapping[int, str]) -> bool:
    """Whether somebody has to look at a line before the others: it is not granted, has a finding, or is to be refused."""
    return view.line.state == "open" and (view.verdict != "yes" or bool(view.findings) or view.line.no in proposed)


def _row(
    case: Case,
    view: LineView,
    entry: Entry,
    conditions: list[ConditionView] | None,
    gone: Mapping[int, tuple[str, str]],
) -> LineRow:
    people = view.people or (case.filing.filer,)
    no, state = view.line.no, view.line.state
    outcome, gone_why = gone.get(no, ("", "")) if state == "refused" else ("", "")
    missing = tuple((name, facts.fact_name(case, name)) for name in view.answer.get("missing", ()))
    return LineRow(
        view=view,
        name="、".join(party.name for party in people),
        tail="、".join(party.id_tail for party in people),
        word=flows.verdict_name(view.answer) if view.verdict else _("还没有判断"),
        state=outcome or str(_(LINE_STATES[state])),
        refused=no in entry.refusing,
        why=entry.whys.get(no, "") if state == "open" else gone_why,
        conditions=tuple(conditions or ()),
        missing=missing,
        shown=conditions is not None,
        outside=tuple(ranges.outside(flows.policy_of(case), view.answer, view.facts)) if state == "open" else (),
    )


def _sum(views: list[LineView], refusing: set[int]) -> Sum:
    def count(verdict: str) -> int:
        return sum(1 for v in views if v.verdict == verdict)

    granted = [v for v in views if v.verdict == "yes" and v.line.state not in ("refused", "ended")]
    agreed = [v for v in granted if v.line.no not in refusing]
    amount = sum(v.amount_fen or 0 for v in agreed)
    no = count("no") + count("not_applicable")
    return Sum(len(views), count("yes"), no, count("unknown"), len(agreed), amount)


def _buttons(step: Step, lacking: int) -> list[Button]:
    """Return the outcomes of a step. Where papers are missing, asking for them stands out instead of accepting."""
    lang, styles = flows.lang(), STYLES
    if lacking and step.code == "accept" and any(o.kind == "wait" for o in step.outcomes.values()):
        styles = {**STYLES, "wait": STYLES["next"], "next": STYLES["wait"]}
    return [
        Button(o.code, o.name(lang), styles[o.kind], _note(o, step), reviewing.agrees(step, o))
        for o in step.outcomes.values()
    ]


def _note(outcome: Outcome, step: Step) -> str:
    """Return what follows from an outcome, in words."""
    if outcome.kind == "wait":
        return _("先看申请人会读到的补正通知，再确认")
    if outcome.kind == "back":
        return _("退回上一步重新办理，要写理由")
    if outcome.kind == "propose":
        return _("全部不同意，报下一步决定，要写理由；各条都写了的，不用再写")
    if outcome.kind == "end" and outcome.next != "closed":
        return _("先看申请人会读到的内容，再确认")
    return ""


def _papers(case: Case, views: list[LineView], entry: Entry) -> list[PaperRow]:
    lang = flows.lang()
    policy = flows.policy_of(case)
    fill = policy.fill(policy.measures[case.measure], lang)
    asked = {item.field for item in entry.items}
    return [
        PaperRow(
            paper,
            paper.proof.material.name(lang, fill),
            ORIGINS[paper.proof.origin](lang),
            paper.proof.material.when(lang, fill) if paper.proof.material.when else "",
            _("、").join(facts.fact_name(case, name) for name in paper.proof.proves),
            f"{corrections.PAPER}{paper.proof.material.id}" in asked,
        )
        for paper in review.papers_of(case, views)
    ]


def _where(case: Case, item: Item) -> str:
    """Return what an item of the correction notice is about, in words."""
    place = _("第%(no)s条") % {"no": item.line} if item.line else _("整个案件")
    if item.field.startswith("paper:"):
        return _("%(place)s · 材料") % {"place": place}
    return f"{place} · {facts.fact_name(case, item.field)}" if item.field else place
