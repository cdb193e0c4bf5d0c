"""Defines the groups by which results are summed: measure, fund, payee, and the groups of the registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...rules.document.registers import Registers
from ...rules.language.text import T, Text
from ...rules.policy import Policy
from ..engines.duck import literal, quoted
from .table import NOTHING, Labels, ResultColumn

#: The lower limits of the age bands: 16 to 24, 25 to 34, ..., 55 and over.
BANDS = (16, 25, 35, 45, 55)
MEASURE, FUND, PAYEE, PAYEE_KIND = "measure", "fund", "payee", "payee_kind"


@dataclass(frozen=True)
class Group:
    """One group by which results are summed.

    `name`: its name.
    `heading`: its heading in a table.
    `sql`: its value for a row.
    `labels`: the words for a value.
    `order`: its values in their natural order; empty if the values are sorted by amount.
    """

    name: str
    heading: Text
    sql: str
    labels: Labels
    order: tuple[str, ...] = ()

    def column(self) -> ResultColumn:
        """Return the column of the group in a table."""
        return ResultColumn(self.name, self.heading, labels=self.labels)

    def sorting(self, before: Sequence[Group] = ()) -> list[str]:
        """Return the ORDER BY terms of the group, after other groups: natural order, or largest amount first."""
        name = quoted(self.name)
        if self.order:
            return [f"list_position([{', '.join(map(literal, self.order))}], {name}) NULLS LAST"]
        within = ", ".join(quoted(group.name) for group in (*before, self))
        return [f"({name} IS NULL)", f"sum(yes_low_fen) OVER (PARTITION BY {within}) DESC", name]


def groups_of(policy: Policy, bands: Sequence[int] | None = None) -> dict[str, Group]:
    """Return every group of a policy's results by name. Raises ValueError for bands that do not ascend."""
    registers = policy.registers
    assert registers is not None
    found = [_measure(policy), _fund(policy), _payee_kind(policy, registers)]
    found.append(Group(PAYEE, T("领取方编号", "payee"), PAYEE, lambda value, lang: str(value)))
    found += [_declared(registers, name, tuple(bands or BANDS)) for name in registers.groups]
    return {group.name: group for group in found}


def chosen(known: Mapping[str, Group], names: Sequence[str]) -> list[Group]:
    """Return groups by name. Adds the kind of payee to the payee, because keys are unique only within a kind.

    Raises KeyError, with the known names, for an unknown or repeated name.
    """
    for name in names:
        if name not in known:
            raise KeyError(f"there is no group {name!r}; there are {', '.join(known)}")
    if not names or len(set(names)) < len(names):
        raise KeyError(f"name one group or several different ones: {', '.join(known)}")
    wanted = list(names)
    if PAYEE in wanted and PAYEE_KIND not in wanted:
        wanted.insert(wanted.index(PAYEE), PAYEE_KIND)
    return [known[name] for name in wanted]


def _measure(policy: Policy) -> Group:
    def words(code: str, lang: str) -> str:
        return f"{code} {policy.measures[code].name(lang)}"

    return Group(MEASURE, T("措施", "measure"), MEASURE, words, tuple(policy.measures))


def funds_of(policy: Policy, lang: str = "zh") -> dict[str, str]:
    """Return measure -> the words for its fund in the service data, without measures whose fund is not stated."""
    found = {}
    for code, service in policy.services.items():
        entry = service.entries["fund"]
        if entry.value is not None and code in policy.measures:
            found[code] = entry.value(lang, policy.fill(policy.measures[code], lang))
    return found


def _fund(policy: Policy) -> Group:
    names, english = funds_of(policy), funds_of(policy, "en")
    texts = {name: Text(name, english[code]) for code, name in names.items()}

    def words(name: str, lang: str) -> str:
        return texts[name](lang)

    return Group(FUND, T("资金来源", "fund"), _case(names), words)


def _payee_kind(policy: Policy, registers: Registers) -> Group:
    kinds: dict[str, str] = {}
    for table in registers.tables:
        paid = table.refers.get(table.payee, table.name)
        kinds |= {code: paid for code in table.measures if code in policy.measures}

    def words(name: str, lang: str) -> str:
        return registers[name].label(lang)

    return Group(PAYEE_KIND, T("领取方", "paid to"), _case(kinds), words)


def _declared(registers: Registers, name: str, bands: tuple[int, ...]) -> Group:
    """Return a group of the registers: a text, a code with its labels, or an age in bands."""
    heading = registers.groups[name]
    fact = registers.dimensions.get(name)
    if fact is None:
        return Group(name, heading, quoted(name), lambda value, lang: str(value))
    if fact.kind == "date":
        return _ages(name, heading if name != "age" else T("年龄", "age"), bands)

    def words(code: str, lang: str) -> str:
        return fact.labels[code](lang) if code in fact.labels else code

    return Group(name, heading, quoted(name), words, tuple(fact.options))


def _ages(name: str, heading: Text, bands: tuple[int, ...]) -> Group:
    if not bands or list(bands) != sorted(set(bands)) or bands[0] < 0:
        raise ValueError(f"bands are {bands!r}; write lower limits in years that ascend, such as {BANDS!r}")
    under, over = f"<{bands[0]}", f"{bands[-1]}+"
    inside = {f"{a}-{b - 1}": (a, b) for a, b in pairwise(bands)}
    column = quoted(name)
    whens = [f"WHEN {column} < {bands[0]} THEN {literal(under)}"]
    whens += [f"WHEN {column} < {b} THEN {literal(band)}" for band, (_, b) in inside.items()]
    whens += [f"WHEN {column} >= {bands[-1]} THEN {literal(over)}"]

    def words(band: str, lang: str) -> str:
        if band == under:
            return T(f"{bands[0]}岁以下", f"under {bands[0]}")(lang)
        if band == over:
            return T(f"{bands[-1]}岁及以上", f"{bands[-1]} and over")(lang)
        a, b = inside[band]
        years = str(a) if a == b - 1 else f"{a}–{b - 1}"
        return T(f"{years}岁", years)(lang)

    return Group(name, heading, f"CASE {' '.join(whens)} END", words, (under, *inside, over))


def _case(by_code: Mapping[str, str]) -> str:
    whens = " ".join(f"WHEN {literal(code)} THEN {literal(value)}" for code, value in by_code.items())
    return f"CASE measure {whens} END" if whens else "CAST(NULL AS VARCHAR)"


def label(group: Group, lang: str) -> Callable[[str | None], str]:
    """Return a function for the words of a group's values, including None."""
    return lambda value: NOTHING(lang) if value is None else group.labels(value, lang)
