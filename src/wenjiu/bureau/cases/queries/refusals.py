"""What an applicant reads when something is refused: clause, reasons, what could change it, and the remedies of the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries.appeals import REMEDY
from wenjiu.bureau.cases.queries.review import LineView
from wenjiu.rules.document.flows import OUTCOMES, Outcome, Step
from wenjiu.rules.explain.plain import says

#: The fact whose later day a near miss can name: filed again on that day, the condition is met.
FILED = "application_date"


@dataclass(frozen=True)
class Ground:
    """One condition that is not met: its clause, empty where it is none of the document's, and its wording as a requirement."""

    clause: str
    text: str


@dataclass(frozen=True)
class Refused:
    """The lines that are refused for the same reason.

    `lines`: number of each line, and whom it is about. `reason`: the official's own words.
    `changes`: what would have to be otherwise. `from_day`: the day from which it could be filed again; None if unknown.
    """

    lines: tuple[tuple[int, str], ...]
    reason: str
    grounds: tuple[Ground, ...]
    changes: tuple[str, ...]
    from_day: dt.date | None


@dataclass(frozen=True)
class Way:
    """One remedy: its name, within which time, its last day where the text is delivered today, and to whom to turn."""

    name: str
    period: str
    since: str
    last_day: dt.date
    to: str
    answer: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Refusal:
    """The whole text. `outcome`: what is decided against the applicant, in words. `everything`: no line is left."""

    measure: str
    clause: str
    outcome: str
    refused: tuple[Refused, ...]
    everything: bool
    ways: tuple[Way, ...]


def refusal(
    case: Case, step: Step, outcome: Outcome, refused: Mapping[int, str], views: Sequence[LineView], on: dt.date
) -> Refusal:
    """Return what an applicant reads when a step refuses lines on a day.

    Args:
        outcome: that of the step; one that ends a case names what is decided.
        refused: number of a line -> the official's reason.
        views: the lines of the case.
        on: the day of the decision, on which the remedies are those of the law and their time begins.
    """
    policy, lang = flows.policy_of(case), flows.lang()
    measure = policy.measures[case.measure]
    alike: dict[tuple[Any, ...], list[tuple[int, str]]] = {}
    for view in views:
        if view.line.no in refused:
            alike.setdefault(_why(view, refused[view.line.no], lang), []).append((view.line.no, _name(case, view)))
    left = [view for view in views if view.line.no not in refused and view.line.state not in ("refused", "ended")]
    # After a review comes no second one.
    looked_at = case.appeals.filter(round__lte=case.round).exists()
    ways = [
        Way(
            name=remedy.name(lang),
            period=remedy.period.shown(lang),
            since=remedy.since(lang),
            last_day=remedy.period.last_day(on),
            to=remedy.to(lang),
            answer=remedy.answer(lang) if remedy.answer else "",
            source=remedy.source.name(lang),
            confirmed=remedy.source.confirmed,
        )
        for remedy in flows.procedures_of(policy).against(step, on)
        if not (looked_at and remedy.code == REMEDY)
    ]
    return Refusal(
        measure.name(lang),
        measure.clause,
        (outcome.name if outcome.kind == "end" else OUTCOMES["refused"])(lang),
        tuple(Refused(tuple(x), *why) for why, x in alike.items()),
        not left,
        tuple(ways),
    )


def _why(view: LineView, reason: str, lang: str) -> tuple[Any, ...]:
    """Return reason, grounds, changes and day of a line that is refused."""
    grounds = tuple(Ground(numbered(c["clause"]), says(dict(c), lang)) for c in view.failed)
    changes = tuple(miss["text"] for miss in view.answer.get("near_misses", ()))
    return reason, grounds, changes, _from_day(view.answer)


def _name(case: Case, view: LineView) -> str:
    return "、".join(party.name for party in view.people) or str(case.filing.filer.name)


def numbered(clause: str) -> str:
    """Return the number of a clause; empty for a rule that is none of the document's clauses, such as ``G1``."""
    return clause if clause[:1].isdigit() and not clause.startswith("0") else ""


def _from_day(answer: Mapping[str, Any]) -> dt.date | None:
    """Return the day from which a filing would meet every condition that fails now; None where a later day is not enough."""
    days: dict[str, str] = {}
    for miss in answer.get("near_misses", ()):
        needed = str(miss["needed"])
        if miss["fact"] == FILED and needed[0] not in "+-" and needed > str(miss["value"]):
            days[miss["condition"]] = max(needed, days.get(miss["condition"], ""))
    fails = set(answer.get("fails", ()))
    return dt.date.fromisoformat(max(days.values())) if fails and fails <= set(days) else None
