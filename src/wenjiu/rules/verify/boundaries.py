"""Generates boundary rows: for every number, date, code and yes-or-no of a measure, its limit and its neighbours.

The rows are questions for hand-worked tests. People work out the answers by hand from the clause, never with this code,
and keep them as a table. A row that the rules gain and the table lacks fails the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from ...standards import civil
from ..case.parsing import parse_case
from ..evaluate.results import FAILED
from ..evaluate.results import NOT_APPLICABLE as UNUSED
from ..language import nodes as n
from ..language import periods
from ..language.facts import CountWhere, Fact, SumWhere
from ..language.measures import Measure, Range, Variant
from ..language.parameters import Param
from ..language.readings import RECOMMENDED
from ..ruleset import Ruleset
from .around import Around

#: Years between the start of the policy in a base case and the document.
ROOM = 8


@dataclass(frozen=True, slots=True)
class BoundaryCase:
    """One question: its changes against the base case (public names and values; None is unknown)."""

    id: str
    change: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    readings: dict[str, str] = field(default_factory=dict)


def base_case(policy: Ruleset, measure: Measure) -> dict[str, Any]:
    """Return the example of a measure with the deployment's parameters of its day written out, so it is self-contained.

    The policy starts eight years before the document, which leaves room for every period.
    """
    params: dict[str, Any] = {policy.period[0]: f"{policy.issued.year - ROOM}-01-01"} if policy.period else {}
    day = policy.day(parse_case(policy, {"measure": measure.code, "facts": measure.example}))
    for param in policy.params_of(measure.code):
        if not param.stated:
            row = param.at(day)
            value = param.public(row.value) if row else None
            if value not in (None, False, []):
                params.setdefault(param.name, value)
    params |= measure.figures
    return {"measure": measure.code, "facts": dict(measure.example), "params": params, "params_only": True}


def boundary_rows(policy: Ruleset, code: str) -> list[BoundaryCase]:
    """Return every boundary row of a measure, each input once: for conditions, then amounts, then readings."""
    rows: dict[str, BoundaryCase] = {}
    for row in _Generator(policy, policy.measures[code]).rows():
        key = repr((sorted(row.change.items(), key=str), sorted(row.params.items(), key=str), row.readings))
        rows.setdefault(key, row)
    return list(rows.values())


def boundary_yaml(policy: Ruleset, code: str) -> str:
    """Return the questions as YAML, each with an empty `expected` to fill in by hand."""
    base = base_case(policy, policy.measures[code])
    rows = []
    for row in boundary_rows(policy, code):
        entry: dict[str, Any] = {"id": row.id}
        entry.update(
            {k: v for k, v in (("change", row.change), ("params", row.params), ("readings", row.readings)) if v}
        )
        rows.append(entry | {"expected": None})
    return _dumped({"base": {"facts": base["facts"], "params": base["params"]}, "cases": rows})


@dataclass(frozen=True, slots=True)
class Merged:
    """A table of questions with the missing ones added: its text, the ids added, and the ids no longer asked."""

    text: str
    added: tuple[str, ...]
    gone: tuple[str, ...]


def merge_questions(policy: Ruleset, code: str, table: str) -> Merged:
    """Return a hand-worked table (YAML text) with the new questions added at its end; the rest is unchanged.

    Facts and parameters that the base case gained are added to its lists. Raise ValueError where the text is not a table of
    cases, or the base case differs in anything else.
    """
    asked = yaml.safe_load(boundary_yaml(policy, code))
    kept = yaml.safe_load(table)
    if not isinstance(kept, dict) or not isinstance(kept.get("cases"), list) or list(kept)[-1] != "cases":
        raise ValueError("the file is not a table of questions: it must end with its list of cases")
    if kept.get("base") != asked["base"]:
        table = _with_base(table, kept.get("base") or {}, asked["base"])
    known, wanted = {case["id"] for case in kept["cases"]}, {case["id"] for case in asked["cases"]}
    new = [case for case in asked["cases"] if case["id"] not in known]
    gone = tuple(case["id"] for case in kept["cases"] if case["id"] not in wanted)
    text = table if table.endswith("\n") else table + "\n"
    return Merged(text + (_dumped(new) if new else ""), tuple(case["id"] for case in new), gone)


def _with_base(table: str, kept: dict[str, dict[str, Any]], asked: dict[str, dict[str, Any]]) -> str:
    """Return the table with what its base case lacks, each entry as a line at the end of its list."""
    lines, end = table.split("\n"), {"facts": "  params:", "params": "cases:"}
    for part, following in end.items():
        lacking = {name: value for name, value in asked[part].items() if name not in kept.get(part, {})}
        if lacking and following in lines:
            at = lines.index(following)
            lines[at:at] = [f"    {line}" for line in _dumped(lacking).rstrip().split("\n")]
    text = "\n".join(lines)
    found = yaml.safe_load(text).get("base") or {}
    if found != asked:
        wrong = [
            f"{p}.{n}"
            for p in end
            for n in {**found.get(p, {}), **asked[p]}
            if found.get(p, {}).get(n) != asked[p].get(n)
        ]
        raise ValueError(
            f"the base case has other values for {', '.join(wrong)}; correct them and what depends on them"
        )
    return text


def _dumped(document: Any) -> str:
    return str(yaml.dump(document, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110))


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Write every row in full, without YAML aliases."""
        return True


class _Generator:
    def __init__(self, policy: Ruleset, measure: Measure) -> None:
        self.policy, self.measure = policy, measure
        self.names = policy.public_names(measure)
        self.raw = base_case(policy, measure)
        self.variants = (*measure.variants, *self._later_figures())

    def rows(self) -> Iterator[BoundaryCase]:
        """Yield the rows under the recommended readings, those of variants, then those of other letters."""
        self.seen: dict[str, set[str]] = {}
        yield BoundaryCase("base")
        yield from self._rows({})
        for other in self.variants:
            yield BoundaryCase(other.name, other.change)
            yield from self._rows({}, other)
        singles = [
            (reading.id, letter)
            for reading, letters in sorted(self.measure.ambiguities().items(), key=lambda item: item[0].id)
            for letter in sorted(letters - {RECOMMENDED})
        ]
        variants = (None, *self.variants)
        for id, letter in singles:
            for variant in variants:
                name = f" {variant.name}" if variant else ""
                yield BoundaryCase(f"{id}-{letter}{name}", variant.change if variant else {}, readings={id: letter})
                yield from self._rows({id: letter}, variant)

    def _later_figures(self) -> Iterator[Variant]:
        """Return, for each later value of a document figure, the example a day before it applies and on that day."""
        program = self.policy.program(self.measure.code, {})
        for k, param in enumerate(program.params):
            if not param.stated:
                continue
            about = [s.require.id for s in program.slots if k in s.params]
            about += [pay.payee for pay in program.lines if param in program.leaves(pay.amount)]
            for value in param.rows[1:]:
                for day in (civil.previous_day(value.start), value.start):
                    yield Variant(f"{param.name} {civil.iso(day)}", tuple(about), self._moved_to(day))

    def _moved_to(self, day: int) -> dict[str, Any]:
        """Return the example with its dates moved so that its triggering date is a given day.

        All dates move by the same number of months.
        """
        facts = self.raw["facts"]
        program = self.policy.program(self.measure.code, {})
        dates = {self.names[f.key] for f in self.policy.accepted_facts(self.measure).values() if f.kind == "date"}
        given = {name: civil.parse(facts[name]) for name in dates if facts.get(name)}
        triggers = [self.names[f.key] for f in program.leaves(self.measure.trigger) if isinstance(f, Fact)]
        trigger = next(name for name in triggers if name in given)
        months = (day >> 5) - (given[trigger] >> 5)
        moved = {name: civil.iso(civil.plus_months(k, months)) for name, k in sorted(given.items())}
        return moved | {trigger: civil.iso(day)}

    def _rows(self, letters: dict[str, str], variant: Variant | None = None) -> Iterator[BoundaryCase]:
        """Yield rows around the nodes that differ under these readings from the recommended ones."""
        facts = self.raw["facts"] | (variant.change if variant else {})
        case = parse_case(self.policy, self.raw | {"facts": facts, "readings": letters})
        outcome, _, _ = self.policy.decide(case)
        self.outcome = outcome
        around = Around(self.policy, self.measure, self.names, case, outcome, letters, facts)
        at = variant.name if variant else ""
        skip = self.seen.get(at, set()) if letters else set()
        fresh: set[str] = set()
        results = outcome.condition_results()
        slots = [
            s for s, r in zip(outcome.program.slots, results, strict=True) if s.present and r not in (FAILED, UNUSED)
        ]
        roots: list[tuple[str, n.Node | Range]] = [
            (s.require.id, node) for s in slots for node in (s.require.holds, s.require.when) if node is not None
        ]
        roots += [
            (pay.payee, node) for pay in outcome.program.lines for node in (pay.amount, pay.when) if node is not None
        ]
        roots += [(v.id, v) for v in outcome.program.validations]
        label = "".join(f"{k}-{v} " for k, v in letters.items()) + (f"{variant.name} " if variant else "")
        for name, root in roots:
            if variant and name not in variant.about:
                continue
            if isinstance(root, Range):
                for change, params in around.award_range(root):
                    what = ", ".join(f"{k}={_short(v)}" for k, v in (change | params).items())
                    yield BoundaryCase(
                        f"{label}{name} {what}", (variant.change if variant else {}) | change, params, letters
                    )
                continue
            for node in self._new(root, fresh, skip):
                for change, params in around.node(node):
                    what = ", ".join(f"{k}={_short(v)}" for k, v in (change | params).items())
                    whole = (variant.change if variant else {}) | change
                    yield BoundaryCase(f"{label}{name} {what}", self._in_order(whole), params, letters)
        if not letters:
            self.seen[at] = fresh

    def _signature(self, node: n.Node) -> str:
        """Return the content of a node under the chosen readings; only nodes that a letter changes are asked again."""
        node = self.outcome.program.chosen(node)
        if isinstance(node, Fact | Param):
            return repr(node)
        if isinstance(node, periods.MonthlySum):
            kind = [self.outcome.program.word(node.parts), self.outcome.program.word(node.rate)]
        else:
            kind = [str(getattr(node, slot)) for slot in type(node).__slots__ if slot != "relation"]
        return f"{type(node).__name__}{kind}({', '.join(self._signature(c) for c in node.children)})"

    def _in_order(self, change: dict[str, Any]) -> dict[str, Any]:
        """Return changes where a start moves its end along, two months later, if the end would come first."""
        for first, last in self.measure.orders:
            start, end = (change.get(k, self.raw["facts"].get(k)) for k in (first, last))
            if start is not None and end is not None and end < start and last not in change:
                to = civil.previous_day(civil.plus_months(civil.parse(start), 2))
                change = change | {last: civil.iso(to)}
        return change

    def _new(self, root: n.Node, fresh: set[str], skip: set[str]) -> Iterator[n.Node]:
        """Yield nodes below a root that were not asked about before."""
        stack = [root]
        while stack:
            node = self.outcome.program.chosen(stack.pop())
            signature = self._signature(node)
            if signature not in fresh:
                fresh.add(signature)
                if signature not in skip:
                    yield node
                if not isinstance(node, CountWhere | SumWhere):  # their list covers questions about members
                    stack.extend(reversed(node.children))


def _short(value: Any) -> str:
    if isinstance(value, list) and any(isinstance(row, dict) for row in value):
        return "[" + "; ".join(_short_member(row) for row in value) + "]"
    return "unknown" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _short_member(row: dict[str, Any] | None) -> str:
    return "unknown" if row is None else " ".join(f"{k}={_short(v)}" for k, v in row.items())
