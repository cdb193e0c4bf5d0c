"""The approval form of a case: what was asked and granted, and the opinion of each level with name and day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.models import Case, Decision
from wenjiu.bureau.documents.blocks import Paper, day, ended, in_capitals, yuan
from wenjiu.bureau.documents.letters import about
from wenjiu.bureau.documents.models import Kind
from wenjiu.bureau.documents.of_case import amount_of, lines_of, measure_name, person_of
from wenjiu.bureau.documents.offices import district_office
from wenjiu.bureau.documents.wording import Words
from wenjiu.bureau.documents.working import counted, workings
from wenjiu.standards.civil import SHANGHAI
from wenjiu.standards.money import grouped


def approval(case: Case) -> dict[str, Any]:
    """Return the approval form of a case that was decided, with the lines that were granted."""
    policy, words = flows.policy_of(case), Words(case.policy, Kind.APPROVAL)
    paper = Paper(words, clock.today(), district_office(case.policy), red=False)
    lines = lines_of(case)
    granted = [line for line in lines if line.state not in ("refused", "ended")]
    total = sum(amount_of(line) for line in granted)
    asked = sum(fen(line.answer.get("amount")) or 0 for line in lines)
    filer = case.filing.filer
    clause = words("basis_of", document=policy.document, clause=policy.measures[case.measure].clause)
    office = "_office" if flows.listed(case) else ""
    number = counted(case, lines, words, granted)
    if office and number is not None:
        number = words(f"people{office}"), words(f"counted{office}", n=len(lines), granted=len(granted))
    rows = [
        (words(f"applicant{office}"), filer.name),
        (words("number_of"), filer.id_tail),
        (words("case"), case.number),
        (words(f"filed{office}"), day(words, case.filed_on)),
        (words("clause"), clause),
        *([] if number is None else [number]),
        (words(f"asked{office}"), yuan(words, asked)),
        *[(words("calculation"), text) for text in workings(case, granted, words)],
        (words("granted"), yuan(words, total) + in_capitals(words, total)),
    ]
    paper.rows(rows)
    about(paper, case)
    paper.point("granted_point", words("granted_of", n=len(granted), amount=yuan(words, total)))
    paper.blocks.append({"opinions": _opinions(case, words)})
    if len(granted) > 1:
        paper.h("list")
        table = [[str(line.no), *person_of(line), grouped(amount_of(line))] for line in granted]
        foot = [words("total"), "", "", grouped(total)]
        paper.table(words.list("heads"), table, [1, 4, 4, 2], right=[3], foot=foot)
    return paper.content(words("title", measure=measure_name(case)))


def _opinions(case: Case, words: Words) -> list[dict[str, str]]:
    """Return the last opinion of each step, in the order of the steps."""
    flow = flows.flow_of(case)
    decisions = list(case.decisions.select_related("actor").defer("snapshot").order_by("id"))
    last = {d.step: d for d in decisions if not d.line_no}
    found = []
    for number in sorted(last):
        decision = last[number]
        step = flow.step(decision.step_code)
        same = [d.line_no for d in decisions if d.line_no and (d.step, d.round) == (number, decision.round)]
        signer = f"signer_{step.code}"
        on = timezone.localtime(decision.at, SHANGHAI).date()
        found.append(
            {
                "step": step.name("zh"),
                "text": _opinion(words, step.outcomes[decision.outcome].name("zh"), decision, same),
                "who": words(signer if words.has(signer) else "signer", name=decision.actor.name),
                "sign": words("signature"),
                "day": day(words, on),
                "seal": words("seal"),
            }
        )
    return found


def _opinion(words: Words, outcome: str, decision: Decision, refused: Sequence[int]) -> str:
    lines = "、".join(str(no) for no in sorted(refused))
    name = ("refused_lines" if lines and decision.outcome != "refuse" else "opinion") + (
        "_why" if decision.reason else ""
    )
    return words(name, outcome=outcome, reason=ended(decision.reason), lines=lines)
