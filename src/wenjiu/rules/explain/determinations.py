"""The answer to a case: the object that the command line, the pages, the library and other systems read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from ... import __version__
from ...standards import civil, money
from ..case.exchange import json_line
from ..evaluate.case import Case, Resolved
from ..evaluate.outcomes import FAILED, MET, NO, NOT_APPLICABLE, UNKNOWN, YES, NearMiss, Outcome, bounded
from ..language.facts import Fact, Relation
from ..language.lookups import MapEntry
from ..language.nodes import INFINITE
from ..language.parameters import Param, decimal_string, json_number
from ..language.text import Text
from ..language.wording import condition_id
from ..ruleset import Ruleset
from .guides import amended, figures
from .html import answer_html
from .plain import answer_text

RANK = {FAILED: 0, UNKNOWN: 1, MET: 2, NOT_APPLICABLE: 3}


class Determination(Mapping[str, Any]):
    """A verdict with its reasons. Reads like the JSON object of the contract; also has `eligible`, `amount`, `text()`."""

    def __init__(
        self, policy: Ruleset, case: Case, outcome: Outcome, resolved: Mapping[str, Resolved], on: int, lang: str
    ) -> None:
        self.policy, self.case, self.outcome = policy, case, outcome
        self.resolved, self.on, self.lang = resolved, on, lang
        self.fill = policy.fill(case.measure, lang, {n: r.value for n, r in resolved.items()}, on)
        self._names = policy.public_names(case.measure)

    # Mapping over the contract's object.
    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    @property
    def eligible(self) -> str:
        """yes, no, unknown or not_applicable."""
        return self.outcome.verdict

    @property
    def amount(self) -> str | None:
        """Yuan with two decimals over all payees, None where it cannot be computed."""
        return self._total()[0]

    @cached_property
    def data(self) -> dict[str, Any]:
        """The contract's object: plain lists, dicts, strings."""
        measure, outcome = self.case.measure, self.outcome
        amount, amount_range, payees = self._total()
        missing = outcome.missing()
        return {
            "id": self.case.id,
            "policy": self.policy.name,
            "measure": measure.code,
            "clause": measure.clause,
            "eligible": outcome.verdict,
            "amount": amount,
            "amount_range": amount_range,
            "payees": payees,
            "titles": [t.zh for t in measure.titles] if outcome.verdict == YES else [],
            "conditions": self._conditions(),
            "fails": list(dict.fromkeys(self._id(k) for k in outcome.failed())),
            "validations": self._validations(),
            "missing": [self._name(f) for f in missing.facts],
            "missing_parameters": [p.name if key is None else f"{p.name}[{key}]" for p, key in missing.params],
            "near_misses": [self.near(m) for m in outcome.near_misses()],
            "readings": {
                r.id: self.case.letters.get(r.id, "A") for r in sorted(measure.ambiguities(), key=lambda r: r.id)
            },
            "versions": {
                "policy": f"{self.policy.document} v{self.policy.versions[0].number}",
                "rules": self.policy.rules_version,
                "parameters": civil.iso(self.on),
                "wenjiu": __version__,
            },
            "notes": self._notes(),
        }

    def _total(self) -> tuple[str | None, list[str | None], list[dict[str, str | None]]]:
        outcome = self.outcome
        if outcome.verdict == NO:
            return "0.00", ["0.00", "0.00"], []
        payees: list[dict[str, str | None]] = []
        low = high = 0
        settled = outcome.verdict == YES
        for pay, (a, b) in zip(outcome.lines, outcome.amounts, strict=True):
            known = a == b and outcome.verdict == YES
            payees.append({"payee": pay.payee, "amount": money.yuan(a) if known else None})
            settled = settled and known
            low, high = low + a, high + (INFINITE if bounded(b) is None else b)
        if outcome.verdict == UNKNOWN and UNKNOWN in self.results:
            low = 0
        top = bounded(high)
        span = [money.yuan(low), None if top is None else money.yuan(top)]
        return (money.yuan(low) if settled and payees else None), span, payees

    @cached_property
    def results(self) -> list[str]:
        """One result a condition, in the order of the definition."""
        return self.outcome.condition_results()

    def _id(self, k: int) -> str:
        return condition_id(self.case.measure, self.outcome.program.slots[k].require.id)

    def _name(self, fact: Fact | Relation) -> str:
        return self._names.get(fact.key, fact.key)

    def _conditions(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        given = self.outcome.program.given
        for k, slot in enumerate(self.outcome.program.slots):
            id, result = self._id(k), self.results[k]
            if id in found and RANK[found[id]["result"]] <= RANK[result]:
                continue
            found[id] = {
                "id": id,
                "clause": slot.require.clause or self.case.measure.clause,
                "result": result,
                "text": slot.require.text(self.lang, self.fill),
                "facts": {
                    self._name(fact): public(fact, value)
                    for fact, value in ((given[i], self.outcome.facts[i]) for i in slot.facts)
                    if value is not None or not (isinstance(fact, Fact) and fact.ruling)
                },
                "parameters": {
                    p.name: self._parameter(p) for p in (self.outcome.program.params[i] for i in slot.params)
                },
            }
        return sorted(found.values(), key=lambda c: RANK[c["result"]])

    def _validations(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for v, result in self.outcome.validations():
            id = condition_id(self.case.measure, v.id)
            if id not in found or RANK[result] < RANK[found[id]["result"]]:
                found[id] = {"id": id, "result": result, "text": v.text(self.lang, self.fill)}
        return list(found.values())

    def consulted(self, param: Param) -> Any:
        """A parameter's value as far as this case looked at it: of a map, the entries under the keys that are known."""
        value = self.resolved[param.name].value
        program = self.outcome.program
        if param.type != "map" or not value:
            return value
        keys = {
            str(self.outcome.sides(node.children[1])[0])
            for node in self.case.measure.nodes()
            if isinstance(node, MapEntry) and id(node) in program.position
            if program.chosen(node.children[0]) is param and self.outcome.settled(node.children[1])
        }
        return {k: v for k, v in value.items() if k in keys} or value

    def since(self, param: Param) -> int | None:
        """The day (civil key) since when a parameter has the value used; figures of the document since its issue."""
        if param.stated and param.name not in self.case.params:
            return self.resolved[param.name].start or civil.of(self.policy.issued)
        return self.resolved[param.name].start or None

    def _parameter(self, param: Param) -> dict[str, Any]:
        resolved, since = self.resolved[param.name], self.since(param)
        return {
            "value": param.public(self.consulted(param)),
            "from": civil.iso(since) if since else None,
            "source": resolved.source(self.lang),
        }

    def near(self, miss: NearMiss) -> dict[str, Any]:
        """A near miss as plain data: the condition, the fact, its value, what is needed, and that in words."""
        fact = miss.fact
        value = public(fact, miss.value)
        if miss.by_difference:
            size = money.yuan(abs(miss.needed)) if fact.type == "yuan" else decimal_string(abs(miss.needed))
            needed = ("+" if miss.needed > 0 else "-") + size
        else:
            needed = civil.iso(miss.needed)
        text = near_text(fact, value, needed, self.lang)
        return {
            "condition": condition_id(self.case.measure, miss.slot.require.id),
            "fact": self._name(fact),
            "value": value,
            "needed": needed,
            "text": text,
        }

    def _notes(self) -> list[str]:
        notes: list[str] = []
        if not self.policy.version_on(self.on).text_known:
            notes.append(amended(self.policy, self.lang, self.on))
        weak = [
            p.label(self.lang)
            for p in self.outcome.program.params
            if not self.resolved[p.name].confirmed and self.resolved[p.name].value is not None
        ]
        if weak:
            joined = ("、" if self.lang != "en" else ", ").join(weak)
            notes.append(
                f"To be confirmed, taken from a secondary source: {joined}."
                if self.lang == "en"
                else f"以下参数来自转载，待确认：{joined}。"
            )
        if self.outcome.verdict != NO:
            notes += [note(self.lang, self.fill) for note in self.case.measure.notes]
        return notes

    def figures(self) -> list[dict[str, Any]]:
        """The dated parameters behind this answer, as the guide lists them; see `wenjiu.rules.explain.guides.figures`."""
        return figures(self.policy, self.case.measure, self.lang, self.on)

    def json(self) -> str:
        """The contract's object as one line of JSON."""
        return json_line(self.data)

    def text(self, width: int = 80) -> str:
        """The answer on one screen of a terminal."""
        titles = [t(self.lang) for t in self.case.measure.titles] if self.eligible == YES else []
        return answer_text(self.data, self.heading, titles, self._parameters_line(), self.lang, width)

    @property
    def heading(self) -> str:
        """Code and name of the measure."""
        return f"{self.case.measure.code}  {self.case.measure.name(self.lang)}"

    def _parameters_line(self) -> str:
        """Figures of the document together with its date, then the others, each with the day since when it applies."""
        program = self.outcome.program
        stated = [p for p in program.params if p.stated and p.name not in self.case.params]
        figures = ", ".join(f"{p.name} {p.show(self.resolved[p.name].value, self.lang)}" for p in stated)
        since = next((self.since(p) for p in stated), None)
        dated = [f"{p.name} {self._dated(p)}" for p in program.params if p not in stated]
        return "; ".join(([f"{figures} ({civil.iso(since)})"] if since else []) + dated)

    def _dated(self, param: Param) -> str:
        """A parameter's value with the day since when it applies; of a table, the rate in force."""
        value, since = self.consulted(param), self.since(param)
        if param.type == "table" and value is not None:
            rates = [(start, rate) for start, rate, *_ in value if start <= self.on]
            return f"{money.grouped(rates[-1][1])} ({civil.iso(rates[-1][0])})" if rates else "?"
        shown = param.show(value, self.lang)
        return f"{shown} ({civil.iso(since)})" if since and param.kind != "date" else shown

    def _repr_html_(self) -> str:
        return answer_html(self.data, self.heading, self.lang)

    def __repr__(self) -> str:
        return f"<Determination {self.case.measure.code}: {self.eligible}, {self.amount}>"


def determine(rules: Ruleset, case: Case, lang: str = "zh") -> Determination:
    """The determination of a case that has been checked."""
    outcome, resolved, on = rules.decide(case)
    return Determination(rules, case, outcome, resolved, on, lang)


def public(fact: Fact | Relation, value: Any) -> Any:
    """A fact's value in the public form: yuan as a string, dates in ISO."""
    if value is None:
        return value
    if isinstance(fact, Relation):
        return [row and {name: public(fact.facts[name], v) for name, v in row.items()} for row in value]
    if fact.type == "date":
        return civil.iso(value)
    if fact.type == "yuan":
        return money.yuan(value)
    if isinstance(value, Fraction):
        return json_number(value)
    return value


UNIT_WORDS = {
    "fen": Text("元", "yuan"),
    "person": Text("人", "people"),
    "month": Text("个月", "months"),
    "year": Text("年", ""),
}


def unit_word(fact: Fact, lang: str) -> str:
    """The word after a number of a fact: 元, 人, 个月, or the one that the fact declares; empty where there is none."""
    word = fact.counted or UNIT_WORDS.get(str(fact.unit), Text("", ""))
    return word(lang)


def near_text(fact: Fact, value: Any, needed: str, lang: str) -> str:
    """What would meet a failed condition, in words: one more person, a later day, an earlier one."""
    name, zh = fact.name(lang), lang != "en"
    if fact.type == "fraction":
        now, step = (f"{decimal_string(100 * Fraction(str(x)))}%" for x in (value, needed.lstrip("+-")))
        if zh:
            return f"{name}现为{now}，{'须提高' if needed[0] == '+' else '须降低'}{step}"
        return f"{name}: now {now}, {step} {'more' if needed[0] == '+' else 'less'} needed"
    if needed[0] in "+-":
        unit = unit_word(fact, lang)
        size = needed[1:].removesuffix(".00")
        if zh:
            return f"{name}现为{value}，{'再增加' if needed[0] == '+' else '须减少'}{size}{unit}"
        return f"{name}: now {value}, {size} {'more' if needed[0] == '+' else 'fewer'} needed"
    if needed > value:
        return (
            f"{name}在{needed}或之后即可（现为{value}）" if zh else f"{name}: {needed} or later would do (now {value})"
        )
    return f"{name}须不晚于{needed}（现为{value}）" if zh else f"{name}: {needed} at the latest (now {value})"
