"""Turns a case as it is asked (public names, JSON values) into facts, parameters and readings, or refuses it.

Every refusal names the field, the value and what to write instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...standards import civil
from ..evaluate.case import Case
from ..language.facts import Fact, Relation
from ..language.measures import Measure
from ..language.parameters import Param
from ..language.problems import CaseError, field_named, one_of, shown, wrong
from ..language.readings import RECOMMENDED
from ..language.text import T
from ..language.values import parse_date
from ..ruleset import Ruleset

#: The fields of a case; those that describe it and change no answer; and the prefix of a user's own fields.
FIELDS = ("id", "measure", "clause", "facts", "params", "params_only", "readings", "on")
DESCRIPTIVE = ("what", "why", "expected", "ambiguity", "ambiguous", "other_readings")
OWN = "x_"
_DECLARED = frozenset((*FIELDS, *DESCRIPTIVE))


def parse_case(policy: Ruleset, raw: Any) -> Case:
    """Return a checked case. Raise `CaseError` for the first error."""
    if not isinstance(raw, (dict, Mapping)):  # the exact type first: the abstract one takes longer to check
        raise CaseError(
            "case",
            T("不是一个对象（字段和值）", "not an object of fields and values"),
            T("写成 {id, measure, facts, ...}", "write {id, measure, facts, ...}"),
        )
    if not _DECLARED.issuperset(raw):
        check_fields(raw)
    code = raw.get("measure", raw.get("clause"))
    if code is None:
        raise CaseError("measure", T("没有写明措施", "no measure is named"), one_of(policy.measures))
    if not isinstance(code, str):
        raise wrong("measure", code, T('写成带引号的文字，如 "5.2"', 'write text in quotes, such as "5.2"'))
    if code not in policy.measures:
        raise CaseError(
            "measure",
            T(f"没有措施“{shown(code)}”", f"there is no measure '{shown(code)}'"),
            one_of(policy.measures, code),
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
    if not isinstance(facts, (dict, Mapping)):
        raise CaseError(
            "facts",
            T("缺少事实，或不是一个对象", "facts are missing, or not an object"),
            T("写成 facts: {名称: 值}；一无所知时写 {}", "write facts: {name: value}; {} where nothing is known"),
        )
    parsed = parse_facts(policy, measure, facts)
    params = parse_params(policy, raw.get("params"))
    params_only = raw.get("params_only", False)
    if not isinstance(params_only, bool):
        raise wrong("params_only", params_only, T("写 true 或 false", "write true or false"))
    letters = parse_readings(policy, measure, raw.get("readings"))
    on = None if raw.get("on") is None else parse_date("on", raw["on"])
    return Case(raw.get("id"), measure, parsed, params, params_only, letters, on)


def check_fields(raw: Mapping[str, Any], known: tuple[str, ...] = FIELDS) -> None:
    """Raise `CaseError` for an unknown field, which would otherwise be ignored."""
    for name in raw:
        if name not in (*known, *DESCRIPTIVE) and not (isinstance(name, str) and name.startswith(OWN)):
            raise CaseError(
                field_named(name),
                T(f"不认识的字段“{shown(name)}”", f"there is no field '{shown(name)}'"),
                T(
                    f"{one_of(known, name).zh}；自己的说明以 {OWN} 开头",
                    f"{one_of(known, name).en}; begin a note of your own with {OWN}",
                ),
            )


def parse_facts(policy: Ruleset, measure: Measure, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return neutral key -> value of the facts that are given and known."""
    yes_no, readers = policy.readers(measure)
    known: dict[str, Any] = {}
    for name, value in facts.items():
        if (value is True or value is False) and name in yes_no:
            known[yes_no[name]] = value
            continue
        if name in readers:
            key, at_sight = readers[name]
            plain = at_sight(value)
            if plain is not None:
                known[key] = plain
                continue
            if value is None:
                continue
        accepted = policy.accepted_facts(measure)
        fact = accepted.get(name) if isinstance(name, str) else None
        field = f"facts.{shown(name)}"
        if fact is None:
            raise CaseError(
                field,
                T(f"{measure.code} 没有事实“{shown(name)}”", f"{measure.code} has no fact '{shown(name)}'"),
                one_of(accepted, name),
            )
        if value is not None:
            known[fact.key] = parse_fact(field, fact, value)
    for first, last in measure.orders:
        a, b = known.get(readers[first][0]), known.get(readers[last][0])
        if a is not None and b is not None and b < a:
            raise CaseError(
                f"facts.{last}",
                T(f"{civil.iso(b)} 早于 {first} {civil.iso(a)}", f"{civil.iso(b)} is before {first} {civil.iso(a)}"),
                T("核对两个日期", "check the two dates"),
            )
    return known


def parse_fact(field: str, fact: Fact | Relation, value: Any) -> Any:
    """Return one value: bool, int, fen, civil key, code, or the rows of a relation."""
    if isinstance(fact, Relation):
        return _members(field, fact, value)
    return fact.type.read(field, fact, value)


def _members(field: str, relation: Relation, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise wrong(field, value, T("写成一列成员", "write a list of members"))
    rows: list[Any] = []
    for i, row in enumerate(value):
        if row is None:
            rows.append(None)
            continue
        if not isinstance(row, Mapping):
            raise wrong(
                f"{field}[{i}]",
                row,
                T("每个成员写成对象，未知成员写 null", "write each member as an object, null if unknown"),
            )
        for name in row:
            if name not in relation.facts:
                raise CaseError(
                    f"{field}[{i}].{shown(name)}",
                    T(f"成员没有事实“{shown(name)}”", f"a member has no fact '{shown(name)}'"),
                    one_of(relation.facts, name),
                )
        rows.append({k: parse_fact(f"{field}[{i}].{k}", relation.facts[k], v) for k, v in row.items() if v is not None})
    return rows


def parse_params(policy: Ruleset, raw: Any) -> dict[str, Any]:
    """Return name -> value of the parameters that a case states; null means missing."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise wrong("params", raw, T("写成 {名称: 值}", "write {name: value}"))
    parsed: dict[str, Any] = {}
    for name, value in raw.items():
        field = f"params.{shown(name)}"
        param = policy.book.params.get(name) if isinstance(name, str) else None
        if param is None:
            raise CaseError(
                field,
                T(f"没有参数“{shown(name)}”", f"there is no parameter '{shown(name)}'"),
                one_of(policy.book.params, name),
            )
        parsed[name] = parse_param(field, param, value)
    check_order(policy, parsed)
    return parsed


def parse_param(field: str, param: Param, value: Any) -> Any:
    """Return one parameter's value in the form that the tree uses; null means that there is none."""
    return param.type.missing if value is None else param.type.given(field, param, value)


def parse_readings(policy: Ruleset, measure: Measure, raw: Any) -> dict[str, str]:
    """Return the letters other than A, by default the operator's. The measure must be able to compute each of them."""
    letters = policy.letters_for(measure)
    if raw is None:
        return letters
    if not isinstance(raw, Mapping):
        raise wrong("readings", raw, T("写成 {编号: 字母}", "write {id: letter}"))
    computable = policy.computable_letters(measure)
    for name, letter in raw.items():
        field = f"readings.{shown(name)}"
        if name not in policy.ambiguities:
            raise CaseError(
                field,
                T(f"没有口径“{shown(name)}”", f"there is no reading '{shown(name)}'"),
                one_of(policy.ambiguities, name),
            )
        known = policy.ambiguities[name]
        if not isinstance(letter, str) or letter not in known.letters:
            raise CaseError(
                field,
                T(f"口径 {name} 没有读法“{shown(letter)}”", f"reading {name} has no letter '{shown(letter)}'"),
                one_of(known.letters),
            )
        if known.reason is not None and letter not in (*known.computed, RECOMMENDED):
            raise CaseError(
                field,
                T(
                    f"规则不能按口径 {name} {letter} 计算：{known.reason.zh}",
                    f"the rules cannot compute reading {name} {letter}: {known.reason.en}",
                ),
                T("不写这一项，按 A 计算", "leave it out: A is used"),
            )
        allowed = computable.get(name, {RECOMMENDED})
        if letter not in allowed:
            raise CaseError(
                field,
                T(
                    f"{measure.code} 不能按口径 {name} {letter} 计算",
                    f"{measure.code} cannot compute reading {name} {letter}",
                ),
                one_of(sorted(allowed)),
            )
        letters.pop(name, None)
        if letter != RECOMMENDED:
            letters[name] = letter
    return letters


def check_order(policy: Ruleset, params: Mapping[str, Any]) -> None:
    """Raise `CaseError` for a policy period that ends before it begins."""
    if policy.period is None:
        return
    first, last = (params.get(name) for name in policy.period)
    if first is not None and last is not None and last < first:
        start, end = policy.period
        raise CaseError(
            f"params.{end}",
            T(f"早于 {start}", f"is before {start}"),
            T("核对两个日期", "check the two dates"),
        )
