"""The days of steps as they stand on a day: those of the policy, and those that this installation set."""

from __future__ import annotations

import datetime as dt

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case, StepPeriod
from wenjiu.rules.document.flows import Flow
from wenjiu.rules.document.procedures import Procedures
from wenjiu.rules.document.services import Source
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy


def procedures_on(policy: Policy, day: dt.date) -> Procedures:
    """Return the procedures of a policy with the confirmed periods that are in force on a day."""
    found = flows.procedures_of(policy)
    rows = StepPeriod.objects.filter(policy=policy.name, confirmed_by__isnull=False, from_day__lte=day)
    for row in rows.order_by("from_day", "id"):
        found = found.with_days({row.flow: {row.step: row.days}}, Source(Text(row.source, row.source), confirmed=True))
    return found


def flow_today(case: Case) -> Flow:
    """Return the flow of a case with the periods that are in force today."""
    return flow_named(case.policy, case.flow)


def flow_named(policy: str, flow: str) -> Flow:
    """Return a flow by the names that a case keeps, with the periods that are in force today."""
    return procedures_on(policies.load_policy(policy), clock.today()).kept(flow)
