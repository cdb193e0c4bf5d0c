"""What an official needs to see of a case before a step: who may take it, the lines as they stand today, the papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import duties, flows, parts, periods, reviewing
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import ENDS, Case, DeskNote, Evidence, Finding, Line
from wenjiu.bureau.held import held
from wenjiu.bureau.parties.models import Party
from wenjiu.rules.case.filing import Proof, proofs
from wenjiu.rules.document.flows import OUTCOMES, Step

#: Steps that are taken on pages of their own, for many cases at once.
ELSEWHERE = {"notice": gettext_lazy("公示在“公示”页办理。"), "pay": gettext_lazy("拨付由财务在“资金”页办理。")}


def step_of(case: Case) -> Step | None:
    """Return the step that a case waits for; None where it waits for no official."""
    return None if case.state in flows.STATES else periods.flow_today(case).step(case.state)


def why_not(actor: Any, case: Case) -> str:
    """Return why an actor may not take the present step of a case, in words; empty where the actor may."""
    step = step_of(case)
    if case.state in ENDS:
        return _("这个案件已经结束：%(now)s。") % {"now": flows.state_name(case)}
    if step is None:
        return _("在等申请人补正，补正以后再办。")
    if step.code in ELSEWHERE:
        return str(ELSEWHERE[step.code])
    if not duties.covers(actor, roles=step.roles, area=case.street):
        who = _("、").join(str(Role(role).label) for role in step.roles)
        return _("现在是“%(step)s”，由%(who)s办理。") % {"step": step.name(flows.lang()), "who": who}
    try:
        reviewing.check_separation(actor, case, step)
    except CaseRefused as refused:
        return refused.text
    return ""


@dataclass(frozen=True)
class LineView:
    """One line of a case as an official reads it.

    `answer`, `facts`: those of today for an open line of an open case; else those that were stored with it.
    `people`: the parties that it names, without the filer.
    """

    line: Line
    answer: Mapping[str, Any]
    facts: Mapping[str, Mapping[str, Any]]
    people: tuple[Party, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> str:
        """Return yes, no, unknown or not_applicable; empty where it was never assessed."""
        return str(self.answer.get("eligible", ""))

    @property
    def amount_fen(self) -> int | None:
        """Return fen over all payees; None where the amount cannot be computed."""
        return fen(self.answer.get("amount"))

    @property
    def failed(self) -> list[Mapping[str, Any]]:
        """Return the conditions for which the policy does not grant the line."""
        return [c for c in self.answer.get("conditions", ()) if c["id"] in self.answer["fails"]]


def lines_of(case: Case) -> list[LineView]:
    """Return the lines of a case in their order. The number of statements does not grow with them."""
    lines = parts.lines_of(case)
    unsettled = [line for line in lines if line.state == "open" and case.state not in ENDS]
    today = dict(zip([x.id for x in unsettled], reviewing.assess_today(case, unsettled), strict=True))
    raised: dict[int | None, list[Finding]] = {}
    for finding in findings_of(case):
        raised.setdefault(finding.line_id, []).append(finding)
    found = []
    for line in lines:
        assessed = today.get(line.id)
        people = [role.party for role in line.roles.all() if role.party_id != case.filing.filer_id]
        found.append(
            LineView(
                line,
                assessed.answer if assessed else line.answer,
                assessed.facts if assessed else line.facts,
                tuple(people),
                tuple(raised.get(line.id, ())),
            )
        )
    return found


def findings_of(case: Case) -> list[Finding]:
    """Return the findings of a case, those that nobody cleared first."""

    def ask() -> list[Finding]:
        found = parts.rows_of(case, "findings").select_related("line", "cleared_by")
        return sorted(found, key=lambda f: (f.cleared_at is not None, f.line.no if f.line else 0, f.id))

    return list(held(("findings", case.pk), ask))


def proposed_to(case: Case) -> dict[int, str]:
    """Return number -> reason of the lines that the step before proposes to refuse."""
    step = step_of(case)
    return {} if step is None else reviewing.proposed(case, before=step.number)


@dataclass(frozen=True)
class Paper:
    """One paper of a case: what it proves, and where it came from.

    `given`: what was handed in or promised. `known`: whether the registers say all that it proves.
    """

    proof: Proof
    given: tuple[Evidence, ...]
    known: bool

    @property
    def missing(self) -> bool:
        """Whether it is neither given nor known. What is always looked up or on file, or is the filing itself, never is."""
        if self.given or self.known or self.proof.is_the_filing:
            return False
        return self.proof.origin in ("promise", "upload") or bool(self.proof.proves)


def papers_of(case: Case, lines: Sequence[LineView]) -> list[Paper]:
    """Return the papers of a case: looked up, on file, promised, handed in."""
    rows: dict[str, list[Evidence]] = {}
    given = (
        parts.rows_of(case, "evidence")
        .filter(replaced_at=None)
        .select_related("file", "given_by")
        .order_by("line_no", "id")
    )
    for row in given:
        rows.setdefault(row.material, []).append(row)
    found = []
    for proof in proofs(flows.policy_of(case), case.measure):
        known = bool(proof.proves) and all(
            view.facts.get(name, {}).get("source") == "register" for view in lines for name in proof.proves
        )
        found.append(Paper(proof, tuple(rows.pop(proof.material.id, ())), known))
    return found


def missing_uploads(case: Case, lines: Sequence[LineView]) -> list[Paper]:
    """Return the papers that have to be handed in and were not: without those that only some cases need."""
    return [
        paper
        for paper in papers_of(case, lines)
        if paper.missing and paper.proof.origin == "upload" and not paper.proof.material.when
    ]


def accepted_without_papers(findings: Sequence[Finding]) -> Finding | None:
    """Return what an official noted who accepted a case without its papers, the latest; None where nobody did."""
    found = [f for f in findings if f.code.startswith("papers:") and f.cleared_at is not None]
    return max(found, key=lambda f: f.id, default=None)


def paper_name(case: Case, paper: Paper) -> str:
    """Return the name of a paper in the language of the request."""
    policy, lang = flows.policy_of(case), flows.lang()
    return str(paper.proof.material.name(lang, policy.fill(policy.measures[case.measure], lang)))


def note_of(actor: Any, case: Case) -> DeskNote | None:
    """Return what an actor has typed into the page of a case in its present state; None where there is nothing."""
    found: DeskNote | None = DeskNote.objects.filter(actor=actor, case=case, state=case.state).first()
    return found


def refused_for_good(case: Case) -> dict[int, tuple[str, str]]:
    """Return number -> (outcome in words, reason) of the lines that an office has refused for good."""
    flow, lang = flows.flow_of(case), flows.lang()
    found: dict[int, tuple[str, str]] = {}
    outcome = None
    for d in parts.decisions_of(case):
        if not d.line_no:
            outcome = flow.step(d.step_code).outcomes.get(d.outcome)
        elif outcome is not None and outcome.kind == "end":
            found[d.line_no] = (outcome.name(lang), d.reason)
        elif d.step_code == "decide" and outcome is not None and outcome.kind == "next":
            found[d.line_no] = (OUTCOMES["refused"](lang), d.reason)
    return found


def access_evidence(case: Case, id: int) -> Evidence:
    """Return one paper with a file of a case. Raise Forbidden where there is none.

    The caller got the case by `desk.access_case` and records the read.
    """
    found: Evidence | None = case.evidence.filter(id=id, file__isnull=False).select_related("file").first()
    if found is None:
        raise Forbidden(f"evidence {id}")
    return found
