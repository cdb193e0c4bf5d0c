"""What staff see: their queue, single cases, and the state of the district."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from wenjiu import policies
from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import PARTY_READERS, Forbidden
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import ENDS, Case, Decision, Pause, Recusal
from wenjiu.rules.document.flows import Step


def visible_cases(actor: Any) -> QuerySet[Case]:
    """Return the cases of the streets that an actor works for. Leaders see sums, not cases."""
    found: QuerySet[Case] = Case.objects.filter(street__in=scopes.streets_of(actor, *PARTY_READERS)).select_related(
        "filing__filer", "street"
    )
    return found.prefetch_related("pauses")


def access_case(actor: Any, number: str) -> Case:
    """Return a case that an actor may see as staff. Raise Forbidden where there is none."""
    case = visible_cases(actor).filter(number=number).first()
    if case is None:
        raise Forbidden(f"case {number}")
    return case


def filers_of(actor: Any, numbers: Iterable[str]) -> dict[str, str]:
    """Return number -> name of the filer, of those cases that an actor may see as staff."""
    found = visible_cases(actor).filter(number__in=set(numbers)).prefetch_related(None)
    return {case.number: case.filing.filer.name for case in found}


def steps_of(actor: Any) -> list[tuple[str, Step]]:
    """Return (flow id, step) of every step that an actor's posts allow, over all policies and flows."""
    held = {post.role for post in scopes.posts_of(actor)}
    found = []
    for name in policies.names():
        for versions in flows.procedures_of(policies.load_policy(name)).flows.values():
            found += [(flow.id, step) for flow in versions for step in flow.steps if held & set(step.roles)]
    return found


def queue(actor: Any) -> QuerySet[Case]:
    """Return the cases that wait for a step of the actor, what is due first on top.

    A case that the actor filed or could have filed, took another step of, or is recused from is not there: another
    person takes it.
    """
    return (
        _waiting_for(actor)
        .select_related("filing__filer", "street")
        .prefetch_related("pauses")
        .annotate(line_count=Count("lines"))
    )


def _waiting_for(actor: Any) -> QuerySet[Case]:
    """Return the cases of the queue of an actor in its order."""
    waiting: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for flow, step in steps_of(actor):
        if step.code not in ("notice", "pay"):
            waiting.setdefault(step.roles, []).append((flow, step.code))
    mine = Q(pk__in=[])
    for roles, steps in waiting.items():
        states = [Q(flow=flow, state=code) for flow, code in dict.fromkeys(steps)]
        mine |= Q(street__in=scopes.streets_of(actor, *roles)) & reduce(or_, states)
    other_steps = Decision.objects.filter(case=OuterRef("pk"), actor=actor).exclude(step_code=OuterRef("state"))
    recused = Recusal.objects.filter(actor=actor, ended_at=None).values("party")
    before_appeal = Decision.objects.filter(case=OuterRef("pk"), actor=actor, case__appeals__round__gt=F("round"))
    found: QuerySet[Case] = (
        Case.objects.filter(mine)
        .exclude(filing__opened_by=actor, filing__origin="applicant")
        .exclude(filing__filer__in=scopes.parties_of(actor))
        .exclude(filing__filer__in=recused)
        .filter(~Exists(other_steps), ~Exists(before_appeal))
        .order_by(F("due_on").asc(nulls_last=True), "filed_at", "id")
    )
    return found


@dataclass(frozen=True)
class Waiting:
    """How many cases of a queue wait for one step: `over` are past their day, `today` due on it; of `urged` somebody reminded."""

    policy: str
    flow: str
    state: str
    cases: int
    over: int
    today: int
    urged: int


def waiting_of(cases: QuerySet[Case], day: dt.date) -> list[Waiting]:
    """Return the cases of a queue by step, in the order of the procedure."""
    rows = (
        cases.order_by()
        .values("policy", "flow", "state")
        .annotate(
            n=Count("id", distinct=True),
            over=Count("id", distinct=True, filter=Q(due_on__lt=day)),
            today=Count("id", distinct=True, filter=Q(due_on=day)),
            urged=Count("id", distinct=True, filter=Q(urges__at__gte=F("step_since"))),
        )
    )
    found = [Waiting(r["policy"], r["flow"], r["state"], r["n"], r["over"], r["today"], r["urged"]) for r in rows]
    return sorted(found, key=lambda w: (w.policy, w.flow, flows.step_named(w.policy, w.flow, w.state).number))


def next_case(actor: Any, after: str = "") -> str | None:
    """Return the number of the next case of the actor's queue, other than the one that was just seen."""
    found: str | None = _waiting_for(actor).exclude(number=after).values_list("number", flat=True).first()
    return found


@dataclass(frozen=True)
class StateCount:
    """How many cases of a measure are in a state, and since when the oldest waits."""

    policy: str
    measure: str
    state: str
    cases: int
    oldest: Any


def counts_by_state(streets: Iterable[Any]) -> list[StateCount]:
    """Return the cases of some streets by measure and state."""
    rows = (
        Case.objects.filter(street__in=streets)
        .values("policy", "measure", "state")
        .annotate(cases=Count("id"), oldest=Min("step_since"))
        .order_by("policy", "measure", "state")
    )
    return [StateCount(r["policy"], r["measure"], r["state"], r["cases"], r["oldest"]) for r in rows]


@dataclass(frozen=True)
class OpenCount:
    """How many open cases of a street wait for one step: `over` are past their day."""

    policy: str
    flow: str
    state: str
    street: Area
    cases: int
    over: int


def open_counts(streets: Iterable[Any], day: dt.date) -> list[OpenCount]:
    """Return the open cases of some streets by state and street. A clock that stands still is past no day."""
    stopped = Pause.objects.filter(case=OuterRef("pk"), to_day=None).exclude(kind="notice")
    late = Case.objects.filter(street__in=streets, due_on__lt=day).exclude(Exists(stopped)).values("pk")
    rows = (
        Case.objects.filter(street__in=streets)
        .exclude(state__in=ENDS)
        .values("policy", "flow", "state", "street")
        .annotate(n=Count("id"), over=Count("id", filter=Q(pk__in=late)))
        .order_by("policy", "flow", "state", "street")
    )
    areas = Area.objects.in_bulk({row["street"] for row in rows})
    return [OpenCount(r["policy"], r["flow"], r["state"], areas[r["street"]], r["n"], r["over"]) for r in rows]


def waits_since(case: Case) -> dt.datetime:
    """Return since when a case waits: since its notice began where one runs, else since its step began."""
    if case.state == "notice":
        for pause in case.pauses.all():
            if pause.kind == "notice" and pause.to_day is None:
                begun = dt.datetime.combine(pause.from_day, dt.time(), tzinfo=timezone.get_current_timezone())
                return max(begun, case.step_since)
    return case.step_since


def oldest_waiting(streets: Iterable[Any], most: int = 20) -> QuerySet[Case]:
    """Return the open cases of some streets that have waited longest in their present step."""
    found: QuerySet[Case] = (
        Case.objects.filter(street__in=streets)
        .exclude(state__in=ENDS)
        .select_related("filing__filer", "street__parent")
        .prefetch_related("pauses", "corrections")
        .order_by("step_since", "id")[:most]
    )
    return found
