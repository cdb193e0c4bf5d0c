"""The days of steps as they stand on a day: those of the policy, and those that this installation set."""

from __future__ import annotations

import datetime as dt

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.rulebook import set_values
from wenjiu.rules.document.flows import Flow
from wenjiu.rules.document.procedures import Procedures
from wenjiu.rules.document.services import Source
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy

#: Kind of the changes of the rulebook that set the days of a step (settings.of_periods).
PERIOD = "period"


def procedures_on(policy: Policy, day: dt.date) -> Procedures:
    """Return the procedures of a policy with the confirmed periods that are in force on a day."""
    found = flows.procedures_of(policy)
    for value in set_values.all_on(policy.name, PERIOD, day).values():
        flow, _slash, step = value.name.partition("/")
        source = Source(Text(value.source, value.source), confirmed=value.confirmed)
        found = found.with_days({flow: {step: int(value.value)}}, source)
    return found


def flow_today(case: Case) -> Flow:
    """Return the flow of a case with the periods that are in force today."""
    return flow_named(case.policy, case.flow)


def flow_named(policy: str, flow: str) -> Flow:
    """Return a flow by the names that a case keeps, with the periods that are in force today."""
    return procedures_on(policies.load_policy(policy), clock.today()).kept(flow)


def lack_notice(policy: Policy) -> bool:
    """Whether a flow with a public notice has no days for it today, so that nothing can be published."""
    latest = (versions[-1] for versions in procedures_on(policy, clock.today()).flows.values())
    return any(flow.has("notice") and flow.step("notice").days is None for flow in latest)
