"""What the public reads of programmes: open calls, results and titles. Names, and never a number of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from wenjiu.bureau.programmes import outputs, values
from wenjiu.bureau.programmes.kinds import kind_of, lang, served
from wenjiu.bureau.programmes.models import ACCEPTED, APPROVED, FINISHED, LISTED, Entry, Programme
from wenjiu.rules.document.programmes import Kind

#: Programmes of a kind that are shown, the newest first, and people of one.
MOST, MOST_PEOPLE = 100, 500


@dataclass(frozen=True)
class Named:
    """Somebody in the results. `what`: event and rank, or name of the project. `row`: the register row that followed."""

    name: str
    what: str
    title: str = ""
    row: str = ""


@dataclass(frozen=True)
class Shown:
    """One programme as the public reads it. `people`: those of its results who are shown."""

    programme: Programme
    said: list[tuple[str, str]]
    people: list[Named] = field(default_factory=list)


def public_programmes() -> list[tuple[Kind, list[Shown]]]:
    """Return the kinds that are public, with their programmes that were approved, and the results of those that were accepted."""
    found = []
    for kind in served().programmes.values():
        if kind.public:
            of = Programme.objects.filter(policy=served().name, kind=kind.id, state__in=(APPROVED, FINISHED, ACCEPTED))
            found.append(
                (kind, [_shown(p) for p in of.select_related("organiser").order_by("-last_day", "-id")[:MOST]])
            )
    return found


def _shown(programme: Programme) -> Shown:
    kind = kind_of(programme)
    said = [
        (f.label(lang()), values.show(f, programme.fields[f.id], lang()))
        for f in kind.fields
        if f.id in programme.fields
    ]
    if programme.state != ACCEPTED or kind.listed is None:
        return Shown(programme, said)
    entries = programme.entries.filter(state=LISTED).select_related("party").order_by("part", "no")[:MOST_PEOPLE]
    return Shown(programme, said, list(_people(kind, programme, entries)))


def _people(kind: Kind, programme: Programme, entries: Iterable[Entry]) -> Iterable[Named]:
    """Yield the first few with rank and title, or of those who are included what they brought in."""
    title = kind.title
    if kind.ranking is not None:
        most = title.most if title is not None else 3
        titled = title is not None and programme.fields.get(title.field) == title.value
        ranked = [entry for entry in entries if (entry.result.get("rank") or most + 1) <= most]
        for entry in sorted(ranked, key=lambda e: (e.part, e.result["rank"], e.no)):
            words = title.name(lang()) if titled and title is not None else ""
            what = _("%(part)s 第%(rank)s名") % {"part": entry.part, "rank": entry.result["rank"]}
            yield Named(entry.party.name, what, words, entry.row or outputs.entry_number(programme, entry))
    elif kind.panel is not None:
        for entry in entries:
            if entry.result.get("included") is True:
                first = next(iter(kind.listed.fields), None) if kind.listed is not None else None
                yield Named(entry.party.name, "" if first is None else str(entry.fields.get(first.id, "")))
