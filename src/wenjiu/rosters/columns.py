"""The columns of a roster, derived from the facts of its measures: header, meaning, drop-down list, what needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..rules.ask.answers import options
from ..rules.case.parsing import parse_facts, parse_params
from ..rules.evaluate.case import Case
from ..rules.explain.determinations import determine
from ..rules.language import fact_types
from ..rules.language.fact_types import unit_word
from ..rules.language.facts import Fact, Relation, choice
from ..rules.language.measures import Measure
from ..rules.language.text import T, Text
from ..rules.policy import Policy
from ..standards import civil
from ..standards.codes import NONE
from .kind_files import group_label
from .kinds import PERSON, Kind, OwnColumn

NAME = "name"
NAME_HEADER = T("姓名", "name")
NAME_HELP = T("便于您核对，可以写姓名或代号，不影响结果。", "For your own use: a name or a code. It changes no result.")
ELSEWHERE = T("其他区", "another district")
NO_HELP = T("", "")


@dataclass(frozen=True, eq=False)
class Column:
    """One column, or one question about the whole file.

    `id`: the public name of its fact, or the id of a label.
    `fact`: none for a label.
    `keys`: the neutral keys of the facts that it fills.
    `label`, `help`: the header and what it means.
    `measures`: the measures that use it.
    `needed`: those that cannot be granted without it.
    `choices`: value as a form posts it -> label, for a closed list.
    """

    id: str
    fact: Fact | None
    keys: tuple[str, ...]
    label: Text
    help: Text
    measures: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    choices: Mapping[str, Text] | None = None

    def header(self, lang: str) -> str:
        """Return the header of the template; a star marks a column that a measure needs."""
        unit = unit_word(self.fact, lang) if self.fact is not None and self.fact.type.form in ("count", "yuan") else ""
        unit = "" if self.fact is not None and self.fact.type is fact_types.YEAR else unit
        in_unit = T(f"（{unit}）", f" ({unit})")(lang) if unit else ""
        return f"{self.label(lang)}{in_unit}{'*' if self.needed else ''}"


class Form:
    """A kind of roster of one policy, with its columns and the questions about the whole file."""

    def __init__(self, policy: Policy, kind: Kind) -> None:
        self.policy, self.kind = policy, kind
        self.measures = [policy.measures[code] for code in kind.measures]
        self._needs = {m.code: needs(policy, m) for m in self.measures}

    @cached_property
    def once(self) -> tuple[Column, ...]:
        """Return the questions about the whole file."""
        found = []
        for name in self.kind.once:
            facts = {m.code: f for m in self.measures if isinstance(f := self._accepted(m).get(name), Fact)}
            found.append(self._column(name, facts))
        return tuple(found)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns in the order of the template: name, labels, then the facts in the measures' order."""
        if self.kind.counts:
            facts = [*self._borrowed(), *map(self._own, self.kind.own)]
        elif self.kind.members:
            facts = list(self._members())
        else:
            facts = self._distinct(list(self._fact_columns()))
        labels = [
            Column(x.id, None, (), x.name, x.help, needed=self.kind.measures if self._counts_people(x.id) else ())
            for x in self.kind.labels
        ]
        return (Column(NAME, None, (), NAME_HEADER, NAME_HELP), *labels, *facts)

    @cached_property
    def by_id(self) -> dict[str, Column]:
        """Return the columns by id."""
        return {column.id: column for column in self.columns}

    @cached_property
    def group(self) -> str:
        """Return the label whose different values never concern each other under the stacking rules."""
        return group_label(self.policy, self.kind) or PERSON

    @cached_property
    def relation(self) -> Relation | None:
        """Return the relation that the rows fill; none where each row is a case or the rows are counted."""
        if not self.kind.members:
            return None
        found = next(f for m in self.measures if isinstance(f := m.vocabulary.names.get(self.kind.members), Relation))
        return found

    @cached_property
    def constants(self) -> dict[str, Any]:
        """Return fact key -> value of what the keeper implies and what is the same for each row."""
        found = {f.key: v for f, v in self.policy.implied_by_audience.get(self.kind.audience, {}).items()}
        for m in self.measures:
            names = self._accepted(m)
            given = {name: value for name, value in self.kind.each.items() if name in names}
            found.update(parse_facts(self.policy, m, given))
        return found

    def keys_of(self, name: str) -> tuple[str, ...]:
        """Return the keys of the facts with a public name in the measures of the roster."""
        return tuple(dict.fromkeys(f.key for m in self.measures if (f := self._accepted(m).get(name)) is not None))

    def own_columns(self, code: str) -> tuple[Column, ...]:
        """Return the columns that no other measure of the roster uses."""
        return tuple(c for c in self.columns if c.measures == (code,))

    def _accepted(self, m: Measure) -> Mapping[str, Fact | Relation]:
        return self.policy.accepted_facts(m)

    def _counts_people(self, label: str) -> bool:
        return bool(self.kind.counts) and label == PERSON

    def _fact_columns(self) -> Iterator[Column]:
        """Yield the columns of the facts that the rules consult under the readings in use; one for facts that agree."""
        shared = {name: key for name in self.kind.once for key in self.keys_of(name)}
        left_out = {*shared.values(), *self.constants, *(f.key for f in self.policy.dates.values())}
        same = self.policy.registers.same if self.policy.registers is not None else {}
        groups: dict[str, tuple[str, dict[str, Fact]]] = {}
        for m in self.measures:
            consulted = {f.key for f in self.policy.program(m.code).facts}
            for name, fact in m.vocabulary.names.items():
                if not isinstance(fact, Fact) or fact.key not in consulted or fact.key in left_out:
                    continue
                values = [value for value, _ in options(self.policy, fact, "zh")]
                if fact.type is fact_types.CODE and values == [NONE]:
                    continue  # the policy lists no code: there is nothing to state
                other = same.get(fact)
                first = other if other is not None and _alike(fact, other) else fact
                groups.setdefault(first.key, (name, {}))[1][m.code] = fact
        for name, facts in groups.values():
            yield self._column(name, facts)

    def _column(self, id: str, facts: Mapping[str, Fact]) -> Column:
        """Return the column of a fact, or of facts that agree, of some measures."""
        code, fact = next(iter(facts.items()))
        fill = self.policy.fill(self.policy.measures[code], "zh"), self.policy.fill(self.policy.measures[code], "en")
        label = Text(fact.name("zh", fill[0]), fact.name("en", fill[1]))
        told = Text(fact.question("zh", fill[0]), fact.question("en", fill[1]))
        needed = tuple(c for c, f in facts.items() if f.key in self._needs[c])
        keys = tuple(dict.fromkeys(f.key for f in facts.values()))
        return Column(id, fact, keys, label, told, tuple(facts), needed, choices_of(self.policy, fact))

    def _distinct(self, columns: list[Column]) -> list[Column]:
        """Return the columns with the measure in the header where two have one name, or it is about a past award."""
        headers = [c.label.zh for c in columns]
        many = len(self.measures) > 1
        found = []
        for c in columns:
            past = c.fact is not None and c.fact.source == "past awards" and many
            if headers.count(c.label.zh) > 1 or past:
                code = "、".join(c.measures)
                c = _renamed(c, Text(f"{c.label.zh}（{code}）", f"{c.label.en} ({code.replace('、', ', ')})"))
            found.append(c)
        return found

    def _borrowed(self) -> Iterator[Column]:
        for code, name in self.kind.borrowed:
            fact = self.policy.measures[code].vocabulary.names[name]
            assert isinstance(fact, Fact)
            used = self._counted_by(name)
            yield Column(name, fact, (name,), fact.name, fact.question, used, used, choices_of(self.policy, fact))

    def _own(self, column: OwnColumn) -> Column:
        fact = choice(column.name, column.help, NO_HELP, dict(column.labels), key=f"roster.{column.id}")
        used = self._counted_by(column.id)
        return Column(column.id, fact, (column.id,), column.name, column.help, used, used, column.labels)

    def _counted_by(self, column: str) -> tuple[str, ...]:
        """Return the measures with a fact, consulted under the readings in use, that is counted by a column."""
        facts = {key for c in self.kind.counts if column in c.where for key in self.keys_of(c.fact)}
        programs = ((m.code, self.policy.program(m.code)) for m in self.measures)
        return tuple(code for code, program in programs if any(f.key in facts for f in program.facts))

    def _members(self) -> Iterator[Column]:
        relation = self.relation
        assert relation is not None
        fill = self.policy.fill(self.measures[0], "zh"), self.policy.fill(self.measures[0], "en")
        for name, fact in relation.facts.items():
            told = Text(fact.question("zh", fill[0]), fact.question("en", fill[1]))
            yield Column(name, fact, (name,), fact.name, told, self.kind.measures, self.kind.measures,
                         choices_of(self.policy, fact))  # fmt: skip


def _alike(a: Fact, b: Fact) -> bool:
    return a.type is b.type and a.options == b.options


def _renamed(c: Column, label: Text) -> Column:
    return Column(c.id, c.fact, c.keys, label, c.help, c.measures, c.needed, c.choices)


def choices_of(policy: Policy, fact: Fact) -> Mapping[str, Text] | None:
    """Return (value as a form posts it) -> label of a fact with a closed list; None for other facts."""
    if fact.type is fact_types.DISTRICT:
        return {policy.home: policy.home_name, "other": ELSEWHERE}
    zh, en = (dict(options(policy, fact, lang)) for lang in ("zh", "en"))
    return {value: Text(zh[value], en[value]) for value in zh} or None


def needs(policy: Policy, measure: Measure) -> frozenset[str]:
    """Return the keys of the facts without which no example of a measure is granted, under the readings in use."""
    letters = policy.letters_for(measure)
    params = parse_params(policy, measure.figures)
    found: set[str] | None = None
    for change in ({}, *(v.change for v in measure.variants)):
        facts = parse_facts(policy, measure, {**measure.example, **change})
        facts.setdefault(policy.dates["application_date"].key, civil.today())

        def granted(facts: dict[str, Any]) -> bool:
            case = Case(None, measure, facts, params, False, letters, None)
            return determine(policy, case).eligible == "yes"

        if granted(facts):
            kept = {key for key in facts if not granted({k: v for k, v in facts.items() if k != key})}
            found = kept if found is None else found & kept
    return frozenset(found or ())
