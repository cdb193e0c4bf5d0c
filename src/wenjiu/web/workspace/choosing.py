"""The part of a draft's page that asks which rows of the registers it is about: a project, an edition, a traineeship."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.cases import choosing
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.choosing import NONE, Choice
from wenjiu.bureau.registry.models import Link
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.case.filing import needed_things
from wenjiu.rules.language.facts import Fact
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.questions import in_words

#: Before the code of a measure in the field of its rows, and in the field that says that the page had one.
FIELD, SHOWN = "row-", "rows-"


def sections(form: FilingForm) -> list[dict[str, Any]]:
    """Return for each measure that is about a row what can be chosen, and what is wrong."""
    found = []
    for code in form.codes:
        if code in form.listed:
            continue
        offered = choosing.choices(form.policy, code, form.filing.filer, clock.today())
        fault = choosing.fault(form.policy, form.filing, code)
        if not offered and not fault:
            continue
        table = registers_of(form.policy).subject(code)
        several = choosing.of_things(form.policy.claims[code])
        keys = {choice.row.key for choice in choosing.chosen(form.policy, form.filing, code)}
        none = form.filing.draft.get("rows", {}).get(code) == [NONE]
        needed = any(t is table for t in needed_things(form.policy, code).values())
        found.append(
            {
                "code": code,
                "name": form.policy.measures[code].name(form.lang),
                "what": table.label(form.lang),
                "several": several,
                "options": _options(form, code, offered, keys),
                "none": None if needed or several else none,
                "fault": fault,
            }
        )
    return found


def _options(form: FilingForm, code: str, offered: list[Choice], chosen: set[str]) -> list[dict[str, Any]]:
    names: dict[int, list[str]] = {}
    links = Link.objects.filter(row__in=[x.row.pk for x in offered]).exclude(party=form.filing.filer_id)
    for link in links.select_related("party").order_by("id"):
        names.setdefault(link.row_id, []).append(link.party.name)
    return [
        {
            "key": x.row.key,
            "label": _label(form, code, x, names.get(x.row.pk, [])),
            "chosen": x.row.key in chosen,
        }
        for x in offered
    ]


def _label(form: FilingForm, code: str, choice: Choice, names: list[str]) -> str:
    """Return what tells a row from the others in words: its number, the other parties, its distinguishing columns."""
    registers = registers_of(form.policy)
    table, row = registers.subject(code), choice.row
    apart = registers.apart.get(table.name)
    parts = [*([] if apart is not None else [row.key]), *names, *row.refers.values()]
    fill = form.policy.fill(form.policy.measures[code], form.lang)
    for column in apart or ():
        fact = table.facts[column]
        if isinstance(fact, Fact) and column in row.facts:
            parts.append(f"{fact.name(form.lang, fill)} {in_words(form.policy, fact, row.facts[column], form.lang)}")
    return " · ".join(parts) or table.label(form.lang)


def save(user: Any, form: FilingForm, posted: Mapping[str, Any]) -> None:
    """Save the rows that a page posted, where they differ from those of the draft."""
    for code in form.codes:
        if f"{SHOWN}{code}" not in posted:
            continue
        getlist = getattr(posted, "getlist", None)
        keys = getlist(f"{FIELD}{code}") if getlist is not None else [posted[f"{FIELD}{code}"]]
        if not keys and not choosing.of_things(form.policy.claims[code]):
            continue
        if keys != form.filing.draft.get("rows", {}).get(code):
            drafts.save_rows(actor=user, filing_id=form.filing.pk, code=code, keys=keys or [NONE])
