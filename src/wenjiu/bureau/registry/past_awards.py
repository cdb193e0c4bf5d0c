"""Reads a file of past awards: what was paid before the system was there. Who is paid follows from the claims. Pure.

The cases app stores them, because they count against the same keys and caps as its own awards.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from wenjiu.bureau.parties.logic import Identity, read_number
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry import layout as columns
from wenjiu.bureau.registry.layout import NAMES, NUMBERS, ORGANISATION, PERSON, Layout
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rosters.cells import shown
from wenjiu.rosters.columns import Column
from wenjiu.rosters.tables import plain_name
from wenjiu.rules.ask import typed
from wenjiu.rules.document.claims import FILER, FIRST_MONTH, Claim
from wenjiu.rules.document.registers import Table
from wenjiu.rules.language.text import T, Text
from wenjiu.rules.policy import Policy
from wenjiu.standards.identifiers import IdentifierError

#: The name under which past awards are imported. It is no table of a policy's registers.
TABLE = "awards"
MEASURE, YEAR, MONTHS, SLOT, AMOUNT, PAID_ON = "measure", "year", "months", "slot", "amount", "paid_on"
#: Begins the id of the column for the number of a row of a table.
THING = "thing."
_MONTH = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*月?$")


@dataclass(frozen=True)
class PastAward:
    """One award that was paid before.

    `measure`: code of the measure.
    `roles`: role of the claim -> party.
    `facts`: what the claim's key needs besides roles: ``year``, ``first_month`` (2021-03), ``months``, ``slot``, and
      the number of each thing by its name.
    `amount_fen`: what was paid.
    `paid_on`: when.
    `source`: who states it.
    """

    measure: str
    roles: Mapping[str, Party]
    facts: Mapping[str, Any]
    amount_fen: int
    paid_on: dt.date
    source: str


@dataclass(frozen=True)
class AwardRow:
    """One past award as a file states it: the parties are not stored yet."""

    measure: str
    roles: Mapping[str, Identity]
    facts: Mapping[str, Any]
    amount_fen: int
    paid_on: dt.date


@dataclass
class Problem:
    """What is wrong in one row: the column, and in words what is wrong and what to do."""

    column: str
    message: Text
    fix: Text = field(default_factory=lambda: T("", ""))


@lru_cache(maxsize=8)
def awards_layout(policy: Policy) -> Layout:
    """Return the columns of a file of past awards."""
    label, registers = T("历史发放", "past awards"), registers_of(policy)
    codes = paying(policy)
    listed = "、".join(f"{code} {policy.measures[code].name('zh')}" for code in codes)
    listed_en = ", ".join(f"{code} {policy.measures[code].name('en')}" for code in codes)
    found = [_plain(MEASURE, T("措施编号", "measure"), T(f"可填：{listed}", f"one of: {listed_en}"), needed=True)]
    for kind, word in ((ORGANISATION, T("单位", "organisation")), (PERSON, T("个人", "person"))):
        number, name = NUMBERS[kind], NAMES[kind]
        label_of = T(f"{word.zh}{number.zh}", f"{number.en} of the {word.en}")
        found.append(_plain(f"{kind}.number", label_of, T("领取补贴或被招用等的一方", "a party to the award")))
        label_of = T(f"{word.zh}{name.zh}", f"{name.en} of the {word.en}")
        found.append(_plain(f"{kind}.name", label_of, T("与证件上一致", "as on the document")))
    found += [
        _plain(f"{THING}{table}", T(f"{registers[table].label.zh}编号", f"number of the {registers[table].label.en}"),
               T(f"{'、'.join(codes)} 必填", f"needed for {', '.join(codes)}"))
        for table, codes in _tables_of_things(policy).items()
    ]  # fmt: skip
    found += [
        _plain(YEAR, T("年度", "year"), T("按年发放的必填，如 2020", "needed for yearly awards, such as 2020")),
        _plain(FIRST_MONTH, T("起始月份", "first month"), T("按月发放的必填，如 2020-09", "such as 2020-09")),
        _plain(MONTHS, T("月数", "months"), T("按月发放的必填", "needed for monthly awards")),
        _plain(SLOT, T("第几次", "which time"), T("分次发放的必填，如 1", "needed for awards in turns, such as 1")),
        _plain(AMOUNT, T("金额（元）", "amount (yuan)"), T("实际发放的金额", "what was paid"), needed=True),
        _plain(PAID_ON, T("发放日期", "day of payment"), T("如 2020-12-31", "such as 2020-12-31"), needed=True),
    ]
    table = Table(TABLE, label, {})
    return Layout(policy, table, tuple(found), (), _names(found), {}, {}, True)


def _plain(id: str, label: Text, help: Text, *, needed: bool = False) -> Column:
    return Column(id, None, (), label, help, needed=columns.NEEDED if needed else ())


def _names(found: list[Column]) -> dict[str, Column]:
    names: dict[str, Column] = {}
    for column in found:
        for name in (column.label.zh, column.label.en, column.header("zh"), column.header("en"), column.id):
            names.setdefault(plain_name(name), column)
    return names


def paying(policy: Policy) -> tuple[str, ...]:
    """Return the measures that pay somebody."""
    return tuple(code for code, claim in policy.claims.items() if claim.pays)


def _reached(policy: Policy, code: str, path: str) -> str:
    """Return the table at the end of a path of references from a measure's subject: ``id``, ``firm_id``, ``a.b``."""
    registers = registers_of(policy)
    table = registers.subject(code)
    for step in path.split("."):
        if step != table.key:
            table = registers[table.refers[step]]
    return table.name


def _things(policy: Policy, claim: Claim) -> dict[str, str]:
    """Return the things in the key of a claim -> the table of their rows."""
    return {thing: _reached(policy, claim.code, path) for thing, path in claim.things.items() if thing in claim.key}


def _tables_of_things(policy: Policy) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in paying(policy):
        for table in _things(policy, policy.claims[code]).values():
            found.setdefault(table, []).append(code)
    return found


def kinds_of(policy: Policy, claim: Claim, role: str) -> list[str]:
    """Return the kinds of party that can be in a role of a claim, the first choice first."""
    registers = registers_of(policy)
    found: list[str] = []
    for column in claim.roles.get(role, ()):
        if column == FILER:
            found += [kind for kind, held in claim.files.items() if held == role]
        else:
            found.append(registers.parties.get(_reached(policy, claim.code, column), ""))
    return [kind for kind in dict.fromkeys(found) if kind]


def read_award(policy: Policy, values: Mapping[str, Any]) -> AwardRow | list[Problem]:
    """Return the award of one row, or everything that is wrong with it. `values`: column -> text, and the day of
    payment."""
    code = str(values.get(MEASURE, "")).split(" ")[0].strip()
    if code not in paying(policy):
        return [Problem(MEASURE, T(f"没有发放补贴的措施“{shown(code)}”。", f"No measure '{shown(code)}' pays."),
                        T("请填措施编号，见模板的“填表说明”。", "Write its code, see the template."))]  # fmt: skip
    claim = policy.claims[code].under(policy.letters_for(policy.measures[code]))
    problems: list[Problem] = []
    parties = {kind: _party(kind, values, problems) for kind in (ORGANISATION, PERSON)}
    roles = dict(_roles(policy, claim, parties, problems))
    facts = dict(_facts(policy, claim, values, problems))
    amount = _amount(values, problems)
    paid_on: dt.date | None = values.get(PAID_ON)
    if problems or amount is None or paid_on is None:
        return problems
    return AwardRow(code, roles, facts, amount, paid_on)


def _party(kind: str, values: Mapping[str, Any], problems: list[Problem]) -> Identity | None:
    number, name = values.get(f"{kind}.number"), values.get(f"{kind}.name")
    if number is None:
        return None
    id_type = "uscc" if kind == ORGANISATION else "resident_id"
    try:
        read = read_number(id_type, str(number))
    except IdentifierError as error:
        problems.append(Problem(f"{kind}.number", T(error.zh, error.en)))
        return None
    if name is None:
        problems.append(Problem(f"{kind}.name", T("没有填写。", "It is empty."), T("请填写。", "Write it.")))
        return None
    return Identity(kind, id_type, read, str(name))


def _roles(
    policy: Policy, claim: Claim, parties: Mapping[str, Identity | None], problems: list[Problem]
) -> Iterator[tuple[str, Identity]]:
    wanted = {*claim.key, *claim.pays.values(), *(claim.cap.per if claim.cap is not None else ())}
    filled: set[tuple[str, ...]] = set()
    for role in sorted(claim.roles, key=lambda role: role not in claim.key):
        kinds = kinds_of(policy, claim, role)
        party = next((p for kind in kinds if (p := parties.get(kind)) is not None), None)
        if role not in wanted or (role not in claim.key and tuple(kinds) in filled):
            continue  # of two that could be paid the file names one
        if party is not None:
            filled.add(tuple(kinds))
            yield role, party
        elif kinds and not any(problem.column.startswith(kinds[0]) for problem in problems):
            what = NUMBERS[kinds[0]]
            message = T(f"{claim.code} 要填{what.zh}。", f"{claim.code} needs the {what.en}.")
            problems.append(Problem(f"{kinds[0]}.number", message))


def _facts(
    policy: Policy, claim: Claim, values: Mapping[str, Any], problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    needed = {YEAR: "year" in claim.key, FIRST_MONTH: "months" in claim.key, MONTHS: "months" in claim.key}
    needed[SLOT] = claim.period == "slot"
    for column in (YEAR, FIRST_MONTH, MONTHS, SLOT):
        text = values.get(column)
        if text is None:
            if needed[column]:
                label = awards_layout(policy).by_id[column].label
                message = T(f"{claim.code} 要填{label.zh}。", f"{claim.code} needs the {label.en}.")
                problems.append(Problem(column, message))
            continue
        value = _month(str(text)) if column == FIRST_MONTH else _number(str(text), YEAR == column)
        if value is None:
            fix = awards_layout(policy).by_id[column].help
            problems.append(Problem(column, T(f"“{shown(text)}”无法识别。", f"'{shown(text)}' cannot be read."), fix))
        else:
            yield column, value
    for thing, table in _things(policy, claim).items():
        number = values.get(f"{THING}{table}")
        if number is not None:
            yield thing, str(number)
            continue
        label = awards_layout(policy).by_id[f"{THING}{table}"].label
        message = T(f"{claim.code} 要填{label.zh}。", f"{claim.code} needs the {label.en}.")
        problems.append(Problem(f"{THING}{table}", message))


def _number(text: str, year: bool) -> int | None:
    text = text.rstrip("年个月次").removeprefix("第")
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if (1990 <= number <= 2200 if year else 1 <= number <= 1200) else None


def _month(text: str) -> str | None:
    found = _MONTH.match(text[:7] if len(text) == len("2021-03-01") and text[7] == "-" else text)
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    return f"{found[1]}-{int(found[2]):02d}"


def _amount(values: Mapping[str, Any], problems: list[Problem]) -> int | None:
    text = values.get(AMOUNT)
    if text is None:
        return None
    try:
        fen = 100 * typed.quantity(str(text), typed.YUAN)
    except typed.Unreadable as error:
        problems.append(Problem(AMOUNT, error.message, error.fix))
        return None
    if fen.denominator != 1 or not 0 < fen < 10**13:
        message = T(
            f"“{shown(text)}”不是大于0、最多两位小数的金额。", f"'{shown(text)}' is no sum above 0 in whole fen."
        )
        problems.append(Problem(AMOUNT, message))
        return None
    return int(fen)
