"""The answer to a case: the object that the command line, the pages, the library and other systems read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from ... import __version__
from ...standards import civil, money
from ..case.exchange import json_line
from ..evaluate.case import Case, Resolved
from ..evaluate.near_misses import NearMiss
from ..evaluate.outcomes import NO, UNBOUNDED, YES, Outcome, bounded
from ..evaluate.results import UNKNOWN
from ..language import fact_types
from ..language.exact import decimal_string
from ..language.fact_types import unit_word
from ..language.facts import Fact, Relation
from ..language.lookups import MapEntry
from ..language.nodes import INFINITE
from ..language.parameters import Param
from ..language.text import T
from ..language.wording import Fill
from ..ruleset import Ruleset
from .guides import figures
from .html import answer_html
from .layout import RANK
from .plain import answer_text
from .sheets import Sheet, public, sheet_of, since

#: Yuan over all payees, the lowest and the highest sum, and the sum of each payee.
Paid = tuple[str | None, list[str | None], list[dict[str, str | None]]]


class Determination(Mapping[str, Any]):
    """A verdict with its reasons.

    It reads like the JSON object of the contract, and also has `eligible`, `amount` and `text()`.
    """

    # Set on first read.
    _data: dict[str, Any] | None = None
    _results: list[str] | None = None
    _paid: Paid | None = None
    _sheet: Sheet | None = None

    def __init__(
        self, policy: Ruleset, case: Case, outcome: Outcome, resolved: Mapping[str, Resolved], on: int, lang: str
    ) -> None:
        self.policy, self.case, self.outcome = policy, case, outcome
        self.resolved, self.on, self.lang = resolved, on, lang

    # The mapping methods of the contract's object.
    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    @property
    def eligible(self) -> str:
        """Return yes, no, unknown or not_applicable."""
        return self.outcome.verdict

    @property
    def amount(self) -> str | None:
        """Return yuan with two decimals over all payees, None where the amount cannot be computed."""
        return self._total()[0]

    @property
    def data(self) -> dict[str, Any]:
        """Return the contract's object: plain lists, dicts, strings."""
        if self._data is None:
            self._data = self._built()
        return self._data

    @property
    def sheet(self) -> Sheet:
        """Return the wording that this answer shares with all others with the same figures."""
        if self._sheet is None:
            program = self.outcome.program
            self._sheet = sheet_of(self.policy, self.case, program, self.resolved, self.on, self.lang)
        return self._sheet

    @property
    def fill(self) -> Fill:
        """Return the replacements of the names in a wording of the measure for this case."""
        values = {name: resolved.value for name, resolved in self.resolved.items()}
        return self.policy.fill(self.case.measure, self.lang, values, self.on)

    def _built(self) -> dict[str, Any]:
        measure, outcome, sheet = self.case.measure, self.outcome, self.sheet
        amount, amount_range, payees = self._total()
        missing, found = outcome.missing(), outcome.conditions()
        failed = found.failed
        return {
            "id": self.case.id,
            "policy": self.policy.name,
            "measure": measure.code,
            "clause": measure.clause,
            "eligible": outcome.verdict,
            "amount": amount,
            "amount_range": amount_range,
            "payees": payees,
            "titles": sheet.titles.copy() if outcome.verdict == YES else [],
            "conditions": self._conditions(found.each),
            "fails": list(dict.fromkeys([sheet.layout.ids[k] for k in failed])) if failed else [],
            "validations": self._validations() if outcome.program.validations else [],
            "missing": [self._name(f) for f in missing.facts] if missing.facts else [],
            "missing_parameters": self._missing_parameters() if missing.params else [],
            "near_misses": [self.near(m) for m in outcome.near_misses()] if failed else [],
            "readings": sheet.readings.copy(),
            "versions": {
                "policy": sheet.version,
                "rules": self.policy.rules_version,
                "parameters": civil.iso(self.on),
                "wenjiu": __version__,
            },
            "notes": self._notes(),
        }

    def _missing_parameters(self) -> list[str]:
        return [p.name if key is None else f"{p.name}[{key}]" for p, key in self.outcome.missing().params]

    def _total(self) -> Paid:
        if self._paid is None:
            self._paid = self._summed()
        return self._paid

    def _summed(self) -> Paid:
        outcome = self.outcome
        if outcome.verdict == NO:
            return "0.00", ["0.00", "0.00"], []
        if outcome.verdict == YES and len(outcome.lines) == 1:  # most answers
            a, b = outcome.amounts[0]
            if a == b < UNBOUNDED:
                paid = money.yuan(a)
                return paid, [paid, paid], [{"payee": outcome.lines[0].payee, "amount": paid}]
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
        least = payees[0]["amount"] if settled and len(payees) == 1 else money.yuan(low)
        most = least if top == low else None if top is None else money.yuan(top)
        return (least if settled and payees else None), [least, most], payees

    @property
    def results(self) -> list[str]:
        """Return one result per condition, in the order of the definition."""
        if self._results is None:
            self._results = self.outcome.condition_results()
        return self._results

    def _name(self, fact: Fact | Relation) -> str:
        return self.sheet.layout.name(fact)

    def _conditions(self, results: tuple[str, ...]) -> list[dict[str, Any]]:
        sheet = self.sheet
        layout = sheet.layout
        found = layout.write(self.outcome.facts, results, sheet.texts, sheet.figures, self._figure)
        order = layout.order(results)
        return found if order is None else [found[k] for k in order]

    def _figure(self, k: int) -> dict[str, Any]:
        """Return a parameter's value with day and source as an object of this answer alone."""
        param, figure = self.outcome.program.params[k], {**(self.sheet.figures[k] or {})}
        if param.type.keyed:
            figure["value"] = param.public(self.consulted(param))
        elif figure["value"].__class__ is list:
            figure["value"] = [row.copy() if isinstance(row, dict) else row for row in figure["value"]]
        return figure

    def _validations(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for v, result in self.outcome.validations():
            id, text = self.sheet.range(v)
            if id not in found or RANK[result] < RANK[found[id]["result"]]:
                found[id] = {"id": id, "result": result, "text": text}
        return list(found.values())

    def consulted(self, param: Param) -> Any:
        """Return a parameter's value as far as this case used it: of a map, the entries under the known keys."""
        value = self.resolved[param.name].value
        program = self.outcome.program
        if not param.type.keyed or not value:
            return value
        keys = {
            str(self.outcome.sides(node.children[1])[0])
            for node in self.case.measure.nodes()
            if isinstance(node, MapEntry) and id(node) in program.position
            if program.chosen(node.children[0]) is param and self.outcome.settled(node.children[1])
        }
        return {k: v for k, v in value.items() if k in keys} or value

    def since(self, param: Param) -> int | None:
        """Return the first day (civil key) of the value used. For figures of the document it is the day of issue."""
        return since(self.policy, self.case, param, self.resolved[param.name])

    def near(self, miss: NearMiss) -> dict[str, Any]:
        """Return a near miss as plain data: the condition, the fact, its value, what is needed, and a sentence."""
        fact = miss.fact
        value = public(fact, miss.value)
        if miss.by_difference:
            size = money.yuan(abs(miss.needed)) if fact.type is fact_types.YUAN else decimal_string(abs(miss.needed))
            needed = ("+" if miss.needed > 0 else "-") + size
        else:
            needed = civil.iso(miss.needed)
        text = near_text(fact, value, needed, self.lang)
        return {
            "condition": self.sheet.id_of(miss.slot.require.id),
            "fact": self._name(fact),
            "value": value,
            "needed": needed,
            "text": text,
        }

    def _notes(self) -> list[str]:
        return (self.sheet.caveats if self.outcome.verdict == NO else self.sheet.notes).copy()

    def figures(self) -> list[dict[str, Any]]:
        """Return the dated parameters of this answer as the guide lists them; see `explain.guides.figures`."""
        return figures(self.policy, self.case.measure, self.lang, self.on)

    def json(self) -> str:
        """Return the contract's object as one line of JSON."""
        return json_line(self.data)

    def text(self, width: int = 80) -> str:
        """Return the answer on one screen of a terminal."""
        titles = [t(self.lang) for t in self.case.measure.titles] if self.eligible == YES else []
        return answer_text(self.data, self.heading, titles, self._parameters_line(), self.lang, width)

    @property
    def heading(self) -> str:
        """Return code and name of the measure."""
        return f"{self.case.measure.code}  {self.case.measure.name(self.lang)}"

    def _parameters_line(self) -> str:
        """Return the document's figures with their date, then the other figures, each with its first day."""
        program = self.outcome.program
        stated = [p for p in program.params if p.stated and p.name not in self.case.params]
        by_day: dict[int | None, list[str]] = {}
        for p in stated:
            by_day.setdefault(self.since(p), []).append(f"{p.name} {p.show(self.resolved[p.name].value, self.lang)}")
        figures = [f"{', '.join(shown)} ({civil.iso(since)})" for since, shown in by_day.items() if since]
        dated = [f"{p.name} {self._dated(p)}" for p in program.params if p not in stated]
        return "; ".join(figures + dated)

    def _dated(self, param: Param) -> str:
        """Return a parameter's value with its first day; of a table, the rate in force."""
        value, since = self.consulted(param), self.since(param)
        if value is None:
            return param.show(None, self.lang)
        return param.type.dated(param, value, since, self.on, self.lang)

    def _repr_html_(self) -> str:
        return answer_html(self.data, self.heading, self.lang)

    def __repr__(self) -> str:
        return f"<Determination {self.case.measure.code}: {self.eligible}, {self.amount}>"


def determine(rules: Ruleset, case: Case, lang: str = "zh") -> Determination:
    """Return the determination of a checked case."""
    outcome, resolved, on = rules.decide(case)
    return Determination(rules, case, outcome, resolved, on, lang)


def near_text(fact: Fact, value: Any, needed: str, lang: str) -> str:
    """Return the change that would meet a failed condition in words: one more person, a later day, an earlier day."""
    name, more = fact.name(lang), needed[0] == "+"
    if fact.type.exact:
        now, step = (decimal_string(100 * Fraction(str(x))) for x in (value, needed.lstrip("+-")))
        change = T("须提高", "more") if more else T("须降低", "less")
        points = "percentage point" if step == "1" else "percentage points"
        return T(
            f"{name}现为{now}%，{change.zh}{step}个百分点", f"{name}: now {now}%, {step} {points} {change.en} needed"
        )(lang)
    if needed[0] in "+-":
        unit = unit_word(fact, lang)
        size = needed[1:].removesuffix(".00")
        change = T("再增加", "more") if more else T("须减少", "fewer")
        return T(f"{name}现为{value}，{change.zh}{size}{unit}", f"{name}: now {value}, {size} {change.en} needed")(lang)
    if needed > value:
        return T(f"{name}在{needed}或之后即可（现为{value}）", f"{name}: {needed} or later would do (now {value})")(
            lang
        )
    return T(f"{name}须不晚于{needed}（现为{value}）", f"{name}: {needed} at the latest (now {value})")(lang)
