"""The figures and readings that can be changed: the value of today, what is confirmed for later, the draft that waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows
from wenjiu.bureau.rulebook import queries, set_values
from wenjiu.bureau.rulebook.kinds import kinds
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.rules.document.amendments import PARAMETER, READING
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web import formats
from wenjiu.web.desk.rulebook import words


@dataclass(frozen=True)
class Listed:
    """A figure or a reading. `now`: today. `later`: confirmed, from a later day on. `waits`: its drafts."""

    name: str
    words: str
    now: str
    later: tuple[str, ...]
    waits: tuple[Draft, ...]


def listed(policy: Policy, kind: str, wanted: str = "") -> list[Listed]:
    """Return everything of a kind that can be changed; those only whose words hold a text, where one is given."""
    waits = list(queries.drafts_of(policy.name))
    return [
        Listed(name, said, now, later_of(policy, kind, name), tuple(d for d in waits if (d.kind, d.name) == (kind, name)))
        for name, said, now in (_figures(policy) if kind == PARAMETER else _readings(policy))
        if not wanted or any(wanted.lower() in part.lower() for part in (name, said, now))
    ]  # fmt: skip


def _figures(policy: Policy) -> Iterable[tuple[str, str, str]]:
    for param in policy.book.params.values():
        now = _("分项给出")
        if not param.type.keyed:
            now = words.in_force(policy, PARAMETER, param.name, "", clock.today())
        yield param.name, words.parameter_name(policy, param, "", flows.lang()), now


def _readings(policy: Policy) -> Iterable[tuple[str, str, str]]:
    for id, known in policy.ambiguities.items():
        if known.switchable:
            yield id, f"{id} {known.words(flows.lang())}", words.in_force(policy, READING, id, "", clock.today())


def later_of(policy: Policy, kind: str, name: str, key: str = "", after: dt.date | None = None) -> tuple[str, ...]:
    """Return what a figure, a reading or a setting is from later days on, as it is confirmed or published now.

    `key`: one entry of a map; without it all of them. `after`: the day; without one, today.
    """
    day = after or clock.today()
    if kind == PARAMETER:
        return _later_figures(policy, name, key, civil.of(day))
    if kind == READING:
        found = [
            (a.start, a.number, words.letter_words(policy, name, str(a.value)))
            for a in policy.amendments
            if a.kind == READING and a.name == name and a.begins and a.start > civil.of(day)
        ]
        return tuple(_from(civil.date(start), number, said) for start, number, said in sorted(found))
    if kind in kinds and not kinds[kind].typed_name:
        values = set_values.later_than(policy.name, kind, day).get(name, [])
        return tuple(_from(v.start, v.number, kinds[kind].words(policy, name, v.value)) for v in values)
    return ()


def _later_figures(policy: Policy, name: str, key: str, day: int) -> tuple[str, ...]:
    param, found = policy.book[name], []
    for row in sorted(param.rows, key=lambda row: row.start):
        if row.start > day and key in ("", row.key):
            said = words.row_words(param, param.type.columns(param, row)) or _("没有数值")
            entry = param.key_word(row.key, flows.lang()) if row.key and not key else ""
            found.append(_from(civil.date(row.start), row.set_by, f"{entry} {said}".strip()))
    return tuple(found)


def _from(day: dt.date, number: int, said: str) -> str:
    if not number:
        return _("%(day)s起：%(value)s") % {"day": formats.day(day), "value": said}
    return _("%(day)s起：%(value)s（第%(number)s号改动）") % {"day": formats.day(day), "value": said, "number": number}
