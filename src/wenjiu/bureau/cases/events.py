"""Business events of cases, recorded in the transaction of the action."""

from __future__ import annotations

from typing import Any

from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import effects
from wenjiu.bureau.cases.models import Case


def case_event(actor: Any, case: Case, kind: str, **data: Any) -> None:
    """Record what happened to a case, with its number, step and round, and tell the apps that follow it."""
    record(
        actor=actor,
        kind=f"case.{kind}",
        subject=case,
        data={"number": case.number, "state": case.state, "round": case.round, **data},
    )
    for follow in effects.on_event:
        follow(actor, case, kind, data)
