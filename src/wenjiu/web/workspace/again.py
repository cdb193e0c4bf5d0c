"""Filing again: what a refused case would bring today, and a new filing with what an earlier one said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wenjiu.bureau import clock
from wenjiu.bureau.cases import doubles, flows
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.assessing import Asked, assess_lines
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Case, Decision, Filing, Line
from wenjiu.bureau.cases.queries import filings, review
from wenjiu.bureau.rulebook import in_force
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import roster
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.questions import as_typed, in_words


@dataclass(frozen=True)
class Changed:
    """A fact of a condition that was not met: its name, its value at the decision, and today's; both in words."""

    name: str
    was: str
    now: str


@dataclass(frozen=True)
class Again:
    """What the refused lines of a case would bring if they were filed today.

    `changes`: for one line, the facts of the conditions that failed. `lines`: how many would be granted now that were
    not at the decision. `settled_first`: how many were refused although the policy granted them: today's registers say
    nothing about why. `lacking`: the papers that were not handed in.
    """

    changes: tuple[Changed, ...]
    lines: int
    of: int
    amount_fen: int
    settled_first: int = 0
    lacking: tuple[str, ...] = ()


#: Refused cases of which a list says what they would bring today, the newest first.
MOST = 5


def again(case: Case, decision: Decision | None = None) -> Again | None:
    """Return what the refused lines of a case would bring today; None where none is refused.

    `decision`: where it is given, what has changed since is told too.
    """
    lines = list(
        case.lines.filter(state__in=["refused", "ended"], award=None)
        .select_related("row")
        .prefetch_related("roles__party")
    )
    if not lines:
        return None
    today = clock.today()
    policy = in_force.policy_on(case.policy, today)
    asked = [Asked({r.role: r.party for r in x.roles.all()}, x.row, x.declared) for x in lines]
    assessed = assess_lines(policy=policy, code=case.measure, lines=asked, applied_on=today, today=today)
    taken = doubles.doubles_of(policy, case.measure, assessed, case.filing_id, [x.declared for x in lines])
    others = [_answer(decision, line).get("eligible") == "yes" for line in lines]
    good = [
        a
        for a, double, other in zip(assessed, taken, others, strict=True)
        if a.eligible == "yes" and double is None and not other
    ]
    told = decision is not None and len(lines) == 1 and not any(others)
    facts = assessed[0].facts
    changes = changes_since(policy, decision, lines[0], facts) if decision is not None and told else ()
    lacking = review.missing_uploads(case, review.lines_of(case)) if any(others) else []
    names = tuple(review.paper_name(case, paper) for paper in lacking)
    return Again(changes, len(good), len(lines), sum(a.amount_fen or 0 for a in good), sum(others), names)


def _answer(decision: Decision | None, line: Line) -> Mapping[str, Any]:
    """Return the answer about a line that its decision was taken on."""
    snapshot = [] if decision is None else decision.snapshot or []
    kept = next((x for x in snapshot if x["line"] == line.no), None)
    found: Mapping[str, Any] = line.answer if kept is None else kept["answer"]
    return found


def open_again(cases: Iterable[Case]) -> dict[int, Again]:
    """Return id -> what a refused case would bring today, for the newest of some cases that would bring something."""
    refused = sorted((case for case in cases if case.state == "refused"), key=lambda case: -case.pk)[:MOST]
    found = {case.pk: again(case) for case in refused}
    return {pk: row for pk, row in found.items() if row is not None and row.lines}


def changes_since(policy: Policy, decision: Decision, line: Line, facts_now: Mapping[str, Any]) -> tuple[Changed, ...]:
    """Return the facts of the conditions that failed at the decision, as they were then and as they are today."""
    kept = next((x for x in decision.snapshot or () if x["line"] == line.no), None)
    answer = _answer(decision, line)
    facts = line.asked.get("facts", {}) if kept is None else kept["case"]["facts"]
    failed = [c for c in answer["conditions"] if c["result"] == "failed"]
    names = dict.fromkeys(name for condition in failed for name in condition["facts"])
    accepted, lang = policy.accepted_facts(policy.measures[line.case.measure]), flows.lang()
    fill = policy.fill(policy.measures[line.case.measure], lang)
    dates = {fact.key for fact in policy.dates.values()}
    found = []
    for name in names:
        fact = accepted.get(name)
        if isinstance(fact, Fact) and fact.key not in dates:
            was, today = (_shown(policy, fact, values, name, lang) for values in (facts, _values(facts_now)))
            found.append(Changed(fact.name(lang, fill), was, today))
    return tuple(found)


def _values(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact["value"] for name, fact in facts.items()}


def _shown(policy: Policy, fact: Fact, values: Mapping[str, Any], name: str, lang: str) -> str:
    return in_words(policy, fact, values[name], lang) if values.get(name) is not None else _("不清楚")


@agent_or_person
@require_POST
def copy(request: HttpRequest, number: str) -> HttpResponse:
    """Begin a new filing with the answers and the lines of a case that is over; the same one until it is sent."""
    case = filings.access_own_case(request.user, number)
    if case.closed_at is None:
        messages.info(request, _("这份申报还在办理，不用另报。"))
        return redirect("my:case", number=number)
    try:
        with refusals():
            made = _copied(request.user, case)
    except CaseRefused as error:
        messages.error(request, error.text)
        return redirect("my:case", number=number)
    messages.info(request, _("已复制到新的申报，材料要重新上传。请核对后提交。"))
    return redirect("my:filing", id=made.pk)


def _copied(user: Any, case: Case) -> Filing:
    """Return a draft with the answers and the lines of a case, or the one that was made before and is not sent yet."""
    policy, old = flows.policy_of(case), case.filing
    made, attempt = None, 0
    while made is None or made.submitted_at is not None or made.dropped_at is not None:
        attempt += 1
        made = drafts.open_filing(
            actor=user, policy=policy, filer=old.filer, measures=[case.measure],
            intent_key=f"copy-{case.pk}-{attempt}",
        )  # fmt: skip
    if made.version > 1:
        return made
    form = FilingForm(made, flows.lang())
    answers = {
        name: as_typed(fact, old.draft["answers"][name])
        for name, (fact, _codes) in form.asked.items()
        if name in old.draft["answers"]
    }
    drafts.save_answers(actor=user, filing_id=made.pk, answers=answers)
    if form.listed and old.draft["lines"]:
        lines = [roster.stored_line(form, line).to_save() for line in old.draft["lines"]]
        drafts.save_lines(actor=user, filing_id=made.pk, lines=lines)
    return made
