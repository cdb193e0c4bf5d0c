"""What a draft of the rulebook would change: open cases, decided cases, the registers. Nothing is written.

A decided case keeps what it was decided by. It is asked again only to see who would gain or lose.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from wenjiu.bureau import clock
from wenjiu.bureau.cases import reviewing
from wenjiu.bureau.cases.assessing import fen, plain
from wenjiu.bureau.cases.models import Case, Decision, Line
from wenjiu.bureau.registry.export import export_population
from wenjiu.bureau.rulebook import in_force
from wenjiu.bureau.rulebook.kinds import kind_of
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.rules.document.amendments import PARAMETER, READING
from wenjiu.rules.language.readings import RECOMMENDED
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

#: The step whose decision counts, by its code.
DECIDES = "decide"
#: Lines that an effect keeps by name; its sums are of all.
MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """A line that a draft would answer otherwise.

    `was`, `now`: yes, no, unknown or not_applicable, now in force and under the draft.
    `was_fen`, `now_fen`: the amounts; None where one cannot be computed.
    `decided`: whether it was decided, so that the draft does not touch it.
    """

    case: str
    line: int
    measure: str
    filed_on: dt.date
    decided: bool
    was: str
    now: str
    was_fen: int | None
    now_fen: int | None

    @property
    def difference_fen(self) -> int | None:
        """Return what somebody would gain, or lose where it is negative; None where an amount is not known."""
        return None if self.was_fen is None or self.now_fen is None else self.now_fen - self.was_fen

    def data(self) -> dict[str, Any]:
        """Return the line as JSON data."""
        names = ("case", "line", "measure", "was", "now", "was_fen", "now_fen")
        return {name: getattr(self, name) for name in names} | {"difference_fen": self.difference_fen}


@dataclass(frozen=True, slots=True)
class Moves:
    """The lines of some cases that a draft would answer otherwise. `cases`, `lines`: how many were asked."""

    cases: int
    lines: int
    moved: tuple[Moved, ...]

    @property
    def gain_fen(self) -> int:
        """Return what all that would get more would get more."""
        return sum(d for m in self.moved if (d := m.difference_fen) is not None and d > 0)

    @property
    def loss_fen(self) -> int:
        """Return what all that would get less would get less; not negative."""
        return -sum(d for m in self.moved if (d := m.difference_fen) is not None and d < 0)

    @property
    def verdicts(self) -> int:
        """Return how many lines would have another verdict."""
        return sum(m.was != m.now for m in self.moved)

    def data(self) -> dict[str, Any]:
        """Return the sums and the first lines as JSON data."""
        sums = {"gain_fen": self.gain_fen, "loss_fen": self.loss_fen, "verdicts": self.verdicts}
        counts = {"cases": self.cases, "lines": self.lines, "moved": len(self.moved)}
        return counts | sums | {"rows": [m.data() for m in self.moved[:MOST_KEPT]]}


def measures_of(draft: Draft) -> tuple[str, ...]:
    """Return the measures that a draft concerns; a version of the document and a setting change no answer."""
    kind = draft.kind if draft.revokes is None else draft.revokes.kind
    return () if kind not in (PARAMETER, READING) else in_force.policy_on(draft.policy).measures_with(draft.name)


def open_lines(draft: Draft, since: dt.date | None = None) -> Moves:
    """Ask the lines that wait for a decision again under a draft. `since` is another first day of it."""
    cases = lines = 0
    moved: list[Moved] = []
    for case in _cases(draft).filter(closed_at=None):
        waiting = reviewing.open_lines(case)
        if not waiting:
            continue
        cases, lines = cases + 1, lines + len(waiting)
        under = in_force.policy_under(draft, case.filed_on, since)
        was, now = reviewing.assess_today(case, waiting), reviewing.assess_today(case, waiting, under)
        for line, before, after in zip(waiting, was, now, strict=True):
            moved += _moved(case, line.no, before.answer, after.answer, decided=False)
    return Moves(cases, lines, tuple(moved))


def decided_lines(draft: Draft, since: dt.date | None = None) -> Moves:
    """Ask the decided lines again, each with what it was decided by and the draft. `since` is another first day of it."""
    lines = 0
    moved: list[Moved] = []
    decisions = list(_decisions(draft))
    for decision in decisions:
        case = decision.case
        for kept in decision.snapshot:
            lines += 1
            number = kept.get("rules", {}).get("change", 0)
            under = in_force.policy_at(case.policy, number, case.filed_on, draft, since)
            now = plain(under.assess(_as_drafted(under, draft, kept["case"])))
            if not (kept["refused"] and kept["answer"]["eligible"] == "yes"):  # people refused it, not the rules
                moved += _moved(case, kept["line"], kept["answer"], now, decided=True)
    return Moves(len(decisions), lines, tuple(moved))


@dataclass(frozen=True, slots=True)
class Touched:
    """Cases that were filed from the first day of a draft on. `open`: not decided yet. `decided`: they stay as they are."""

    open: int
    decided: int


def touched(draft: Draft) -> Touched:
    """Return how many cases a draft would touch that begins on a day that has passed."""
    filed = _cases(draft).filter(filed_on__gte=draft.from_day)
    waits = Exists(Line.objects.filter(case=OuterRef("pk"), state="open"))
    decided = Exists(Decision.objects.filter(case=OuterRef("pk"), step_code=DECIDES, line_no=0))
    return Touched(filed.filter(waits, closed_at=None).count(), filed.filter(decided).exclude(waits).count())


def _earlier(draft: Draft) -> int:
    """Return how many of the cases that wait for a decision were filed before the first day of a draft."""
    waits = Exists(Line.objects.filter(case=OuterRef("pk"), state="open"))
    return _cases(draft).filter(waits, closed_at=None, filed_on__lt=draft.from_day).count()


def _cases(draft: Draft) -> QuerySet[Case]:
    return Case.objects.filter(policy=draft.policy, measure__in=measures_of(draft)).order_by("filed_on", "number")


def _decisions(draft: Draft) -> Iterator[Decision]:
    """Yield the decision of the last round of each case."""
    found = Decision.objects.filter(case__in=_cases(draft), step_code=DECIDES, line_no=0).exclude(snapshot=None)
    last = {d.case_id: d for d in found.select_related("case").order_by("round", "id")}
    yield from sorted(last.values(), key=lambda d: (d.case.filed_on, d.case.number))


def _as_drafted(policy: Policy, draft: Draft, case: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case as it was decided, but for what the draft changes: that is as the policy says."""
    kind = draft.kind if draft.revokes is None else draft.revokes.kind
    readings = dict(case["readings"])
    if kind == READING:
        readings[draft.name] = policy.letters.get(draft.name, RECOMMENDED)
    params = {name: value for name, value in case["params"].items() if name != draft.name}
    return {**case, "params": params, "params_only": False, "readings": readings}


def _moved(case: Case, line: int, was: Mapping[str, Any], now: Mapping[str, Any], *, decided: bool) -> list[Moved]:
    same = all(was[part] == now[part] for part in ("eligible", "amount", "payees"))
    amounts = fen(was["amount"]), fen(now["amount"])
    about = (case.number, line, case.measure, case.filed_on, decided, was["eligible"], now["eligible"])
    return [] if same else [Moved(*about, *amounts)]


def registers(draft: Draft) -> dict[str, Any]:
    """Screen the registers without and with a draft, as if all applied on its first day, or today if that is later.

    Returns the day, the number of rows of each table, and for each measure: how many people or firms would be answered
    otherwise (`changed`), would come in (`gain`), fall out (`lose`), get more or less; and the sums of what is certain
    (`low_fen`) and of the most that is possible (`high_fen`), before and after.
    """
    from wenjiu.screening.population import Population
    from wenjiu.screening.screen import ScreeningRequest, screen
    from wenjiu.screening.whatif import whatif

    day = max(clock.today(), draft.from_day)
    policy, under = in_force.policy_on(draft.policy, day), in_force.policy_under(draft, day)
    codes = measures_of(draft)
    subjects = {} if policy.registers is None else {code: policy.registers.subject(code).name for code in codes}
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder)
        written = export_population(policy, kept / "population", day)
        screened = [code for code, table in subjects.items() if table in written]
        found: dict[str, Any] = {"day": day.isoformat(), "rows": written, "measures": []}
        found["without"] = [code for code in codes if code not in screened]
        if not screened:
            return found
        population = Population.open(kept / "population", policy)
        own, other = _figures(draft, policy, day), _figures(draft, under, day)
        screen(population, ScreeningRequest(tuple(screened), civil.of(day), own), kept / "now")
        differences = whatif(population, kept / "now", kept / "drafted", params=other, under=under)
        changed = Counter(differences.rows().column("measure").to_pylist())
        names = ("measure", "gain", "lose", "more", "less", "before", "after")
        found["measures"] = [
            {name: m[name] for name in names} | {"changed": changed[m["measure"]]}
            for m in differences.summary["measures"]
        ]
    return found


def _figures(draft: Draft, policy: Policy, day: dt.date) -> dict[str, Any]:
    """Return the value of the draft's parameter on a day: cases take that of their filing, whatever they are about."""
    row = policy.book[draft.name].at(civil.of(day)) if draft.name in policy.book.params else None
    return {} if row is None or row.value is None else {draft.name: row.value}


def effect_of(draft: Draft) -> dict[str, Any]:
    """Return what a person sees before confirming a draft: open cases and registers, or what a setting says, as JSON data."""
    if (setting := kind_of(draft)) is not None:
        return {"settings": setting.effect(draft)}
    return {"open": open_lines(draft).data() | {"earlier": _earlier(draft)}, "registers": registers(draft)}
