"""Parts of programmes as their pages show them: fields to fill in, people, records, states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.documents import offices
from wenjiu.bureau.programmes import ready, values
from wenjiu.bureau.programmes.actions.steps import WORDS
from wenjiu.bureau.programmes.kinds import called, entry_fields, kind_of, list_of, part_label, policy_of
from wenjiu.bureau.programmes.models import (
    ACCEPTED,
    CONFIRMED,
    FINISHED,
    HELD,
    LEFT,
    LISTED,
    PROPOSED,
    REFUSED,
    REMOVED,
    Entry,
    Programme,
    Record,
)
from wenjiu.rules.document.programmes import Field, Recorded
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import policy_language

#: State of an entry -> its words.
ON_LIST = {LISTED: _("在名单上"), HELD: _("等核对"), LEFT: _("已退出"), REMOVED: _("已移出")}


def fields_of(
    fields: Iterable[Field], typed: Mapping[str, str], problems: Mapping[str, str], prefix: str = ""
) -> list[dict[str, Any]]:
    """Return the fields of a form: what was typed into each and what is wrong with it."""
    lang = policy_language()
    return [
        {
            "id": of.id,
            "name": f"{prefix}{of.id}",
            "type": of.type,
            "label": of.label(lang),
            "help": of.help(lang),
            "needed": of.needed,
            "options": [(code, label(lang)) for code, label in of.options.items()],
            "typed": typed.get(of.id, ""),
            "problem": problems.get(of.id, ""),
        }
        for of in fields
    ]


def said(fields: Iterable[Field], stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return label and value in words of each field that is filled in."""
    lang = policy_language()
    return [(f.label(lang), values.show(f, stored[f.id], lang)) for f in fields if f.id in stored]


def office(policy: Policy, street: Area | None, by: str) -> str:
    """Return the office that approves or confirms for a street, or for the district. Without a street the district does."""
    if by == "street" and street is not None:
        return offices.office_of_area(policy.name, street)(policy_language())
    return offices.district_name(policy.name)(policy_language())


def office_of(of: Programme, by: str) -> str:
    """Return the office that approves or confirms for a programme, or the person served where that person confirms."""
    return gettext("本人") if by == "person" else office(policy_of(of), of.street, by)


def phones(policy: Policy) -> list[dict[str, str]]:
    """Return whom to call about a policy."""
    lang = policy_language()
    return [{"number": number, "name": name(lang)} for number, name in policy.phones]


def followed(of: Programme, since: dt.datetime | None) -> dict[str, Any]:
    """Return a programme with the office at which it waits, where it waits. `since`: when its last step was taken."""
    kind = kind_of(of)
    by = {PROPOSED: kind.approved_by, FINISHED: kind.accepted_by}.get(of.state)
    waits = by and {"office": office_of(of, by), "since": since, "phones": phones(policy_of(of))}
    return programme(of) | {"waits": waits}


def programme(of: Programme) -> dict[str, Any]:
    """Return a programme as lists and heads of pages show it."""
    kind, lang = kind_of(of), policy_language()
    return {
        "number": of.number,
        "title": of.title,
        "kind": kind.name(lang),
        "one": kind.one(lang),
        "organiser": "" if of.organiser is None else of.organiser.name,
        "street": "" if of.street is None else of.street.label,
        "first_day": of.first_day,
        "last_day": of.last_day,
        "state": of.state,
        "state_words": WORDS[of.state],
        "version": of.version,
        "published": kind.public and of.state == ACCEPTED,
    }


def entry(of: Entry, programme: Programme) -> dict[str, Any]:
    """Return somebody on a list. The number is masked."""
    kind, lang = kind_of(programme), policy_language()
    title = kind.title
    rank = of.result.get("rank")
    titled = title is not None and programme.fields.get(title.field) == title.value and rank and rank <= title.most
    return {
        "no": of.no,
        "name": called(of, programme),
        "tail": of.party.id_tail,
        "part": "" if list_of(programme).own else of.part,
        "part_label": part_label(programme)(lang),
        "first_day": of.first_day,
        "last_day": of.last_day,
        "state": of.state,
        "state_words": ON_LIST[of.state],
        "fields": said(entry_fields(programme), of.fields),
        "results": said(kind.results, of.result),
        "rank": rank,
        "title": title.name(lang) if titled and title is not None else "",
        "doubts": of.doubts,
        "asks": [d["text"] for d in of.doubts if d["level"] == "ask"],
        "reason": of.reason,
    }


def record(of: Record, recorded: Recorded) -> dict[str, Any]:
    """Return a record in words, with how it was answered."""
    answer = getattr(of, "answer", None)
    outcome = ready.outcome_of(of)
    return {
        "id": of.pk,
        "day": of.day,
        "no": of.entry.no,
        "name": called(of.entry, of.entry.programme),
        "said": said(recorded.fields, of.values),
        "stops": of.stops,
        "by": of.by.name,
        "outcome": outcome,
        "confirmed": outcome == CONFIRMED,
        "refused": outcome == REFUSED,
        "answered_by": answer.by.name if answer is not None else "",
        "answered_at": answer.at if answer is not None else None,
        "reason": answer.reason if answer is not None else "",
        "waits": bool(recorded.confirmed_by) and not outcome and not of.stops,
    }


def answered(said: dict[str, Any], request: HttpRequest, problems: Mapping[int, str]) -> dict[str, Any]:
    """Return a record in words with what the reader has chosen for it, and what was wrong with that."""
    id = said["id"]
    return said | {
        "chosen": request.POST.get(f"o-{id}", ""),
        "why": request.POST.get(f"r-{id}", "")[:500],
        "problem": problems.get(id, ""),
    }
