"""What a step looks at: the lines, their verdicts today, and what must be settled before anybody agrees to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import flows, ranges
from wenjiu.bureau.cases.assessing import Asked, Assessed, assess_lines
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Case, Line, Recusal
from wenjiu.bureau.cases.parts import decisions_of
from wenjiu.rules.document.flows import Outcome, Step
from wenjiu.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One open line in a step. `refused`: why the official refuses it, empty where it is agreed to."""

    line: Line
    assessed: Assessed | None
    refused: str

    def snapshot(self) -> dict[str, Any]:
        """Return what a decision keeps of the line."""
        assessed = self.assessed
        if assessed is None:
            raise ValueError("a line that was not assessed has no snapshot")
        return {
            "line": self.line.no,
            "case": assessed.raw,
            "sources": {name: {k: v for k, v in f.items() if k != "value"} for name, f in assessed.facts.items()},
            "answer": assessed.answer,
            "rules": assessed.rules,
            "refused": self.refused,
        }


def assess_today(case: Case, lines: Sequence[Line], policy: Policy | None = None) -> list[Assessed]:
    """Assess lines of a case with what the registers and past awards say today; under another policy where one is given."""
    asked = [Asked({r.role: r.party for r in x.roles.all()}, x.row, x.declared, x.id) for x in lines]
    return assess_lines(
        policy=policy or flows.policy_of(case),
        code=case.measure,
        lines=asked,
        applied_on=case.filed_on,
        today=clock.today(),
    )


def open_lines(case: Case) -> list[Line]:
    """Return the open lines of a case with what an assessment needs."""
    return list(case.lines.filter(state="open").select_related("row").prefetch_related("roles__party"))


def agrees(step: Step, outcome: Outcome) -> bool:
    """Whether an outcome says that the policy grants the lines. Accepting the papers says nothing about them."""
    return outcome.kind == "next" and step.code != "accept"


def refused_lines(
    case: Case, step: Step, outcome: Outcome, reason: str, given: Mapping[int, str] | None
) -> dict[int, str]:
    """Return number -> reason of the lines that a step refuses; what the step before proposed where none are given.

    An outcome against all lines takes the reason of a line where it has one, else the reason of the step.

    Raises:
        CaseRefused: a reason is missing, there is no such line, or an outcome that agrees leaves no line to agree to.
    """
    refuses_all = outcome.kind in ("propose", "end")
    if not refuses_all and not agrees(step, outcome):
        return {}
    numbers = list(case.lines.filter(state="open").order_by("no").values_list("no", flat=True))
    if given is None and not refuses_all:
        refused = proposed(case, before=step.number)
    else:
        if given is None:
            given = {} if reason else proposed(case, before=step.number)
        refused = _given(numbers, given, reason if refuses_all else "", outcome)
    if not refuses_all:
        check_some_left(step, outcome, numbers, refused)
    return refused


def _given(numbers: Sequence[int], given: Mapping[int, str], reason: str, outcome: Outcome) -> dict[int, str]:
    """Return number -> reason of the lines that are refused: those of a form, or all of them."""
    unknown = sorted(set(given) - set(numbers))
    if unknown:
        raise CaseRefused(_("这个案件没有第%(no)s条待审的内容。") % {"no": unknown[0]}, code="line")
    if outcome.kind in ("propose", "end"):
        refused = reasons_of_all(numbers, given, reason)
        if outcome.needs_reason and not all(refused.values()):
            raise CaseRefused(_("请写明理由。"), code="reason")
        return refused
    without = sorted(no for no, why in given.items() if not why.strip())
    if without:
        raise CaseRefused(_("第%(no)s条不同意，请写明理由。") % {"no": without[0]}, code="reason")
    return {no: why.strip() for no, why in given.items()}


def reasons_of_all(numbers: Sequence[int], given: Mapping[int, str], reason: str) -> dict[int, str]:
    """Return number -> reason where all lines are refused: its own, else the one that was given for all."""
    return {no: given.get(no, "").strip() or reason.strip() for no in numbers}


def by_reason(refused: Mapping[int, str]) -> dict[str, str]:
    """Return reason -> the numbers of the lines that have it, such as ``1、3``, in the order of the lines."""
    same: dict[str, list[str]] = {}
    for no, why in sorted(refused.items()):
        same.setdefault(why, []).append(str(no))
    return {why: "、".join(numbers) for why, numbers in same.items()}


def summed_up(refused: Mapping[int, str]) -> str:
    """Return the reasons of refused lines as one text: one for all of them, or each with the numbers of its lines."""
    same = by_reason(refused)
    if len(same) == 1:
        return next(iter(same))
    words = _("第%(lines)s条：%(why)s")
    return "；".join(words % {"lines": lines, "why": why.removesuffix("。")} for why, lines in same.items())


def kept_sum(refused: Mapping[int, str]) -> str:
    """Return the reasons of refused lines as one text in the language of the records, whatever the official reads."""
    with override("zh-hans"):
        return summed_up(refused)


def check_some_left(step: Step, outcome: Outcome, numbers: Sequence[int], refused: Mapping[int, str]) -> None:
    """Refuse an outcome that agrees where no line is agreed to, and name the one that says what is meant."""
    if not agrees(step, outcome) or set(numbers) - set(refused):
        return
    lang = flows.lang()
    against = [o for o in step.outcomes.values() if o.kind in ("propose", "end") and o.needs_reason]
    words = {"n": len(numbers), "said": outcome.name(lang), "instead": against[0].name(lang) if against else ""}
    text = _("%(n)s条都不同意，不能按“%(said)s”。") % words
    if against:
        text += _("请按“%(instead)s”，每一条的理由就是您已经写的，不用再写。") % words
    raise CaseRefused(text, code="none_agreed")


def proposed(case: Case, before: int | None = None) -> dict[int, str]:
    """Return number -> reason of the lines that the latest step of this round proposes to refuse."""
    decisions = [d for d in decisions_of(case) if d.round == case.round and (before is None or d.step < before)]
    last = max((d.step for d in decisions if d.line_no == 0), default=None)
    return {d.line_no: d.reason for d in decisions if d.step == last and d.line_no and d.outcome == "refuse"}


def review(case: Case, refused: Mapping[int, str], everything: bool) -> list[Reviewed]:
    """Return the open lines of a case; assessed today where the step says something about them."""
    lines = open_lines(case)
    assessed: Sequence[Assessed | None] = assess_today(case, lines) if everything else [None] * len(lines)
    return [Reviewed(x, a, refused.get(x.no, "")) for x, a in zip(lines, assessed, strict=True)]


def of_line(line: Line, refused: CaseRefused) -> CaseRefused:
    """Return a refusal that names the line, which can be refused so that the others go on."""
    text = _("第%(no)s条：%(text)s这一条请改为不同意并写明理由，其他各条不受影响。")
    return CaseRefused(text % {"no": line.no, "text": _ended(refused.text)}, code=refused.code)


def _ended(text: str) -> str:
    return text if text.endswith("。") else f"{text}。"


def check_agreed(case: Case, reviewed: Sequence[Reviewed]) -> None:
    """Refuse to agree to a line that the policy does not grant, or whose findings nobody has cleared."""
    agreed = {r.line.no: r for r in reviewed if not r.refused}
    for no, r in agreed.items():
        assert r.assessed is not None
        for words in ranges.outside(flows.policy_of(case), r.assessed.answer, r.assessed.facts):
            raise of_line(r.line, CaseRefused(words, code="range"))
        pays = bool(flows.policy_of(case).claims[case.measure].pays)
        if r.assessed.eligible != "yes" or (pays and r.assessed.amount_fen is None):
            raise CaseRefused(
                _("第%(no)s条按现在的资料是“%(verdict)s”，不能同意。请改为不同意并写明理由，或退回补正。")
                % {"no": no, "verdict": flows.verdict_name(r.assessed.answer)},
                code="verdict",
            )
    for finding in case.findings.filter(cleared_at=None).select_related("line").order_by("id"):
        if finding.line is not None and finding.line.no not in agreed or not agreed:
            continue
        if finding.level == "stop" and finding.line is not None:
            raise of_line(finding.line, CaseRefused(finding.text, code="finding"))
        where = _("第%(no)s条") % {"no": finding.line.no} if finding.line else _("整个案件")
        raise CaseRefused(
            _("%(where)s还有没处理的疑点：%(text)s。请先处理，写明理由。")
            % {"where": where, "text": finding.text.removesuffix("。")},
            code="finding",
        )


def check_separation(actor: Any, case: Case, step: Step) -> None:
    """Refuse an official who took another step of the case, or has a part in it. The database refuses it as well."""
    own = [d for d in decisions_of(case) if d.actor_id == actor.pk]
    others = next((d for d in own if d.step != step.number), None)
    if others is not None:
        raise CaseRefused(
            _("您已经办过这个案件的“%(step)s”，同一个人不能办两步。请交给其他人办理。")
            % {"step": flows.flow_of(case).step(others.step_code).name("zh")},
            code="two_steps",
        )
    if own and case.appeals.filter(round__gt=min(d.round for d in own)).exists():
        raise CaseRefused(_("您办过这个案件，内部复议由没有办过的人办理。请交给其他人。"), code="appeal")
    check_unbiased(actor, case)


def check_apart(actor: Any, case: Case) -> None:
    """Refuse an official who took any step of a case, or has a part in it, where what was done in it is looked at anew."""
    taken = next((d for d in decisions_of(case) if d.actor_id == actor.pk), None)
    if taken is not None:
        raise CaseRefused(
            _("您办过本案的“%(step)s”，对本案的异议由别人处理。请交给没有办过的人。")
            % {"step": flows.flow_of(case).step(taken.step_code).name(flows.lang())},
            code="own_step",
        )
    check_unbiased(actor, case)


def check_unbiased(actor: Any, case: Case) -> None:
    """Refuse an official who filed the case, is named in it, acts for a party of it, or is recused from one."""
    parties = {case.filing.filer_id, *case.lines.values_list("roles__party", flat=True)} - {None}
    filed = case.filing.origin != "office" and case.filing.opened_by_id == actor.pk
    if filed or parties & set(scopes.parties_of(actor)):
        raise CaseRefused(_("这个案件和您本人或您代办的单位有关，您不能办理。请交给其他人办理。"), code="own_case")
    if Recusal.objects.filter(actor=actor, party__in=parties, ended_at=None).exists():
        raise CaseRefused(_("您已经申请回避，不能办理这个案件。"), code="recused")
