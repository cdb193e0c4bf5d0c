"""Loads how a case goes: `procedure.yaml` of a policy. Flows are dated; each step has a source.

    flows:
      subsidy:
      - from: 2031-01-01
        zh: 补贴申领
        en: application for a subsidy
        opened_by: applicant
        silence: {means: none, source: practice}
        steps:
          accept: {roles: [street_specialist], scope: street, clock: runs, days: null, source: practice,
                   outcomes: {accepted: {next: decide}, correct: {wait: accept}, not_accepted: {end: ended}}}
          …
    default: subsidy
    measures: {"9.1": office, "9.2": null}

A measure that names a flow follows it; one that names null has no cases; every other one follows the default.
`demo` sets days for a demonstration only; its source is never a confirmed one. A flow may have `answer_days` with an
`answer_source`: how long an applicant has to complete the papers. In `demo` they stand under ``answer``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.checked import CheckedFile
from ..language.nodes import DefinitionError
from ..language.text import LANGUAGES, Text
from .flows import CLOCKS, ENDS, KINDS, OPENERS, OUTCOMES, ROLES, SCOPES, SILENCE, Flow, Outcome, Silence, Step
from .remedies import Remedies, Remedy, read_dated, read_sources
from .services import STEPS, Source

#: Among the days of a flow, in place of a step: those in which the applicant completes the papers.
ANSWER = "answer"
Days = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Procedures:
    """How the cases of a policy go.

    `flows`: versions of each flow by code, in the order of their first days.
    `default`: the flow of a measure that names none.
    `measures`: the flow that a measure names; None where it has no cases.
    `demo_days`, `demo_source`: days for a demonstration, and what says so.
    """

    flows: Mapping[str, tuple[Flow, ...]] = field(default_factory=dict)
    default: str = ""
    measures: Mapping[str, str | None] = field(default_factory=dict)
    remedies: Remedies = field(default_factory=Remedies)
    demo_days: Days = field(default_factory=dict)
    demo_source: Source | None = None

    def flow(self, code: str, on: dt.date) -> Flow:
        """Return a flow as it stands on a day. Raise LookupError for an unknown one and for an earlier day."""
        found = [f for f in self.flows.get(code, ()) if f.start <= on]
        if not found:
            raise LookupError(f"no flow {code!r} on {on}; there are: {', '.join(self.flows)}")
        return found[-1]

    def kept(self, id: str) -> Flow:
        """Return the flow that a case keeps by its id, such as ``subsidy@2020-12-24``."""
        for versions in self.flows.values():
            for flow in versions:
                if flow.id == id:
                    return flow
        raise LookupError(f"no flow {id!r}")

    def flow_for(self, measure: str, on: dt.date, opened_by: str = "applicant") -> Flow:
        """Return the flow of a measure's case on a day.

        Raises LookupError where the measure has no cases, or none that are opened so.
        """
        named = self.measures.get(measure, self.default)
        for code in (named, self.default) if named is not None else ():
            if (flow := self.flow(code, on)).opened_by == opened_by:
                return flow
        raise LookupError(f"{measure} has no case that is opened by: {opened_by}")

    def against(self, step: Step, on: dt.date) -> tuple[Remedy, ...]:
        """Return what somebody can do against the outcome of a step that was taken on a day."""
        return self.remedies.all_on(step.remedies, on)

    def against_silence(self, flow: Flow, on: dt.date) -> tuple[Remedy, ...]:
        """Return what somebody can do where no answer came in time."""
        return self.remedies.all_on(flow.silence.remedies, on)

    def with_days(self, days: Days, source: Source) -> Procedures:
        """Return procedures in which an installation sets days: flow -> step, or ``answer`` -> working days, in all versions."""

        def own(step: Step, given: Mapping[str, int]) -> Step:
            return replace(step, days=given[step.code], days_source=source) if step.code in given else step

        def with_own(flow: Flow, given: Mapping[str, int]) -> Flow:
            changed = replace(flow, steps=tuple(own(s, given) for s in flow.steps))
            return replace(changed, answer_days=given[ANSWER], answer_source=source) if ANSWER in given else changed

        flows = {
            code: tuple(with_own(flow, days.get(code, {})) for flow in versions)
            for code, versions in self.flows.items()
        }
        return replace(self, flows=flows)

    def for_demo(self) -> Procedures:
        """Return procedures with the days of the demonstration; each names a source that is not confirmed."""
        return self if self.demo_source is None else self.with_days(self.demo_days, self.demo_source)


def load_procedures(path: Path, national: Remedies) -> Procedures:
    """Return the procedures of a file. Raise DefinitionError with file, place and value for a wrong entry."""
    return _Reader(path.name, national).read(read_yaml(path, DefinitionError))


def refuse_unknown(procedures: Procedures, measures: Collection[str]) -> None:
    """Raise DefinitionError for a measure that the policy does not have."""
    for code in procedures.measures:
        if code not in measures:
            raise DefinitionError(f"procedure names the measure {code!r}; there are: {', '.join(measures)}")


class _Reader(CheckedFile):
    def __init__(self, name: str, national: Remedies) -> None:
        super().__init__(name)
        self.remedies = national

    def read(self, raw: Any) -> Procedures:
        raw = self.mapping(raw, "file", ("sources", "flows", "default", "measures"), ("demo",))
        self.sources = read_sources(self, raw["sources"])
        flows = {
            code: tuple(self.flow(code, entry, at) for at, entry in read_dated(self, versions, f"flows.{code}"))
            for code, versions in self.names(raw["flows"], "flows")
        }
        measures = {
            code: None if flow is None else self.known(flow, flows, f"measures.{code}")
            for code, flow in self.names(raw["measures"], "measures")
        }
        procedures = Procedures(flows, self.known(raw["default"], flows, "default"), measures, self.remedies)
        return self.demo(procedures, raw["demo"]) if "demo" in raw else procedures

    def flow(self, code: str, raw: Any, at: str) -> Flow:
        name = self.text(raw, at, ("from", "opened_by", "silence", "steps"), ("answer_days", "answer_source"))
        steps = tuple(
            self.step(number, code, entry, f"{at}.steps.{code}")
            for number, (code, entry) in enumerate(self.names(raw["steps"], f"{at}.steps"), 1)
        )
        if not steps:
            self.complain(f"{at}.steps", "has no step")
        opened_by = self.known(raw["opened_by"], OPENERS, f"{at}.opened_by")
        answer_days = None if raw.get("answer_days") is None else self.count(raw["answer_days"], f"{at}.answer_days")
        if (answer_days is None) != ("answer_source" not in raw):
            self.complain(f"{at}.answer_source", "must be given with answer_days, and only then")
        answer_source = None if answer_days is None else self.source(raw, at, "answer_source")
        silence = self.silence(raw["silence"], f"{at}.silence")
        flow = Flow(code, name, raw["from"], opened_by, silence, steps, answer_days, answer_source)
        self.check_order(flow, at)
        self.check_ways(flow, at)
        return flow

    def silence(self, raw: Any, at: str) -> Silence:
        raw = self.mapping(raw, at, ("means", "source"), ("remedies",))
        means = self.known(raw["means"], SILENCE, f"{at}.means")
        return Silence(means, self.named_remedies(raw, at), self.source(raw, at))

    def step(self, number: int, code: str, raw: Any, at: str) -> Step:
        must = ("roles", "scope", "clock", "days", "outcomes", "source")
        raw = self.mapping(raw, at, must, ("zh", "en", "remedies", "days_source"))
        scope = self.known(raw["scope"], SCOPES, f"{at}.scope")
        roles = tuple(self.known(role, ROLES, f"{at}.roles") for role in self.listed(raw["roles"], f"{at}.roles"))
        if bool(roles) == (scope == "system"):
            self.complain(f"{at}.roles", "must name who takes the step, and nobody where the system does")
        days = None if raw["days"] is None else self.count(raw["days"], f"{at}.days")
        if (days is None) != ("days_source" not in raw):
            self.complain(f"{at}.days_source", "must be given with days, and only then")
        return Step(
            number,
            code,
            self.step_name(code, raw, at),
            roles,
            scope,
            {c: self.outcome(c, o, f"{at}.outcomes.{c}") for c, o in self.names(raw["outcomes"], f"{at}.outcomes")},
            days,
            self.known(raw["clock"], CLOCKS, f"{at}.clock"),
            self.named_remedies(raw, at),
            self.source(raw, at),
            None if days is None else self.source(raw, at, "days_source"),
        )

    def step_name(self, code: str, raw: dict[str, Any], at: str) -> Text:
        if code in STEPS and not set(LANGUAGES) & set(raw):
            return STEPS[code][0]
        return self.text({lang: raw[lang] for lang in LANGUAGES if lang in raw}, at)

    def outcome(self, code: str, raw: Any, at: str) -> Outcome:
        self.known(code, OUTCOMES, at)
        raw = self.mapping(raw, at, (), KINDS)
        if len(raw) != 1:
            self.complain(at, f"{raw!r} has not exactly one of {', '.join(KINDS)}")
        [(kind, following)] = raw.items()
        if not isinstance(following, str):
            self.complain(f"{at}.{kind}", f"{following!r} is no name")
        return Outcome(code, kind, self.known(following, ENDS, f"{at}.end") if kind == "end" else following)

    def named_remedies(self, raw: dict[str, Any], at: str) -> tuple[str, ...]:
        at = f"{at}.remedies"
        return tuple(self.known(r, self.remedies.versions, at) for r in self.listed(raw.get("remedies", []), at))

    def source(self, raw: dict[str, Any], at: str, name: str = "source") -> Source:
        return self.sources[self.known(raw[name], self.sources, f"{at}.{name}")]

    def count(self, raw: Any, at: str) -> int:
        if not isinstance(raw, int) or isinstance(raw, bool) or raw < 1:
            self.complain(at, f"{raw!r} is no whole number from 1 on")
        return raw

    def check_order(self, flow: Flow, at: str) -> None:
        """Refuse an outcome that leads to no step, or in the wrong direction."""
        numbers = {step.code: step.number for step in flow.steps}
        for step in flow.steps:
            for outcome in step.outcomes.values():
                place = f"{at}.steps.{step.code}.outcomes.{outcome.code}.{outcome.kind}"
                if outcome.kind == "end":
                    continue
                other = numbers[self.known(outcome.next, numbers, place)]
                right = {"wait": other == step.number, "back": other < step.number}
                if not right.get(outcome.kind, other > step.number):
                    self.complain(place, f"{outcome.next!r} is not where {outcome.kind!r} can lead from {step.code!r}")

    def check_ways(self, flow: Flow, at: str) -> None:
        """Refuse a step to which no way leads, and one from which no way leads on."""
        reached = {flow.first.code}
        for step in flow.steps:  # a way to a step that was not passed leads forward
            ahead = [o for o in step.outcomes.values() if o.kind in ("next", "propose", "end")]
            if not ahead:
                self.complain(f"{at}.steps.{step.code}.outcomes", "none leads on")
            if step.code not in reached:
                self.complain(f"{at}.steps.{step.code}", "no outcome of an earlier step leads here")
            reached |= {o.next for o in ahead}

    def demo(self, procedures: Procedures, raw: Any) -> Procedures:
        raw = self.mapping(raw, "demo", ("source", "days"))
        source = self.source(raw, "demo")
        if source.confirmed:
            self.complain("demo.source", f"{raw['source']!r} is confirmed; days of a demonstration never are")
        days: dict[str, dict[str, int]] = {}
        for code, given in self.names(raw["days"], "demo.days"):
            self.known(code, procedures.flows, f"demo.days.{code}")
            steps = {ANSWER, *(s.code for flow in procedures.flows[code] for s in flow.steps)}
            days[code] = {}
            for step, count in self.names(given, f"demo.days.{code}"):
                place = f"demo.days.{code}.{step}"
                days[code][self.known(step, sorted(steps), place)] = self.count(count, place)
        return replace(procedures, demo_days=days, demo_source=source)
