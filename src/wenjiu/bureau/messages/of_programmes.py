"""Which messages follow from a programme. They are written in its transaction, to the organisation that runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.messages.actions import Note, tell
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.programmes.kinds import kind_of
from wenjiu.bureau.programmes.models import Programme

#: Event of a programme -> kind of message to its organiser.
KINDS = {
    "approve": "programme_approved",
    "return": "programme_returned",
    "refuse": "programme_refused",
    "accept": "programme_accepted",
    "reopen": "programme_reopened",
    "record_refused": "programme_record_refused",
}
#: Event that writes no message -> why.
SILENT = {
    "propose": "the organiser has just done it",
    "finish": "the organiser has just done it",
    "cancel": "the organiser has just done it",
}


def follow_programme(actor: Any, programme: Programme, event: str, data: Mapping[str, Any]) -> None:
    """Write what follows from an event of a programme. What the office runs itself is told to nobody."""
    if event not in KINDS or programme.organiser is None:
        return
    values: dict[str, Any] = {"one": kind_of(programme).one, "number": programme.number}
    part = str(programme.version)
    if event == "record_refused":
        # Refusals of one day are one message; what was stated anew and refused again is another one.
        record = data["record"]
        values["what"] = _label(programme, record.what)
        part = f"{record.what}/{record.no}/{clock.today()}"
    key = f"{KINDS[event]}/{programme.pk}/{part}"
    tell(actor=actor, notes=[Note(KINDS[event], key, None, parties.head(programme.organiser), values=values)])


def _label(programme: Programme, what: str) -> Callable[[str], str]:
    """Return the name of a record, as a function of the language."""
    of = kind_of(programme).recorded(what)
    return lambda lang: "" if of is None else of.label(lang)
