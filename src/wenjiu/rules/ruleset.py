"""A ruleset: measures, readings, parameters and wording of one document, and the outcome of a case under them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

from ..standards import civil, codes
from .document import (
    ambiguities,
    claim_checks,
    elsewhere,
    plain_words,
    procedures,
    programmes_fit,
    services,
    situations,
    stacking,
)
from .document.ambiguities import AmbiguityRecord, Others
from .document.amendments import PARAMETER, VERSION, Amendment, letters_on, rows_with, versions_with
from .document.areas import AreaRow
from .document.claims import Claims
from .document.code_lists import CodeList
from .document.elsewhere import Help
from .document.plain_words import PlainWords
from .document.procedures import Procedures
from .document.programmes import Kind
from .document.registers import Registers
from .document.services import Service
from .document.situations import Situations
from .document.stacking import Stacking
from .document.versions import Version
from .evaluate.case import Case, Resolved
from .evaluate.compiler import Program
from .evaluate.in_force import InForce, Prepared
from .evaluate.outcomes import Outcome
from .language import sources
from .language.dated_values import OPEN_TO
from .language.fact_types import YES_NO, Reader
from .language.facts import Fact, Relation
from .language.measures import Measure
from .language.parameters import Book, Param
from .language.readings import RECOMMENDED, Ambiguity
from .language.sources import PLAIN, Supplier
from .language.text import Text
from .language.wording import Fill

OWN = Text("本案自带", "given with the case")
DEFAULT = Text("未给出时的默认", "what holds where none is given")
NONE = Text("", "")


@dataclass(eq=False)
class Ruleset:
    """The rules of one document of one district as data; the base of a `Policy`.

    `home`: code of the home district.
    `dates`: the three dates that every case accepts.
    `other_readings`: the ambiguities and letters that no measure can compute.
    `implied_by_audience`: the facts that a visitor states by choosing an audience.
    `services`: how each measure is served, by code.
    `situations`: the statements with which a visitor begins.
    `elsewhere`: the help that the document does not give, by id.
    `words`: what people call a situation or a clause.
    `lists`: dated code lists by name.
    `letters`: the readings other than A that the operator switched on.
    `registers`: where a population holds the facts.
    `areas`: the district and its streets, each after the one that it is part of.
    `claims`: what may be claimed under each measure, and the facts that past awards answer.
    `suppliers`: who can supply a fact, and by which provision.
    `procedures`: how a case goes, step by step.
    `programmes`: what is recorded about classes, traineeships, competitions and the like, by kind.
    `period`: the names of the parameters that hold the first and the last day of the policy.
    `amendments`: what an installation changed in the policy as published.
    """

    name: str
    title: Text
    document: str
    issued: dt.date
    home: str
    home_name: Text
    versions: tuple[Version, ...]
    book: Book
    measures: dict[str, Measure]
    dates: dict[str, Fact]
    audiences: dict[str, Text]
    implied_by_audience: dict[str, dict[Fact, Any]] = field(default_factory=dict)
    other_readings: Others = field(default_factory=Others)
    general_readings: tuple[Ambiguity, ...] = ()
    rules_version: str = "1"
    stacking: Stacking = field(default_factory=Stacking)
    letters: dict[str, str] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    situations: Situations = field(default_factory=Situations)
    elsewhere: dict[str, Help] = field(default_factory=dict)
    words: PlainWords = field(default_factory=PlainWords)
    lists: dict[str, CodeList] = field(default_factory=dict)
    registers: Registers | None = None
    areas: tuple[AreaRow, ...] = ()
    claims: Claims = field(default_factory=Claims)
    suppliers: Mapping[str, Supplier] = field(default_factory=lambda: PLAIN)
    procedures: Procedures = field(default_factory=Procedures)
    programmes: Mapping[str, Kind] = field(default_factory=dict)
    period: tuple[str, str] | None = None
    amendments: tuple[Amendment, ...] = ()
    _programs: dict[tuple[str, tuple[tuple[str, str], ...]], Program] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stacking.refuse_unknown(self.stacking, self.measures)
        tables = [] if self.registers is None else [t.name for t in self.registers.tables]
        situations.refuse_unknown(self.situations, self.measures, self.audiences, tables)
        statements = [s.id for s in self.situations.statements]
        elsewhere.refuse_unknown(self.elsewhere, statements)
        plain_words.refuse_unknown(self.words, statements)
        procedures.refuse_unknown(self.procedures, self.measures)
        programmes_fit.refuse_unfit(self.programmes, self.measures, self.registers)
        for measure in self.measures.values():
            fill = self._fill(measure, "zh", None, 0)
            for name in {n for text in measure.wordings() for n in text.names()} - {"home"}:
                fill.param(name)  # refuses an unknown name
        accepted = {code: self.accepted_facts(measure) for code, measure in self.measures.items()}
        for code, facts in accepted.items():
            sources.refuse_unknown(self.suppliers, facts, f"{self.name}: measure {code}")
        services.refuse_unknown(self.services, {fact.key for facts in accepted.values() for fact in facts.values()})
        if self.claims:
            letters = {id: of.letters for id, of in self.declared_ambiguities.items()}
            claim_checks.refuse_unfit(self.claims, self.measures, accepted, self.registers, self.book.params, letters)
            claim_checks.refuse_unanswered(self.claims, accepted, self.suppliers)

    @property
    def phones(self) -> tuple[tuple[str, Text], ...]:
        """Return number and name of the hotlines that answer questions about every measure."""
        served = next(iter(self.services.values()), None)
        return () if served is None else served.phones

    @cached_property
    def declared_ambiguities(self) -> dict[str, Ambiguity]:
        """Return every ambiguity that a measure or the policy declares, by id."""
        found = {r.id: r for r in self.general_readings}
        for measure in self.measures.values():
            found.update({r.id: r for r in measure.ambiguities()})
        return dict(sorted(found.items()))

    @cached_property
    def reading_ids(self) -> tuple[str, ...]:
        """Return the id of every ambiguity of the document."""
        return tuple(self.ambiguities)

    @cached_property
    def ambiguities(self) -> dict[str, AmbiguityRecord]:
        """Return every ambiguity, the general ones first: declared ones with the additions of the policy's file."""
        return ambiguities.merge(self.declared_ambiguities, self.general_readings, self.measures, self.other_readings)

    def accepted_facts(self, measure: Measure) -> dict[str, Fact | Relation]:
        """Return public name -> fact of what a case of a measure may state."""
        cached = self._accepted.get(measure.code)
        if cached is None:
            cached = {**self.dates}
            cached.update(measure.vocabulary.beside)
            cached.update(measure.vocabulary.names)
            for node in measure.nodes():
                if isinstance(node, Fact) and node.ruling:
                    cached[f"ruling_on_{node.ruling}"] = node
            self._accepted[measure.code] = cached
        return cached

    @cached_property
    def _accepted(self) -> dict[str, dict[str, Fact | Relation]]:
        return {}

    def readers(self, measure: Measure) -> tuple[dict[str, str], dict[str, tuple[str, Reader]]]:
        """Return how the single facts that a case of a measure may state are read, by public name.

        The first map has the neutral keys of yes-or-no facts, which need no reader. The second one has the neutral key
        and the quick reader of every fact.
        """
        cached = self._readers.get(measure.code)
        if cached is None:
            facts = {name: f for name, f in self.accepted_facts(measure).items() if isinstance(f, Fact)}
            cached = self._readers[measure.code] = (
                {name: fact.key for name, fact in facts.items() if fact.type is YES_NO},
                {name: (fact.key, fact.type.at_sight(fact)) for name, fact in facts.items()},
            )
        return cached

    @cached_property
    def _readers(self) -> dict[str, tuple[dict[str, str], dict[str, tuple[str, Reader]]]]:
        return {}

    def public_names(self, measure: Measure) -> dict[str, str]:
        """Return neutral key -> public name."""
        cached = self._public.get(measure.code)
        if cached is None:
            cached = {fact.key: name for name, fact in self.accepted_facts(measure).items()}
            self._public[measure.code] = cached
        return cached

    @cached_property
    def _public(self) -> dict[str, dict[str, str]]:
        return {}

    def computable_letters(self, measure: Measure) -> Mapping[str, set[str]]:
        """Return ambiguity id -> letters that a measure can compute, for the ambiguities that it uses."""
        cached = self._computable.get(measure.code)
        if cached is None:
            cached = {ambiguity.id: letters for ambiguity, letters in measure.ambiguities().items()}
            self._computable[measure.code] = cached
        return cached

    @cached_property
    def _computable(self) -> dict[str, dict[str, set[str]]]:
        return {}

    def letters_for(self, measure: Measure) -> dict[str, str]:
        """Return the operator's letters that a measure can compute; others do not affect it."""
        if not self.letters:
            return {}
        able = self.computable_letters(measure)
        return {id: letter for id, letter in self.letters.items() if letter in able.get(id, ())}

    def program(self, code: str, letters: Mapping[str, str] | None = None) -> Program:
        """Return a measure compiled under some letters other than A, by default the operator's; compiled once."""
        chosen = self.letters_for(self.measures[code]) if letters is None else letters
        at = (code, tuple(sorted(chosen.items())))
        if at not in self._programs:
            self._programs[at] = Program(self.measures[code], dict(at[1]))
        return self._programs[at]

    def params_of(self, code: str) -> list[Param]:
        """Return the parameters of a measure with the values that this policy has for them."""
        return [self.book.held(p) for p in self.program(code).params]

    def _prepare(self, code: str, letters: Mapping[str, str]) -> Prepared:
        """Return a program with the data that all its cases share; created once."""
        at = (code, tuple(sorted(letters.items())) if letters else ())
        found = self._prepared.get(at)
        if found is None:
            measure = self.measures[code]
            dated = [f.key for f in self.program(code).leaves(measure.trigger) if isinstance(f, Fact)]
            dated += [f.key for f in reversed(self.dates.values())]
            fill = self._fill(measure, "zh", None, 0)
            texts = (*(c.text for c in measure.requirements()), *(v.text for v in measure.validations), *measure.notes)
            named = [fill.param(name) for name in {n for text in texts for n in text.names()} - {"home"}]
            versions = [civil.of(v.start) for v in self.versions]
            program = self.program(code, letters)
            figures = [*(self.book.held(p) for p in program.params), *named]
            found = self._prepared[at] = Prepared(program, dated, figures, versions)
        return found

    @cached_property
    def _prepared(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], Prepared]:
        return {}

    def with_measures(self, *measures: Measure) -> Self:
        """Return a copy of this policy with further measures, to try one out."""
        tried = self.claims.trying(frozenset(m.code for m in measures))
        return replace(self, measures=by_code([*self.measures.values(), *measures]), claims=tried, _programs={})

    def with_letters(self, letters: Mapping[str, str]) -> Self:
        """Return a copy of this policy with readings that the operator switched on.

        Raise KeyError for an unknown one.
        """
        for id, letter in letters.items():
            if id not in self.declared_ambiguities or letter not in self.declared_ambiguities[id].letters:
                raise KeyError(
                    f"{self.name} has no reading {id} {letter}; it has {', '.join(self.declared_ambiguities)}"
                )
        chosen = {id: letter for id, letter in letters.items() if letter != RECOMMENDED}
        return replace(self, letters=chosen, _programs={})

    def with_amendments(self, amendments: Iterable[Amendment], day: int) -> Self:
        """Return a copy of this policy, as published, with what an installation changed.

        Figures keep their days: a case takes those of its own day. Readings and versions are those in force on `day`
        (civil key). Raise KeyError for a reading or a parameter that the policy does not have.
        """
        amended = tuple(amendments)
        changed = {a.name for a in amended if a.kind == PARAMETER}
        rows = {name: rows_with(self.book[name], amended) for name in changed}
        letters = self.with_letters({**self.letters, **letters_on(amended, day)}).letters
        return replace(
            self,
            book=self.book.with_rows(rows),
            letters=letters,
            versions=versions_with(self.versions, amended, day),
            amendments=amended,
            _programs=self._programs,  # by code and letters: values of parameters are no part of them
        )

    def measures_with(self, name: str) -> tuple[str, ...]:
        """Return the codes of the measures whose expressions name a parameter or an ambiguity, under any reading."""
        if name not in self.book.params:
            return tuple(code for code, m in self.measures.items() if name in self.computable_letters(m))
        return tuple(
            code for code, m in self.measures.items() if any(isinstance(n, Param) and n.name == name for n in m.nodes())
        )

    def amendments_of(self, code: str) -> tuple[Amendment, ...]:
        """Return the amendments that concern a measure: its parameters, its readings, versions of the document."""
        measure = self.measures[code]
        names = {p.name for p in self.program(code).params} | set(self.computable_letters(measure))
        return tuple(a for a in self.amendments if a.kind == VERSION or a.name in names)

    def forget(self) -> None:
        """Drop compiled programs and everything derived from them after a measure or parameter changed in place."""
        self._programs.clear()
        self._prepared.clear()
        self._accepted.clear()
        self._public.clear()
        self._readers.clear()
        self._computable.clear()

    def decide(self, case: Case) -> tuple[Outcome, InForce, int]:
        """Return the outcome, the parameters that it uses, and the day that chose them."""
        prepared = self._prepare(case.measure.code, case.letters)
        program = prepared.program
        on = case.on if case.on is not None else _day(prepared, case)
        known = self._known(case) if prepared.published else OPEN_TO
        if case.params and any(p.name in case.params for p in program.params):
            resolved = self._look_up(program, on, case.params, case.params_only, known)
        else:
            resolved = prepared.in_force(on, known, case.params_only, self._look_up)
        return Outcome(program, self.fill_in(program, case.facts, resolved, case), resolved.given), resolved, on

    def _look_up(self, program: Program, on: int, own: Mapping[str, Any], own_only: bool, known: int) -> InForce:
        return InForce({p.name: self.resolve(p, on, own, own_only, known) for p in program.params})

    def fill_in(
        self, program: Program, facts: Mapping[str, Any], resolved: Mapping[str, Resolved], case: Case
    ) -> tuple[Any, ...]:
        """Return facts in the program's order. An absent fact gets its meaning where the contract defines one."""
        if not program.none_unless_listed:
            return program.arranged(facts.get)
        values = [*program.arranged(facts.get)]
        for i, others in program.none_unless_listed:
            if values[i] is None:
                listed = resolved.get(others.name) or self.resolve(others, 0, case.params, case.params_only)
                values[i] = codes.NONE if listed.value == () else None
        return tuple(values)

    def day(self, case: Case) -> int:
        """Return the day (civil key) that chooses parameters and versions of a case: its triggering date."""
        return _day(self._prepare(case.measure.code, case.letters), case)

    def _known(self, case: Case) -> int:
        """Return the day by which a figure must be public: that of the decision, else the one asked for, else today."""
        decided = case.facts.get(self.dates["decision_date"].key)
        return int(decided) if decided is not None else case.on if case.on is not None else civil.answer_day()

    def resolve(self, param: Param, on: int, own: Mapping[str, Any], own_only: bool, known: int = OPEN_TO) -> Resolved:
        """Return the value of a parameter for a case: its own, else the document's, else the deployment's."""
        if param.name in own:
            return Resolved(own[param.name], None, OWN, True)
        if own_only and not param.stated:
            return Resolved(param.absent, None, NONE if param.absent is None else DEFAULT, True)
        row = self.book.held(param).at(on, known)
        if row is None:
            return Resolved(None, None, NONE, False)
        return Resolved(row.value, row.start, row.source, row.confirmed)

    def version_on(self, day: int) -> Version:
        """Return the version of the document in force on a day."""
        found = self.versions[0]
        for version in self.versions:
            if civil.of(version.start) <= day:
                found = version
        return found

    def fill(self, measure: Measure, lang: str, values: Mapping[str, Any] | None = None, on: int | None = None) -> Fill:
        """Return the replacements of the names in a wording of a measure: figures, periods, the home district."""
        return self._fill(measure, lang, values, on if on is not None else civil.answer_day())

    def _fill(self, measure: Measure, lang: str, values: Mapping[str, Any] | None, on: int) -> Fill:
        return Fill(self.home_name, self.book.params, measure, lang, values, on)


def _day(prepared: Prepared, case: Case) -> int:
    for key in prepared.dated:
        day = case.facts.get(key)
        if day is not None:
            return int(day)
    return civil.answer_day()


def by_code(measures: Iterable[Measure]) -> dict[str, Measure]:
    """Return measures by code, in the order of the clauses."""
    return {m.code: m for m in sorted(measures, key=lambda m: _in_order(m.code))}


def _in_order(code: str) -> list[tuple[int, str]]:
    """Return a sort key: 2.2 before 2.10, 3.2a before 3.2b."""
    return [(int(number or 0), word) for number, word in re.findall(r"(\d*)(\D*)", code)]
