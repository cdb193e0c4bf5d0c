"""The kind of a programme, in the policy that it was opened under. Pure but for the policy that is served."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wenjiu import policies
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.models import Entry, Programme
from wenjiu.rules.document.programmes import Field, Kind, Listed
from wenjiu.rules.language.text import Text, day_of, language_of
from wenjiu.rules.policy import Policy


def lang() -> str:
    """Return the language of the reader, of those that a policy has."""
    return language_of(get_language())


def words_of_day(on: dt.date) -> str:
    """Return a day as it is written in sentences, in the language of the reader."""
    return day_of(on)(lang())


def served() -> Policy:
    """Return the policy that is served."""
    return policies.load_policy(settings.WENJIU_POLICY)


def policy_of(programme: Programme) -> Policy:
    """Return the policy that a programme was opened under."""
    return policies.load_policy(programme.policy)


def kind_of(programme: Programme) -> Kind:
    """Return the kind of a programme."""
    return policy_of(programme).programmes[programme.kind]


def list_of(programme: Programme) -> Listed:
    """Return what the list of a programme is like. Raise `ProgrammeRefused` where it has none."""
    listed = kind_of(programme).listed
    if listed is None:
        raise ProgrammeRefused("no list", code="list")
    return listed


def how_many(programme: Programme, number: int) -> str:
    """Return a number of entries in words: people, or what is on the list of the kind, such as projects."""
    listed = list_of(programme)
    if listed.kinds == ("person",):
        return _("%(n)s人") % {"n": number}
    return _("%(n)s个%(who)s") % {"n": number, "who": listed.who(lang())}


def parts_of(programme: Programme) -> list[str]:
    """Return the parts of a programme, such as events; none where its kind has none."""
    listed = kind_of(programme).listed
    return list(programme.fields.get(listed.part, [])) if listed is not None and listed.part else []


def called(entry: Entry, programme: Programme) -> str:
    """Return what an entry is called on pages: the part itself where the list is the parts, else who it is."""
    return entry.part if list_of(programme).own else entry.party.name


def part_label(programme: Programme) -> Text:
    """Return what a part is called, such as event; no words where the kind has none."""
    listed = kind_of(programme).listed
    label = next(
        (f.label for f in kind_of(programme).fields if listed is not None and f.id == listed.part), Text("", "")
    )
    return Text(label.zh.split("（")[0], label.en.split(" (")[0])


def entry_fields(programme: Programme) -> tuple[Field, ...]:
    """Return what is filled in for each entry besides who it is."""
    listed = kind_of(programme).listed
    return () if listed is None else listed.fields
