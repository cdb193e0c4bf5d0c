"""`wenjiu screen`: a population on disk against a policy, in parts, with bounded memory, resumable."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from .. import __version__
from ..rules.case.parsing import check_order
from ..rules.language.parameters import fingerprint
from ..rules.language.text import T
from ..rules.policy import Policy
from ..standards import civil
from .lower.entitlements import KEPT, Screened, ordered, schema
from .lower.sources import Shape
from .lower.subjects import by_subject
from .population import Population, PopulationError, tables_for
from .population.checking import check
from .population.schema import registers_of
from .results.results import Results
from .results.summary import summarise
from .run.engines import Engine, opened
from .run.parts import ENTITLEMENTS, KEPT_ROWS, SUMMARY, Folder, Part, RunError, parts_of

BASE = "rows of the subject"
#: `progress(done, total, what)`: rows done of how many, and the table at hand.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class ScreeningRequest:
    """What a screening is asked: measures, the day (civil key), readings by letter, figures as in a case, refused rows too."""

    codes: tuple[str, ...]
    on: int
    own: Mapping[str, Any] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False
    engine: str = "duckdb"
    memory: str = "1GB"

    def manifest(self, population: Population) -> dict[str, Any]:
        """The same in public form, with what it is asked of: equal manifests have equal results.

        ``left_out``: measures whose table is not there, with it; ``absent``: other tables that are not there, with the
        measures that can read them.

        Raises `CaseError` for figures that contradict each other.
        """
        check_order(population.policy, self.own)
        policy = population.policy
        registers = registers_of(policy)
        subjects = {code: registers.subject(code).name for code in self.codes}
        measures = [code for code, table in subjects.items() if table in population]
        shown = {name: policy.book[name].public(value) for name, value in self.own.items()}
        return {
            "wenjiu": __version__,
            "policy": policy.name,
            "rules": policy.rules_version,
            "measures": measures,
            "left_out": {code: table for code, table in subjects.items() if table not in population},
            "on": civil.iso(self.on),
            "params": shown,
            "parameters": fingerprint(policy.book),
            "readings": dict(sorted({**policy.letters, **self.letters}.items())),
            "refused": self.refused,
            "engine": self.engine,
            "population": population.fingerprint(tables_for(policy, measures)),
            "absent": absent(policy, measures, population.tables),
        }


def screen(
    population: Population, asked: ScreeningRequest, out: Path, *, anew: bool = False, progress: Progress | None = None
) -> Results:
    """Screen a population and write entitlements to a folder; a run that was cut off goes on where it was.

    `PopulationError` where the data is not sound, `RunError` where the folder holds something else, or a table that a
    measure is about is not there, `TooLarge` for figures whose results exceed integers, ValueError for an unknown engine.
    """
    policy = population.policy.with_letters({**population.policy.letters, **asked.letters})
    manifest, asked = asked.manifest(population), present(population, asked)
    with Folder(out, manifest) as folder:
        if anew:
            folder.clear()
        taken_up = folder.open()
        if not taken_up:
            sound(population, asked.codes, progress)
        run = Run(population, policy, asked, progress)
        work = list(run.work())
        if not taken_up:
            names = [part.name for _, parts in work for part in parts]
            # Only now: a run that is taken up relies on the check, and that it can be planned.
            folder.begin([*(f"{where}/{name}" for where in (ENTITLEMENTS, KEPT_ROWS) for name in names), SUMMARY])
        for screened, parts in work:
            run.answer(folder, screened, parts)
        folder.write_json(SUMMARY, summarise(policy, out, run.rows))
    return Results(out, policy)


def absent(policy: Policy, codes: Sequence[str], tables: Iterable[str]) -> dict[str, list[str]]:
    """The tables that measures can read and that are not there, with these measures: what only they hold is unknown."""
    found: dict[str, list[str]] = {}
    for code in codes:
        for name in sorted(tables_for(policy, [code]) - set(tables)):
            found.setdefault(name, []).append(code)
    return dict(sorted(found.items()))


def sound(population: Population, codes: Sequence[str], progress: Progress | None) -> None:
    """Check the tables that measures read, and names that are no table's. `PopulationError` with every problem."""
    told = (lambda done, total, what: progress(0, 0, what)) if progress else None
    problems = population.strangers()
    problems += check(population, tables_for(population.policy, codes) & set(population.tables), told)
    if problems:
        raise PopulationError(problems)


def present(population: Population, asked: ScreeningRequest) -> ScreeningRequest:
    """The same without measures whose table the population lacks. `RunError` where none is left."""
    registers = registers_of(population.policy)
    codes = tuple(code for code in asked.codes if registers.subject(code).name in population)
    if not codes:
        names = ", ".join(sorted({registers.subject(code).name for code in asked.codes}))
        raise RunError(
            T(f"所问措施的表（{names}）都不在", f"no table of the measures asked for is there ({names})"),
            T("补上这些表，或换别的措施", "add these tables, or ask for other measures"),
        )
    return replace(asked, codes=codes)


class Run:
    """One pass over a population: the subjects, an engine for each, and how far it is."""

    def __init__(
        self, population: Population, policy: Policy, asked: ScreeningRequest, progress: Progress | None
    ) -> None:
        self.population, self.policy, self.asked, self.progress = population, policy, asked, progress
        read = tables_for(policy, asked.codes) & set(population.tables)
        self.shapes = {name: Shape(population[name].columns, population[name].never_null) for name in sorted(read)}
        assert policy.registers is not None
        self.subjects = by_subject(policy.registers, asked.codes)
        self.rows = {name: population[name].rows for name in self.subjects}
        self.done = 0

    def work(self) -> Iterator[tuple[Screened, list[Part]]]:
        """Each subject's plan with its parts."""
        for name, codes in self.subjects.items():
            screened = Screened(
                self.policy, codes, self.shapes, on=self.asked.on, own=self.asked.own, refused=self.asked.refused
            )
            yield screened, parts_of(self.population[name])

    def engine(self, screened: Screened, spill: str) -> Engine:
        """An engine that knows every table that a subject's rows lead to."""
        found = opened(self.asked.engine, memory=self.asked.memory, spill=Path(spill))
        for name in screened.source.plan.tables() - {BASE, screened.table.name}:
            found.add(name, self.population[name].files, self.population.spelling(name))
        return found

    def answer(self, folder: Folder, screened: Screened, parts: Sequence[Part]) -> None:
        """Write the entitlements of every part that is not there yet, and the rows that they stand on."""
        plan = screened.plan(kept=True)
        kept = {name: x for name, x in plan.outputs.items() if name.startswith(KEPT)}
        plan.base.table = BASE
        with tempfile.TemporaryDirectory(prefix="wenjiu-screen-") as spill, self.engine(screened, spill) as engine:
            for part in parts:
                if not folder.done(ENTITLEMENTS, part.name):
                    self._part(folder, screened, part, engine, kept)
                self.advance(part)

    def _part(self, folder: Folder, screened: Screened, part: Part, engine: Engine, kept: Mapping[str, Any]) -> None:
        plan = screened.source.plan
        columns = [f.column for f in plan.base.fields.values()]
        spelling = self.population.spelling(part.table)
        found: list[pa.Table] = []
        held: list[pa.Table] = []
        for chunk in part.chunks(columns):
            engine.add(BASE, chunk, {c: forms for c, forms in spelling.items() if c in columns})
            wide = engine.run(plan)
            found.append(screened.long(wide.drop_columns(list(kept))))
            held.append(ordered(wide.select([*screened.beside(), *kept])))
        # What is kept comes first: a part is done when its entitlements are there.
        folder.write(KEPT_ROWS, part.name, iter(held), held[0].schema)
        folder.write(ENTITLEMENTS, part.name, iter(found), schema(screened.registers))

    def advance(self, part: Part) -> None:
        """Tell that a part is done."""
        self.done += part.rows
        if self.progress:
            self.progress(self.done, sum(self.rows.values()), part.table)
