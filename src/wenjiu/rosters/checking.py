"""Checks a roster: a verdict for each row and measure, what excludes what between rows, and the sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..rules.evaluate.case import Case
from ..rules.explain.determinations import Determination, determine
from ..rules.language.measures import Measure
from ..rules.language.text import Text
from ..rules.together.claim import Claim
from ..rules.together.days import days_of, first_day
from ..rules.together.weighing import weigh
from ..standards import civil
from .columns import Form
from .counting import Counted, counts_of, row_notes, verdicts_of
from .kinds import PERSON
from .remarks import remarks_of, stop
from .tables import Fault, Row, Table
from .unused import unused_of
from .verdicts import STOPPED, Verdict, Wording


@dataclass
class RowResult:
    """A row with its verdicts, in the measures' order.

    `note`: what it adds to a roster that is judged as a whole.
    `unused`: days of which only a part is written, and which no verdict needs; they are no faults.
    """

    row: Row
    verdicts: list[Verdict]
    note: Text | None = None
    unused: tuple[Fault, ...] = ()

    @property
    def faults(self) -> list[Fault]:
        """Return what is to be corrected in the row."""
        return [fault for fault in self.row.faults if fault not in self.unused]

    @property
    def amount(self) -> int:
        """Return fen over all measures that are paid."""
        return sum(v.amount or 0 for v in self.verdicts)


@dataclass
class Sum:
    """The sum of one measure: rows by standing, fen paid, fen by payee, and paid rows without a stated amount."""

    measure: str
    standings: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    amount: int = 0
    payees: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    without_amount: int = 0

    def add(self, verdict: Verdict) -> None:
        """Count one verdict."""
        self.standings[verdict.standing] += 1
        self.amount += verdict.amount or 0
        for payee, fen in verdict.payees.items():
            self.payees[payee] += fen
        self.without_amount += verdict.eligible == "yes" and verdict.standing != STOPPED and verdict.amount is None


@dataclass
class Checked:
    """A checked roster.

    `given`: facts of the whole file, by key. `day`: the day of the application.
    `whole`, `counts`: the verdicts and the counted facts of a roster that is judged as a whole.
    """

    form: Form
    table: Table
    given: Mapping[str, Any]
    day: int
    rows: list[RowResult]
    sums: list[Sum]
    lang: str
    whole: list[Verdict] = field(default_factory=list)
    counts: list[Counted] = field(default_factory=list)

    @property
    def payable(self) -> int:
        """Return fen over all measures and rows."""
        return sum(s.amount for s in self.sums)

    @property
    def faults(self) -> list[Fault]:
        """Return what is to be corrected: in the header, then in the rows in their order."""
        unused = {fault for result in self.rows for fault in result.unused}
        return [fault for fault in self.table.all_faults if fault not in unused]


def check(form: Form, table: Table, given: Mapping[str, Any], lang: str = "zh") -> Checked:
    """Return a roster with the verdicts of its rows.

    `given`: fact key -> value of the questions about the whole file. The day of the application is that of the answer by default.
    """
    applied = form.policy.dates["application_date"].key
    day = given.get(applied) or civil.answer_day()
    one = _Check(form, table, {**form.constants, **given, applied: day}, given, day, lang)
    return one.as_a_whole() if form.kind.as_a_whole else one.checked()


class _Check:
    """One check of a roster whose rows are cases."""

    def __init__(
        self, form: Form, table: Table, facts: Mapping[str, Any], given: Mapping[str, Any], day: int, lang: str
    ) -> None:
        self.form, self.table, self.facts, self.given, self.day, self.lang = form, table, facts, given, day, lang
        labels = {key: c.label for c in (*form.once, *form.columns) for key in c.keys}
        self.words = Wording(form, labels, set(given), day, lang)
        self.measures = [(m, self._takes(m), [c.id for c in form.own_columns(m.code)]) for m in form.measures]
        self.answers: dict[Any, tuple[Determination, Any, Any]] = {}
        self.verdicts: dict[Any, list[Verdict]] = {}

    def _takes(self, m: Measure) -> tuple[dict[str, Any], list[tuple[str, str]], dict[str, str]]:
        """Return the facts that all rows share, and (column, fact key) of the others, of a measure."""
        keys = {f.key for f in self.form.policy.accepted_facts(m).values()}
        shared = {key: value for key, value in self.facts.items() if key in keys}
        own = [(c.id, key) for c in self.form.columns for key in c.keys if key in keys and c.id in self.table.found]
        return shared, own, self.form.policy.letters_for(m)

    def checked(self) -> Checked:
        """Return the result. Rows with one label are weighed together; other rows do not concern each other."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.table.rows:
            groups[self._group(row)].append(row)
        results = {}
        for rows in groups.values():
            for row, verdicts in self._weighed(rows):
                results[row.number] = RowResult(row, verdicts, unused=unused_of(self.form, row, verdicts))
        ordered = [results[row.number] for row in self.table.rows]
        sums = {code: Sum(code) for code in self.form.kind.measures}
        for result in ordered:
            for verdict in result.verdicts:
                sums[verdict.measure].add(verdict)
        return Checked(self.form, self.table, self.given, self.day, ordered, list(sums.values()), self.lang)

    def _group(self, row: Row) -> str:
        return row.labels.get(self.form.group, "").upper() or f"\0{row.number}"

    def _weighed(self, rows: list[Row]) -> list[tuple[Row, list[Verdict]]]:
        """Return the verdicts of rows that are weighed together. Equal single rows are answered once."""
        alike = None
        if len(rows) == 1:
            alike = bool(rows[0].faults), tuple(rows[0].values.items())
            if alike in self.verdicts:
                return [(rows[0], self.verdicts[alike])]
        found: dict[int, list[Verdict]] = {row.number: [] for row in rows}
        claims = [
            (row, self._claim(row, *about), self._is_blank(row, about[2])) for row in rows for about in self.measures
        ]
        asked = [claim for _, claim, blank in claims if not blank or claim.settled]
        numbers = {id(claim): row.number for row, claim, _ in claims}
        remarks = remarks_of(weigh(self.form.policy, asked, {}), numbers)
        for (row, claim, blank), (_, takes, _) in zip(claims, self.measures * len(rows), strict=True):
            answered = {key for id, key in takes[1] if id in row.values}
            verdict = self.words.verdict(claim, answered, blank)
            stop(self.form.policy, verdict, claim, remarks.get(id(claim), []))
            found[row.number].append(verdict)
        if alike is not None:
            self.verdicts[alike] = found[rows[0].number]
        return [(row, found[row.number]) for row in rows]

    def _is_blank(self, row: Row, own: list[str]) -> bool:
        """Whether a row is about other measures: it fills in their columns and none of one's own, or no column at all."""
        if not row.values and not row.faults:
            return True
        says_something = any(id in row.values for _, _, ids in self.measures for id in ids)
        return bool(own) and says_something and not any(id in row.values for id in own)

    def as_a_whole(self) -> Checked:
        """Return the result of a roster whose rows make one case."""
        verdicts = verdicts_of(self.form, self.table, self.facts, self.words, self.lang)
        sums = {v.measure: Sum(v.measure) for v in verdicts}
        for verdict in verdicts:
            sums[verdict.measure].add(verdict)
        notes = row_notes(self.table)
        rows = [RowResult(row, [], notes[row.number]) for row in self.table.rows]
        counts = counts_of(self.form, self.table)
        return Checked(
            self.form, self.table, self.given, self.day, rows, list(sums.values()), self.lang, verdicts, counts
        )

    def _claim(self, row: Row, m: Measure, takes: Any, own: list[str]) -> Claim:
        shared, columns, letters = takes
        values = tuple(row.values.get(id) for id, _ in columns)
        at = m.code, values
        if at not in self.answers:
            facts = dict(shared)
            facts.update({key: v for (_, key), v in zip(columns, values, strict=True) if v is not None})
            answer = determine(self.form.policy, Case(None, m, facts, {}, False, letters, None), self.lang)
            days = first = None
            if answer.eligible != "no":  # a refused claim excludes nothing
                days, first = days_of(self.form.policy, answer), first_day(self.form.policy, answer)
            self.answers[at] = answer, days, first
        answer, days, first = self.answers[at]
        label = self.form.kind.one_claim.get(m.code)
        key = None if label is None else row.labels.get(label, "").upper() or None
        return Claim(
            row.number, m.code, answer, labels_of(self.form, row), days, answer.amount, key, first, alone=answer
        )


def labels_of(form: Form, row: Row) -> dict[str, str]:
    """Return the labels of a row for the stacking rules: those of the file, and its own."""
    found = {label: "file" for label in form.kind.file}
    found.update({x.id: row.labels[x.id].upper() for x in form.kind.labels if row.labels.get(x.id)})
    found.setdefault(PERSON, f"row {row.number}")
    return found
