"""What apps that stand after this one know of the people of a list, and do after an event. They register here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes.models import Panellist, Programme
from wenjiu.rules.policy import Policy

#: Called with (policy, measure, people); returns for each person public fact name -> value that past awards answer.
past_facts: list[Callable[[Policy, str, Sequence[Party]], list[Mapping[str, Any]]]] = []
#: Called with (actor, programme, event, data) inside the transaction of a step, or where a record is refused: messages
#: are written. The event is the step, or ``record_refused`` with ``record``.
on_event: list[Callable[[Any, Programme, str, Mapping[str, Any]], None]] = []
#: Called with (actor, panellist) in the transaction in which somebody is named for a panel or taken off it.
on_panel: list[Callable[[Any, Panellist], None]] = []


def happened(actor: Any, programme: Programme, event: str, **data: Any) -> None:
    """Tell the apps that stand after this one what happened to a programme."""
    for follow in on_event:
        follow(actor, programme, event, data)
