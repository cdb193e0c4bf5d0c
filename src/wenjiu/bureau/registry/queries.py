"""All reads of registers that pages and other apps use. Who may read is the access app's answer, not this one's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from wenjiu.bureau.access import scopes
from wenjiu.bureau.areas import queries as areas
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry import past_awards
from wenjiu.bureau.registry.export import export_population
from wenjiu.bureau.registry.layout import Layout, layout_of, measure_of
from wenjiu.bureau.registry.models import Import, Link, Row
from wenjiu.bureau.registry.values import columns_of, kept, registers_of
from wenjiu.rosters.columns import choices_of
from wenjiu.rules.ask.answers import show_answer
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.sources import REGISTER
from wenjiu.rules.language.text import T, Text
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

__all__ = [
    "Summary",
    "export_population",
    "find_import",
    "find_parties",
    "find_row",
    "history",
    "imports",
    "layout",
    "other_layouts",
    "rows_of",
    "said",
    "search",
    "sources",
    "street_names",
    "summaries",
]


def street_names() -> dict[str, int]:
    """Return the name of each street, in both languages -> its id."""
    found: dict[str, int] = {}
    for street in areas.streets():
        found[street.name] = street.pk
        if street.name_en:
            found[street.name_en] = street.pk
    return found


@dataclass(frozen=True)
class Summary:
    """One table of a policy's registers: how many subjects it has today, and its last import."""

    name: str
    label: Text
    subjects: int
    last: Import | None


def summaries(policy: Policy) -> list[Summary]:
    """Return the tables of a policy's registers, and the past awards."""
    today = civil.date(civil.today())
    live = Row.objects.filter(policy=policy.name, replaced_by=None, withdrawn_at=None, valid__contains=today)
    counts = dict(live.values_list("table").annotate(n=Count("key", distinct=True)).order_by("table"))
    newest = Import.objects.filter(policy=policy.name, withdrawn_at=None).order_by("table", "-id").distinct("table")
    last = {found.table: found for found in newest.select_related("by")}
    tables = [(t.name, t.label) for t in registers_of(policy).tables]
    if policy.claims:
        tables.append((past_awards.TABLE, past_awards.awards_layout(policy).table.label))
    return [Summary(name, label, counts.get(name, 0), last.get(name)) for name, label in tables]


def layout(policy: Policy, table: str) -> Layout | None:
    """Return the columns of a file for a table or for past awards; None if there is no such table."""
    if table == past_awards.TABLE and policy.claims:
        return past_awards.awards_layout(policy)
    known = [t.name for t in registers_of(policy).tables]
    return layout_of(policy, table) if table in known else None


def imports(policy: Policy, table: str) -> QuerySet[Import]:
    """Return the files that were imported into a table, the newest first."""
    found: QuerySet[Import] = Import.objects.filter(policy=policy.name, table=table).select_related(
        "by", "withdrawn_by"
    )
    return found


def find_import(policy: Policy, id: int) -> Import | None:
    """Return an import of a policy by its id."""
    return Import.objects.filter(policy=policy.name, pk=id).select_related("by", "withdrawn_by").first()


def find_row(policy: Policy, id: int) -> Row | None:
    """Return a row of a policy's registers by its id."""
    return Row.objects.filter(policy=policy.name, pk=id).select_related("street", "imported").first()


def search(policy: Policy, table: str, text: str, most: int = 50) -> list[Row]:
    """Return the live rows of a table that name a party with this name or number, or that have this number."""
    heads = parties.search(text).order_by()
    linked = Link.objects.filter(Q(party__in=heads) | Q(party__in=parties.merged_into(heads))).values("row_id")
    rows = Row.objects.filter(policy=policy.name, table=table, replaced_by=None, withdrawn_at=None)
    wanted = Q(pk__in=linked) | Q(key=text.strip())
    return list(rows.filter(wanted).select_related("street").prefetch_related("links__party").order_by("id")[:most])


def find_parties(actor: Any, policy: Policy, text: str, most: int = 50) -> list[Party]:
    """Return the parties of the registers that an actor sees and that have this name or number, the first by name."""
    named = Link.objects.filter(row__policy=policy.name).values("party")
    found = parties.search(text).filter(pk__in=scopes.visible_parties(actor).values("pk"))
    linked = Q(pk__in=named) | Q(merged__in=named)
    return list(found.filter(linked).distinct().order_by("name", "id")[:most])


def rows_of(policy: Policy, party: Party) -> list[Row]:
    """Return every row that is about a party or refers to it: those that hold first, then the newest."""
    linked = Link.objects.filter(party__in=parties.same_party_ids(party)).values("row_id")
    rows = Row.objects.filter(policy=policy.name, pk__in=linked).select_related("street", "imported__by")
    found = list(rows.prefetch_related("links__party").order_by("-id"))
    return sorted(found, key=lambda row: row.withdrawn_at is not None or row.replaced_by_id is not None)


def sources(policy: Policy, table: str, lang: str) -> list[str]:
    """Return who may state the rows of a table: sources of earlier files of it, of other tables, suppliers of facts."""
    used = Import.objects.filter(policy=policy.name).order_by().values_list("table", "source").distinct()
    found = sorted(source for of, source in used if of == table) + sorted(s for of, s in used if of != table)
    named = [supplier.name(lang) for supplier in policy.suppliers.values() if supplier.kind == REGISTER]
    return list(dict.fromkeys([*found, *named]))


def other_layouts(policy: Policy, table: str) -> list[Layout]:
    """Return the columns of every other table, and of past awards."""
    names = [t.name for t in registers_of(policy).tables] + [past_awards.TABLE]
    return [found for name in names if name != table and (found := layout(policy, name)) is not None]


def history(row: Row) -> list[Row]:
    """Return every row about the same subject, the newest first."""
    found = Row.objects.filter(policy=row.policy, table=row.table, key=row.key)
    return list(found.select_related("imported", "street").prefetch_related("links__party").order_by("-id"))


def said(policy: Policy, row: Row, lang: str) -> list[tuple[str, str]]:
    """Return what a row says in words: label and value of each column."""
    table = registers_of(policy)[row.table]
    found = []
    for column, value in row.facts.items():
        fact = columns_of(policy, row.table).facts.get(column)
        if fact is None:
            found.append((T("成员已全部列出", "members all listed")(lang), str(value)))
            continue
        words = in_words(policy, column, fact, value, lang)
        measure = measure_of(policy, fact)
        found.append((fact.name(lang, policy.fill(measure, lang)), words))
    for column, number in row.refers.items():
        found.append((registers_of(policy)[table.refers[column]].label(lang), number))
    return found


def in_words(policy: Policy, column: str, fact: Fact, value: Any, lang: str) -> str:
    """Return a value in the words of the form."""
    listed = choices_of(policy, fact) if fact.type is fact_types.DISTRICT else None
    if listed and value in listed:
        return listed[value](lang)
    return show_answer(policy, fact, kept(column, fact, value), lang)
