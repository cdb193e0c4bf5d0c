"""A programme is opened, and changed while it is a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import head, records_of
from wenjiu.bureau.programmes import access, values
from wenjiu.bureau.programmes.errors import ProgrammeRefused, refusing
from wenjiu.bureau.programmes.kinds import kind_of, lang, policy_of, words_of_day
from wenjiu.bureau.programmes.models import APPROVED, DRAFT, Programme
from wenjiu.bureau.writes import action
from wenjiu.rules.document.programmes import Field, Kind
from wenjiu.rules.language.text import T, Text
from wenjiu.rules.policy import Policy

#: The fields that every programme has.
TITLE, FIRST, LAST, PART_OF = "title", "first_day", "last_day", "part_of"
LONGEST_TITLE = 120
#: The most days of one programme.
LONGEST = 1100


def own_fields(kind: Kind, wholes: Mapping[str, str] | None = None) -> tuple[Field, ...]:
    """Return what is filled in to open a programme of a kind. `wholes`: number -> title of what it can be a part of."""
    last = T("例如 2026-10-16", "such as 2026-10-16")
    if kind.results:
        last = T("例如 2026-10-16。到了这一天才能填结果", "such as 2026-10-16; results can be stated from that day on")
    found = [
        Field(TITLE, "text", T("名称", "title"), T("让人一看就知道是哪一期。", "Say which one it is.")),
        Field(FIRST, "day", T("第一天", "first day"), T("例如 2026-10-08", "such as 2026-10-08")),
        Field(LAST, "day", T("最后一天", "last day"), last),
    ]
    if wholes:
        options = {number: Text(title, title) for number, title in wholes.items()}
        found.append(Field(PART_OF, "choice", T("属于", "part of"), needed=kind.needs_whole, options=options))
    return (*found, *kind.fields)


@refusing
@action
def open_programme(
    *, actor: Any, policy: Policy, kind: str, organiser: Party | None, given: Mapping[str, str]
) -> Programme:
    """Open a programme as a draft. Its runner hands it in later.

    Args:
        actor: an agent of the organiser, or an official where the office opens programmes of the kind.
        policy: whose kinds.
        kind: the kind.
        organiser: who runs it; None where the office does.
        given: id of a field -> what was typed.

    Raises:
        FieldsRefused: with everything that is wrong.
        ProgrammeRefused: it cannot be opened.
    """
    of = policy.programmes[kind]
    if of.opened_by == "office":
        if not scopes.districts_of(actor, *access.DISTRICT):
            raise scopes.Forbidden(f"programme of {kind}")
        if (organiser is None) != (not of.organisers):
            raise ProgrammeRefused(_("请写明是哪一家单位。"), code="organiser")
    elif organiser is None or organiser.kind != "organisation" or not scopes.may_act_for(actor, organiser):
        raise scopes.Forbidden(f"programme of {kind}")
    title, first, last, whole, fields = _read(policy, of, given, organiser)
    now = clock.now()
    made = Programme.objects.create(
        policy=policy.name,
        kind=kind,
        number=_new_number(now.year),
        title=title,
        organiser=organiser,
        street=street_of(organiser),
        part_of=whole,
        first_day=first,
        last_day=last,
        fields=fields,
        opened_by=actor,
        opened_at=now,
    )
    audit.record(actor=actor, kind="programme.opened", subject=made, data={"kind": kind, "number": made.number})
    return made


@refusing
@action
def change_programme(*, actor: Any, programme_id: int, seen_version: int, given: Mapping[str, str]) -> Programme:
    """Change what is filled in of a draft.

    Raises:
        FieldsRefused: with everything that is wrong.
        ProgrammeRefused: it is no draft any more, or somebody changed it meanwhile.
    """
    programme = locked(programme_id)
    access.require_run(actor, programme)
    refuse_stale(programme, seen_version)
    if programme.state != DRAFT:
        raise ProgrammeRefused(_("已经报出去了，不能再改。要改请先请工作人员退回。"), code="state")
    read = _read(policy_of(programme), kind_of(programme), given, programme.organiser)
    programme.title, programme.first_day, programme.last_day, programme.part_of, programme.fields = read
    programme.version += 1
    programme.save(update_fields=["title", "first_day", "last_day", "part_of", "fields", "version"])
    audit.record(actor=actor, kind="programme.changed", subject=programme)
    return programme


def street_of(organiser: Party | None) -> Area | None:
    """Return the street of an organiser, whose office looks after its programmes; None for those of the office."""
    return None if organiser is None else head(organiser).street


def locked(programme_id: int) -> Programme:
    """Return a programme, locked: its list, records and results change one action at a time."""
    return Programme.objects.select_for_update(of=("self",)).select_related("organiser", "part_of").get(pk=programme_id)


def refuse_stale(programme: Programme, seen_version: int) -> None:
    """Raise `ProgrammeRefused` where a form showed an earlier version."""
    if programme.version != seen_version:
        raise ProgrammeRefused(_("这一页打开以后有人办过一步。请看清楚现在的情况再办。"), code="stale")


def wholes_for(policy: Policy, kind: Kind, organisers: Iterable[Party]) -> dict[str, str]:
    """Return number -> title of the approved programmes that one of a kind can be a part of.

    `organisers`: who can run it; nobody's own programmes are named to another.
    """
    if not kind.part_of:
        return {}
    whole = policy.programmes[kind.part_of]
    found = Programme.objects.filter(policy=policy.name, kind=kind.part_of, state=APPROVED)
    if whole.opened_by != "office":
        found = found.filter(organiser__in=records_of(organisers))
    return {number: f"{title}（{number}）" for number, title in found.values_list("number", "title")}


def _read(
    policy: Policy, kind: Kind, given: Mapping[str, str], organiser: Party | None
) -> tuple[str, dt.date, dt.date, Programme | None, dict[str, Any]]:
    wholes = wholes_for(policy, kind, [] if organiser is None else [organiser])
    if kind.needs_whole and not wholes:
        name = policy.programmes[kind.part_of].one(lang())
        raise ProgrammeRefused(
            _("现在没有已经批准的“%(name)s”，所以还不能报。请先报“%(name)s”，批准以后再报。") % {"name": name}
            if policy.programmes[kind.part_of].opened_by == "organiser"
            else _("现在没有已经批准的“%(name)s”，所以还不能报。") % {"name": name},
            code="whole",
        )
    read = values.read_all(own_fields(kind, wholes), given, lang())
    title = read.pop(TITLE)
    first, last = dt.date.fromisoformat(read.pop(FIRST)), dt.date.fromisoformat(read.pop(LAST))
    problems, days = {}, {"first": words_of_day(first), "last": words_of_day(last)}
    if given.get(PART_OF) and not wholes:
        problems[PART_OF] = _("“%(number)s”不是这家单位已经批准的，请换一家单位，或者不选。") % {
            "number": given[PART_OF][:30]
        }
    if len(title) > LONGEST_TITLE:
        problems[TITLE] = _("名称太长，最多%(n)s个字。") % {"n": LONGEST_TITLE}
    if last < first:
        problems[LAST] = _("最后一天%(last)s早于第一天%(first)s。") % days
    elif (last - first).days > LONGEST:
        problems[LAST] = _("从%(first)s到%(last)s太长，最多三年。请分期报。") % days
    number = read.pop(PART_OF, None)
    whole = Programme.objects.get(number=number) if number else None
    if kind.within and whole is not None and not whole.first_day <= first <= last <= whole.last_day:
        said = _("%(first)s至%(last)s超出了“%(whole)s”的日期%(from)s至%(to)s。请改日期，或者先报新的一期“%(name)s”。")
        within = {"whole": whole.title, "from": words_of_day(whole.first_day), "to": words_of_day(whole.last_day)}
        problems.setdefault(LAST, said % {**days, **within, "name": kind_of(whole).one(lang())})
    if problems:
        raise values.FieldsRefused(problems)
    return title, first, last, whole, read


def _new_number(year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('programmes_number')")
        (number,) = cursor.fetchone()
    return f"X{year}-{number:06d}"
