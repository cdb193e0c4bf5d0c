"""Answers a query of a policy in one language, for every interface: the hits by kind, and a way on where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from ..policies.documents.messages import DocumentError
from ..policies.documents.paraphrase import read_paraphrase
from ..rules.explain.ages import Mark, marks_of
from ..rules.language.text import Text
from ..rules.policy import Policy
from ..standards import civil
from .entries import entries, worded
from .index import Hit, Index


@dataclass(frozen=True, slots=True)
class Item:
    """One hit as it is shown.

    `kind`, `id`: the entry.
    `title`, `line`: its title, and one line about it; `marks`: the words to highlight in both.
    `to`: who is paid, or whom it concerns.
    `measures`: code and name of the measures that it belongs to.
    `by`, `phones`: for help elsewhere, who gives it, and whom to call: number, name, whether the number is confirmed.
    `aged`: of a figure, how it has aged.
    """

    kind: str
    id: str
    title: str
    line: str
    marks: frozenset[str]
    to: tuple[str, ...] = ()
    measures: tuple[tuple[str, str], ...] = ()
    by: str = ""
    phones: tuple[tuple[str, str, bool], ...] = ()
    aged: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query finds.

    `groups`: items by kind, in the order in which they are shown.
    `near`: where nothing is found, words that find something and resemble the query.
    """

    groups: dict[str, tuple[Item, ...]]
    near: tuple[str, ...] = ()


#: Held while the day's index is looked up. Without it, every thread that searches first would build the same index.
_BUILDING = Lock()


@lru_cache(maxsize=4)
def index_of(policy: Policy, today: int) -> Index:
    """Return the index of a policy with the figures of today (civil key); an answer shows those of its own day.

    It is rebuilt each day, and never for a day that a visitor chooses.
    """
    try:
        written = read_paraphrase(policy.name).clauses()
    except DocumentError as error:
        if error.code != "paraphrase_missing":
            raise
        written = ()
    clauses = [(c.clause, Text(c.title.zh, c.title.en), Text(c.text.zh, c.text.en)) for c in written]
    with civil.answering(None):
        return Index(entries(policy, clauses))


def answer(policy: Policy, query: str, lang: str) -> Answer:
    """Return what a query finds in a policy, with the figures of the day for which answers are given."""
    with _BUILDING:
        index = index_of(policy, civil.today())
    groups = {kind: tuple(_item(policy, hit, lang) for hit in hits) for kind, hits in index.search(query).items()}
    return Answer(groups, () if groups else index.near(query, lang))


def _item(policy: Policy, hit: Hit, lang: str) -> Item:
    entry = hit.entry
    title, line = worded(policy, entry, lang)
    day = civil.answer_day()
    aged: tuple[Mark, ...] = ()
    if entry.kind == "parameter":
        param = policy.book.params[entry.key]
        row = param.at(day)
        line, aged = param.show(None if row is None else row.value, lang), tuple(marks_of(policy, param, day, lang))
    codes = () if entry.kind == "measure" else entry.measures
    help = policy.elsewhere[entry.key] if entry.kind == "elsewhere" else None
    return Item(
        entry.kind,
        entry.key,
        title,
        line,
        hit.marks,
        _to(policy, entry.key, lang) if entry.kind == "measure" else (),
        tuple((code, policy.measures[code].name(lang)) for code in codes),
        "" if help is None else help.by(lang),
        () if help is None else tuple((p.number, p.name(lang), p.source.confirmed) for p in help.phones),
        aged,
    )


def _to(policy: Policy, code: str, lang: str) -> tuple[str, ...]:
    """Return the audiences that a measure pays; the audience that it concerns where the policy names no payees."""
    measure = policy.measures[code]
    paid = [policy.situations.payees[role] for role in measure.payees if role in policy.situations.payees]
    paid.sort(key=lambda id: id != measure.audience)
    return tuple(policy.audiences[id](lang) for id in dict.fromkeys(paid or [measure.audience]))
