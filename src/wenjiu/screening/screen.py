"""Implements `wenjiu screen`: evaluates the measures of a policy for every row of a population on disk.

The work is done in parts with bounded memory. A run that was interrupted can be resumed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
#: `progress(done, total, what)`: rows done, rows in all, and the current table.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class ScreeningRequest:
    """The options of a screening.

    `codes`: the measures.
    `on`: the day of the screening (civil key).
    `own`: parameters that replace those of the policy, parsed as in a case.
    `letters`: ambiguity id -> letter of the chosen reading.
    `refused`: whether to keep rows that are refused.
    `engine`: the name of the engine.
    `memory`: the memory limit of the engine, such as ``1GB``.
    """

    codes: tuple[str, ...]
    on: int
    own: Mapping[str, Any] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False
    engine: str = "duckdb"
    memory: str = "1GB"

    def manifest(self, population: Population) -> dict[str, Any]:
        """Return the options in public form, with fingerprints of the data. Equal manifests have equal results.

        ``left_out``: measure -> its own table, for measures whose table is missing.
        ``absent``: other missing table -> the measures that can read it.

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
    """Screen a population and write the entitlements to a folder. A run that was interrupted is resumed.

    `out`: the folder of the results.
    `anew`: whether to remove earlier results first.

    Raises:
    `PopulationError` if the data is not sound,
    `RunError` if the folder holds something else, or the tables of all measures are missing,
    `TooLarge` if a result can exceed the integers of a column,
    ValueError for an unknown engine.
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
            # Recorded only after the check and the planning, because a resumed run relies on both.
            folder.begin([*(f"{where}/{name}" for where in (ENTITLEMENTS, KEPT_ROWS) for name in names), SUMMARY])
        with run.engine() as engine:
            for screened, parts in work:
                run.answer(folder, engine, screened, parts)
        folder.write_json(SUMMARY, summarise(policy, out, run.rows))
    return Results(out, policy)


def absent(policy: Policy, codes: Sequence[str], tables: Iterable[str]) -> dict[str, list[str]]:
    """Return missing table -> the measures that can read it. Facts that only such a table holds are unknown."""
    found: dict[str, list[str]] = {}
    for code in codes:
        for name in sorted(tables_for(policy, [code]) - set(tables)):
            found.setdefault(name, []).append(code)
    return dict(sorted(found.items()))


def sound(population: Population, codes: Sequence[str], progress: Progress | None) -> None:
    """Check the tables that measures read, and report unknown names. Raises `PopulationError` with every problem."""
    reported = (lambda done, total, what: progress(0, 0, what)) if progress else None
    problems = population.strangers()
    problems += check(population, tables_for(population.policy, codes) & set(population.tables), reported)
    if problems:
        raise PopulationError(problems)


def present(population: Population, asked: ScreeningRequest) -> ScreeningRequest:
    """Return the request without measures whose table the population lacks. Raises `RunError` if none is left."""
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
    """One pass over a population: its subjects, their engines, and the progress."""

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
        """Yield the plan of each subject with its parts."""
        for name, codes in self.subjects.items():
            screened = Screened(
                self.policy, codes, self.shapes, on=self.asked.on, own=self.asked.own, refused=self.asked.refused
            )
            yield screened, parts_of(self.population[name])

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """Open the engine of the run with a temporary spill folder. All subjects use it: an engine is slow to open."""
        with (
            tempfile.TemporaryDirectory(prefix="wenjiu-screen-") as spill,
            opened(self.asked.engine, memory=self.asked.memory, spill=Path(spill)) as engine,
        ):
            yield engine

    def refer(self, engine: Engine, screened: Screened) -> None:
        """Add every table that the rows of a subject refer to."""
        for name in screened.source.plan.tables() - {BASE, screened.table.name}:
            engine.add(name, self.population[name].files, self.population.spelling(name))

    def answer(self, folder: Folder, engine: Engine, screened: Screened, parts: Sequence[Part]) -> None:
        """Write the entitlements of every missing part, and the rows that they are computed from."""
        plan = screened.plan(kept=True)
        kept = {name: x for name, x in plan.outputs.items() if name.startswith(KEPT)}
        plan.base.table = BASE
        self.refer(engine, screened)
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
        # The kept rows are written first, because a part counts as done when its entitlements exist.
        folder.write(KEPT_ROWS, part.name, iter(held), held[0].schema)
        folder.write(ENTITLEMENTS, part.name, iter(found), schema(screened.registers))

    def advance(self, part: Part) -> None:
        """Report that a part is done."""
        self.done += part.rows
        if self.progress:
            self.progress(self.done, sum(self.rows.values()), part.table)
