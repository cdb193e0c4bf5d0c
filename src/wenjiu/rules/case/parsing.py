"""A case as it is asked (public names, JSON values) turned into facts, parameters and readings, or refused with a remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ...standards import civil, codes, money
from ..evaluate.case import Case
from ..language.facts import Fact, Relation
from ..language.measures import Measure
from ..language.parameters import BASES, BASIS, OPEN_FROM, OPEN_TO, Param
from ..language.text import T, Text, printable
from ..ruleset import Ruleset

LONGEST_CODE = 100
#: What a case may say; what describes it and changes no answer; and a user's own, which begins so.
FIELDS = ("id", "measure", "clause", "facts", "params", "params_only", "readings", "on")
DESCRIPTIVE = ("what", "why", "expected", "ambiguity", "ambiguous", "other_readings")
OWN = "x_"


class CaseError(Exception):
    """A case that cannot be answered: the field, what is wrong with which value, and what to do."""

    def __init__(self, field: str, message: Text, fix: Text) -> None:
        super().__init__(f"{field}: {message.en}; {fix.en}")
        self.field, self.message, self.fix = field, message, fix

    def as_dict(self, lang: str) -> dict[str, str]:
        """`{field, message, fix}` in a language."""
        return {"field": self.field, "message": self.message(lang), "fix": self.fix(lang)}


def shown(value: Any) -> str:
    """A value as an error message shows it: spelt as in JSON, short, harmless to a terminal, never a whole document."""
    match value:
        case None | True | False:
            text = {None: "null", True: "true", False: "false"}[value]
        case Mapping():
            text = "{...}" if value else "{}"
        case list() | tuple() | set():
            text = "[...]" if value else "[]"
        case Decimal() if value.is_finite() and abs(value.adjusted()) < 20:
            text = format(value, "f")
        case _:
            text = str(value)
    return printable(text if len(text) <= 40 else text[:37] + "...")


def parse_case(policy: Ruleset, raw: Any) -> Case:
    """Check one case. Raises `CaseError` for the first thing that is wrong."""
    if not isinstance(raw, Mapping):
        raise CaseError(
            "case",
            T("不是一个对象（字段和值）", "not an object of fields and values"),
            T("写成 {id, measure, facts, ...}", "write {id, measure, facts, ...}"),
        )
    check_fields(raw)
    code = raw.get("measure", raw.get("clause"))
    if code is None:
        raise CaseError("measure", T("没有写明措施", "no measure is named"), _one_of(policy.measures))
    if not isinstance(code, str):
        raise _wrong("measure", code, T('写成带引号的文字，如 "5.2"', 'write text in quotes, such as "5.2"'))
    if code not in policy.measures:
        raise CaseError(
            "measure",
            T(f"没有措施“{shown(code)}”", f"there is no measure '{shown(code)}'"),
            _one_of(policy.measures, code),
        )
    measure = policy.measures[code]
    if raw.get("clause", code) not in (code, measure.clause, None):
        raise CaseError(
            "clause",
            T(
                f"与 measure“{code}”不一致：“{shown(raw['clause'])}”",
                f"'{shown(raw['clause'])}' is not measure '{code}'",
            ),
            T("只写 measure", "write measure alone"),
        )
    facts = raw.get("facts")
    if not isinstance(facts, Mapping):
        raise CaseError(
            "facts",
            T("缺少事实，或不是一个对象", "facts are missing, or not an object"),
            T("写成 facts: {名称: 值}；一无所知时写 {}", "write facts: {name: value}; {} where nothing is known"),
        )
    parsed = parse_facts(policy, measure, facts)
    params = parse_params(policy, raw.get("params"))
    params_only = raw.get("params_only", False)
    if not isinstance(params_only, bool):
        raise _wrong("params_only", params_only, T("写 true 或 false", "write true or false"))
    letters = parse_readings(policy, measure, raw.get("readings"))
    on = None if raw.get("on") is None else parse_date("on", raw["on"])
    return Case(raw.get("id"), measure, parsed, params, params_only, letters, on)


def check_fields(raw: Mapping[str, Any], known: tuple[str, ...] = FIELDS) -> None:
    """`CaseError` for a field that a case does not have: it would be ignored."""
    for name in raw:
        if name not in (*known, *DESCRIPTIVE) and not (isinstance(name, str) and name.startswith(OWN)):
            raise CaseError(
                shown(name),
                T(f"不认识的字段“{shown(name)}”", f"there is no field '{shown(name)}'"),
                T(
                    f"{_one_of(known, name).zh}；自己的说明以 {OWN} 开头",
                    f"{_one_of(known, name).en}; begin a note of your own with {OWN}",
                ),
            )


def parse_facts(policy: Ruleset, measure: Measure, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Neutral key -> value of the facts that are given and known."""
    accepted = policy.accepted_facts(measure)
    known: dict[str, Any] = {}
    for name, value in facts.items():
        field = f"facts.{shown(name)}"
        fact = accepted.get(name) if isinstance(name, str) else None
        if fact is None:
            raise CaseError(
                field,
                T(f"{measure.code} 没有事实“{shown(name)}”", f"{measure.code} has no fact '{shown(name)}'"),
                _one_of(accepted, name),
            )
        if value is not None:
            known[fact.key] = parse_fact(field, fact, value)
    for first, last in measure.orders:
        a, b = (known.get(accepted[name].key) for name in (first, last))
        if a is not None and b is not None and b < a:
            raise CaseError(
                f"facts.{last}",
                T(f"{civil.iso(b)} 早于 {first} {civil.iso(a)}", f"{civil.iso(b)} is before {first} {civil.iso(a)}"),
                T("核对两个日期", "check the two dates"),
            )
    return known


def parse_fact(field: str, fact: Fact | Relation, value: Any) -> Any:
    """One value: bool, int, fen, civil key, code, or the rows of a relation."""
    if isinstance(fact, Relation):
        return _members(field, fact, value)
    match fact.type:
        case "bool":
            if not isinstance(value, bool):
                raise _wrong(field, value, T("写 true 或 false", "write true or false"))
            return value
        case "date":
            return parse_date(field, value)
        case "choice":
            if not isinstance(value, str) or value not in fact.options:
                raise _wrong(field, value, _one_of(fact.options, value))
            return value
        case "district" | "code":
            code = codes.normal(value) if isinstance(value, str) else ""
            if not 0 < len(code) <= LONGEST_CODE:
                raise _wrong(
                    field,
                    value,
                    T(
                        f"写一个代码（文字，最多{LONGEST_CODE}字）",
                        f"write a code (text, at most {LONGEST_CODE} characters)",
                    ),
                )
            return code
        case "yuan":
            return _limited(field, parse_amount(field, value), fact.hi, value)
        case "fraction":
            return _fraction(field, value)
        case "decimal":
            if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
                raise _wrong(field, value, T("写一个数", "write a number"))
            stated = _whole_or_exact(field, value)
            if stated > fact.hi:
                raise _wrong(field, value, T(f"写不超过 {fact.hi} 的数", f"write a number of at most {fact.hi}"))
            return stated
        case _:
            return _whole(field, value, fact.lo, fact.hi)


def _members(field: str, relation: Relation, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong(field, value, T("写成一列成员", "write a list of members"))
    rows: list[Any] = []
    for i, row in enumerate(value):
        if row is None:
            rows.append(None)
            continue
        if not isinstance(row, Mapping):
            raise _wrong(
                f"{field}[{i}]",
                row,
                T("每个成员写成对象，未知成员写 null", "write each member as an object, null if unknown"),
            )
        for name in row:
            if name not in relation.facts:
                raise CaseError(
                    f"{field}[{i}].{shown(name)}",
                    T(f"成员没有事实“{shown(name)}”", f"a member has no fact '{shown(name)}'"),
                    _one_of(relation.facts, name),
                )
        rows.append({k: parse_fact(f"{field}[{i}].{k}", relation.facts[k], v) for k, v in row.items() if v is not None})
    return rows


def parse_params(policy: Ruleset, raw: Any) -> dict[str, Any]:
    """Name -> value of the parameters that a case brings along; null is missing."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise _wrong("params", raw, T("写成 {名称: 值}", "write {name: value}"))
    parsed: dict[str, Any] = {}
    for name, value in raw.items():
        field = f"params.{shown(name)}"
        param = policy.book.params.get(name) if isinstance(name, str) else None
        if param is None:
            raise CaseError(
                field,
                T(f"没有参数“{shown(name)}”", f"there is no parameter '{shown(name)}'"),
                _one_of(policy.book.params, name),
            )
        parsed[name] = parse_param(field, param, value)
    check_order(parsed)
    return parsed


def parse_param(field: str, param: Param, value: Any) -> Any:
    """One parameter's value in the form that the tree uses, None where it is given as null."""
    if param.type in ("date_from", "date_to"):
        if value is None:
            return OPEN_FROM if param.type == "date_from" else OPEN_TO
        return parse_date(field, value)
    if value is None:
        return None
    if param.type == "bool":
        if not isinstance(value, bool):
            raise _wrong(field, value, T("写 true 或 false", "write true or false"))
        return value
    if param.type == "codes":
        if not isinstance(value, list) or not all(
            isinstance(v, str) and 0 < len(codes.normal(v)) <= LONGEST_CODE for v in value
        ):
            raise _wrong(field, value, T("写一列代码", "write a list of codes"))
        return codes.normal_list(value)
    if param.type == "table":
        return _table(field, param, value)
    if param.type == "map":
        return _map(field, param, value)
    if param.type == "fraction":
        return _fraction(field, value)
    if "fen" in str(param.unit):
        return parse_amount(field, value)
    return _whole(field, value, param.lo, param.hi)


def _map(field: str, param: Param, value: Any) -> dict[str, Any]:
    """A map of years, ranks or codes to yuan or fractions; a service subsidy names its basis besides."""
    if not isinstance(value, Mapping):
        raise _wrong(field, value, T("写成 {键: 值}", "write {key: value}"))
    found: dict[str, Any] = {}
    for key, entry in value.items():
        at, key = f"{field}.{shown(key)}", str(key)
        if isinstance(param.keys, tuple):
            if key not in param.keys:
                raise _wrong(at, key, _one_of(param.keys, key))
        elif not re.fullmatch(r"(19|20|21)\d\d" if param.keys == "year" else r"[1-9]\d?", key):
            raise _wrong(
                at, key, T("键应为年份" if param.keys == "year" else "键应为名次", f"the key is a {param.keys}")
            )
        if key == BASIS:
            if entry not in BASES:
                raise _wrong(at, entry, _one_of(BASES, entry))
            found[key] = entry
        elif param.share:
            found[key] = _fraction(at, entry)
        else:
            found[key] = parse_amount(at, entry)
    return found


def _fraction(field: str, value: Any) -> int | Fraction:
    fix = T("写0到1之间的数", "write a number from 0 to 1")
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        raise _wrong(field, value, fix)
    exact = _whole_or_exact(field, value)
    if exact > 1:
        raise _wrong(field, value, fix)
    return exact


def _table(field: str, param: Param, value: Any) -> tuple[tuple[int, Any], ...]:
    shape = T(
        f"写成 [{{from: 日期, {param.value_key}: 元}}, ...]", f"write [{{from: date, {param.value_key}: yuan}}, ...]"
    )
    if not isinstance(value, list):
        raise _wrong(field, value, shape)
    rows: dict[int, tuple[Any, ...]] = {}
    for i, row in enumerate(value):
        at = f"{field}[{i}]"
        if not isinstance(row, Mapping) or not {"from", param.value_key} <= set(row) <= {
            "from",
            param.value_key,
            *param.also,
        }:
            raise _wrong(at, row, shape)
        start = parse_date(f"{at}.from", row["from"])
        if start in rows:
            raise _wrong(f"{at}.from", row["from"], T("同一天只能有一个值", "one value a day only"))
        rows[start] = tuple(
            None if row.get(k) is None else parse_amount(f"{at}.{k}", row[k]) for k in (param.value_key, *param.also)
        )
    return tuple((start, *values) for start, values in sorted(rows.items()))


def parse_readings(policy: Ruleset, measure: Measure, raw: Any) -> dict[str, str]:
    """Letters other than A, the operator's where a case says nothing; each must be one that this measure can compute."""
    letters = policy.letters_for(measure)
    if raw is None:
        return letters
    if not isinstance(raw, Mapping):
        raise _wrong("readings", raw, T("写成 {编号: 字母}", "write {id: letter}"))
    computable = {r.id: allowed for r, allowed in measure.ambiguities().items()}
    for name, letter in raw.items():
        field = f"readings.{shown(name)}"
        if name not in policy.ambiguities:
            raise CaseError(
                field,
                T(f"没有口径“{shown(name)}”", f"there is no reading '{shown(name)}'"),
                _one_of(policy.ambiguities, name),
            )
        known = policy.ambiguities[name]
        if not isinstance(letter, str) or letter not in known.letters:
            raise CaseError(
                field,
                T(f"口径 {name} 没有读法“{shown(letter)}”", f"reading {name} has no letter '{shown(letter)}'"),
                _one_of(known.letters),
            )
        if known.reason is not None and letter not in (*known.computed, "A"):
            raise CaseError(
                field,
                T(
                    f"规则不能按口径 {name} {letter} 计算：{known.reason.zh}",
                    f"the rules cannot compute reading {name} {letter}: {known.reason.en}",
                ),
                T("不写这一项，按 A 计算", "leave it out: A is used"),
            )
        allowed = computable.get(name, {"A"})
        if letter not in allowed:
            raise CaseError(
                field,
                T(
                    f"{measure.code} 不能按口径 {name} {letter} 计算",
                    f"{measure.code} cannot compute reading {name} {letter}",
                ),
                _one_of(sorted(allowed)),
            )
        letters.pop(name, None)
        if letter != "A":
            letters[name] = letter
    return letters


def check_order(params: Mapping[str, Any]) -> None:
    """`CaseError` for a period of the policy that ends before it begins."""
    first, last = params.get("policy_effective_from"), params.get("policy_effective_to")
    if first is not None and last is not None and last < first:
        raise CaseError(
            "params.policy_effective_to",
            T("早于 policy_effective_from", "is before policy_effective_from"),
            T("核对两个日期", "check the two dates"),
        )


def _wrong(field: str, value: Any, fix: Text) -> CaseError:
    kinds = {bool: "是/否", str: "文字", int: "数", Decimal: "数", float: "数", list: "列表", dict: "对象"}
    kind = kinds.get(type(value), "空" if value is None else "其他类型")
    return CaseError(
        field, T(f"值“{shown(value)}”不对（{kind}）", f"the value '{shown(value)}' is not usable here"), fix
    )


def _one_of(names: Iterable[str], given: Any = None) -> Text:
    options = list(names)
    close = difflib.get_close_matches(str(given)[:80], options, 1) if given is not None else []
    if close:
        return T(f"是不是 {close[0]}？", f"did you mean {close[0]}?")
    listed = ", ".join(options[:12]) + (", ..." if len(options) > 12 else "")
    return T(f"可用的有：{listed}", f"one of: {listed}")


def parse_date(field: str, value: Any) -> int:
    """An ISO date as a civil key. `CaseError` with the field where it is none between 1900 and 2200."""
    fix = T("写成 2020-09-01 这样的日期", "write a date such as 2020-09-01")
    if not isinstance(value, str) or not value.isascii():
        raise _wrong(field, value, fix)
    try:
        k = civil.parse(value)
    except ValueError as error:
        raise _wrong(field, value, fix) from error
    if not civil.EARLIEST <= k <= civil.LATEST:
        raise _wrong(field, value, T("日期应在1900年至2200年之间", "dates run from 1900 to 2200"))
    return k


def _whole(field: str, value: Any, least: int, most: int) -> int:
    fix = T(f"写 {least} 到 {most} 的整数", f"write a whole number from {least} to {most}")
    exact = isinstance(value, int | Decimal | float) and not isinstance(value, bool)
    number = _whole_or_exact(field, value) if exact else None
    if not isinstance(number, int) or not least <= number <= most:
        raise _wrong(field, value, fix)
    return number


def _whole_or_exact(field: str, value: Decimal | float) -> int | Fraction:
    amount = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    if not amount.is_finite() or abs(amount.adjusted()) > 30 or amount < 0:
        raise _wrong(field, value, T("写一个不为负的、有限的数", "write a finite number that is not negative"))
    exact = Fraction(amount)
    return exact.numerator if exact.denominator == 1 else exact


def parse_amount(field: str, value: Any) -> int | Fraction:
    """Yuan (number or decimal string) as exact fen. `CaseError` where it is none, negative or over 10^13 yuan."""
    fix = T(
        '写不为负的金额（元），如 30000 或 "30000.00"，不超过10^13元',
        'write yuan, not negative, such as 30000 or "30000.00", at most 10^13',
    )
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | float):
        raise _wrong(field, value, fix)
    try:
        if isinstance(value, str) and (len(value) > 40 or not re.fullmatch(r"\d+(\.\d*)?", value, re.ASCII)):
            raise ValueError(value)
        amount = money.fen(str(value) if isinstance(value, float) else value)
    except ValueError as error:
        raise _wrong(field, value, fix) from error
    if not 0 <= amount <= money.LARGEST_FEN:
        raise _wrong(field, value, fix)
    return amount


def _limited(field: str, amount: int | Fraction, most: int, value: Any) -> int | Fraction:
    if amount > most:
        raise _wrong(field, value, T(f"不超过 {money.grouped(most)} 元", f"at most {money.grouped(most)} yuan"))
    return amount
