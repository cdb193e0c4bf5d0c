"""Checks a roster whose rows make one case together: members of a firm, or people counted over a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..rules.evaluate.case import Case
from ..rules.explain.determinations import Determination, determine
from ..rules.language.facts import Fact
from ..rules.language.measures import Measure
from ..rules.language.text import T, Text
from ..rules.together.claim import Claim
from ..rules.together.days import days_of, first_day
from ..rules.together.weighing import weigh
from .columns import Form
from .kinds import PERSON, Count
from .remarks import remarks_of, stop
from .tables import Row, Table
from .verdicts import OPEN, Verdict, Wording


@dataclass(frozen=True)
class Counted:
    """A counted fact: its public name, its name in words, and its lowest and highest value over rows that are not clear."""

    fact: str
    name: Text
    low: int
    high: int


def counts_of(form: Form, table: Table) -> list[Counted]:
    """Return the counts of a roster.

    A row that may or may not count, because a cell is empty or wrong, makes the highest value greater.
    """
    found: dict[str, tuple[set[str], set[str]]] = {}
    order = {name: k for group in form.kind.apart for k, name in enumerate(group)}
    for count in form.kind.counts:
        sure, possible = set[str](), set[str]()
        for row in table.rows:
            fits = _fits(count, row)
            person = f"\0{row.number}" if count.times else row.labels.get(PERSON, "").upper()
            if fits is False:
                continue
            if fits and person:
                sure.add(person)
            possible.add(person or f"\0{row.number}")
        found[count.fact] = sure, possible
    for group in form.kind.apart:
        taken: set[str] = set()
        for name in group:
            sure, possible = found[name]
            found[name] = sure - taken, possible - taken
            taken = taken | sure
    assert all(name in found for name in order)
    return [Counted(name, _name(form, name), len(sure), len(possible)) for name, (sure, possible) in found.items()]


def _fits(count: Count, row: Row) -> bool | None:
    """Whether a row counts; None where a cell that decides is not known."""
    fits: bool | None = True
    for column, values in count.where.items():
        value = row.values.get(column)
        if value is not None and value not in values:
            return False
        if value is None:
            fits = None
    return fits


def _name(form: Form, fact: str) -> Text:
    found = next(f for m in form.measures if isinstance(f := m.vocabulary.names.get(fact), Fact))
    return found.name


def repeats(table: Table) -> dict[int, int]:
    """Return the rows of a person that was there before, each with the first row of this person."""
    first: dict[str, int] = {}
    found: dict[int, int] = {}
    for row in table.rows:
        person = row.labels.get(PERSON, "").upper()
        if person and first.setdefault(person, row.number) != row.number:
            found[row.number] = first[person]
    return found


def row_notes(table: Table) -> dict[int, Text]:
    """Return what each row adds to the whole: the first row of a person counts, later ones are the same person."""
    repeated = repeats(table)
    notes: dict[int, Text] = {}
    for row in table.rows:
        if row.faults:
            notes[row.number] = T("有需要改的地方。", "There is something to correct.")
        elif row.number in repeated:
            before = repeated[row.number]
            notes[row.number] = T(
                f"与第{before}行是同一人，只算一人。", f"The same person as row {before}, counted once."
            )
        else:
            notes[row.number] = T("计入。", "Counted.")
    return notes


def verdicts_of(form: Form, table: Table, facts: Mapping[str, Any], words: Wording, lang: str) -> list[Verdict]:
    """Return the verdicts on the measures of the keeper.

    Where rows are not clear, a verdict is given only if it is the same for the lowest and the highest counts.
    """
    counts = counts_of(form, table)
    low = _facts(form, table, facts, {c.fact: c.low for c in counts})
    high = _facts(form, table, facts, {c.fact: c.high for c in counts})
    claims, open_codes = [], set()
    for m in form.measures:
        answer, other = _answer(form, m, low, lang), _answer(form, m, high, lang)
        if (answer.eligible, answer.amount) != (other.eligible, other.amount):
            open_codes.add(m.code)
        claims.append(_claim(form, m, answer))
    settled = [claim for claim in claims if claim.measure not in open_codes]
    findings = weigh(form.policy, settled, {})
    remarks = remarks_of(findings, {id(claim): 0 for claim in claims})
    given = {key for c in form.kind.counts for key in form.keys_of(c.fact)}
    found = []
    for claim in claims:
        verdict = _unclear(claim.measure, table) if claim.measure in open_codes else words.verdict(claim, given, False)
        stop(form.policy, verdict, claim, remarks.get(id(claim), []))
        found.append(verdict)
    return found


def _facts(form: Form, table: Table, facts: Mapping[str, Any], counts: Mapping[str, int]) -> dict[str, Any]:
    found = dict(facts)
    for name, number in counts.items():
        found.update(dict.fromkeys(form.keys_of(name), number))
    if form.relation is not None:
        repeated = repeats(table)
        found[form.relation.key] = [dict(row.values) for row in table.rows if row.number not in repeated]
    return found


def _answer(form: Form, m: Measure, facts: Mapping[str, Any], lang: str) -> Determination:
    keys = {f.key for f in form.policy.accepted_facts(m).values()}
    own = {key: value for key, value in facts.items() if key in keys}
    return determine(form.policy, Case(None, m, own, {}, False, form.policy.letters_for(m), None), lang)


def _claim(form: Form, m: Measure, answer: Determination) -> Claim:
    labels = {label: "file" for label in (*form.kind.file, form.kind.audience)}
    days, first = days_of(form.policy, answer), first_day(form.policy, answer)
    return Claim(None, m.code, answer, labels, days, answer.amount, None, first, alone=answer)


def _unclear(code: str, table: Table) -> Verdict:
    many = sum(1 for row in table.rows if row.faults or not row.labels.get(PERSON))
    why = T(
        "有的行没有填清楚，人数还不能确定，所以不能判断。请先改好这些行。",
        "Some rows are not clear, so the number of people is not certain. Correct these rows first.",
    )
    if many:
        why = T(
            f"有{many}行没有填清楚，人数还不能确定，所以不能判断。请先改好这些行。",
            f"The number of people is not certain: {many} rows are not clear. Correct these rows first.",
        )
    return Verdict(code, OPEN, "unknown", None, {}, why)
