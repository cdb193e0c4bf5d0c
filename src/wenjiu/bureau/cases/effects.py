"""What follows from a case in apps that stand after this one, such as money. They register what to call.

Each is called inside the transaction of the action that causes it, after the rows of the case are written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wenjiu.bureau.cases.models import Award, Case, Complaint, Delegation, Mention


@dataclass(frozen=True, slots=True)
class Grant:
    """What one payee gets of one award.

    `payee`: the party that is paid. `part`: number of the payee's line in the measure, from 1.
    """

    award: Award
    role: str
    payee: Any
    part: int
    amount_fen: int


#: Called with (actor, grants) when a case is decided: money is reserved.
on_granted: list[Callable[[Any, Sequence[Grant]], None]] = []
#: Called with (actor, awards) when the notice of their lines has ended: money is committed.
on_cleared: list[Callable[[Any, Sequence[Award]], None]] = []
#: Called with (actor, awards) when awards end before payment: money is released.
on_ended: list[Callable[[Any, Sequence[Award]], None]] = []
#: Called with (actor, mentions) when a note names members of staff: they are told.
on_mentioned: list[Callable[[Any, Sequence[Mention]], None]] = []
#: Called with (actor, case, kind, data) for each event of a case: documents are made, messages are written.
on_event: list[Callable[[Any, Case, str, Mapping[str, Any]], None]] = []
#: Called with (actor, complaint, kind) when a complaint is handed to somebody (``handed``) or answered (``answered``).
on_complaint: list[Callable[[Any, Complaint, str], None]] = []
#: Called with (actor, delegation, kind) when somebody is to stand in for another one (``given``), or no longer (``ended``).
on_delegated: list[Callable[[Any, Delegation, str], None]] = []
