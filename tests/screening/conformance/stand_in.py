"""The evaluator of single cases in the clothes of an engine: reads tables of the row contract, answers in its columns.

With it the machinery of this folder is tried without an engine: what it says of equal sides, and of altered ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
from tests.screening.conformance import reference

from wenjiu.rules.language.facts import Relation
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil


def evaluate(
    policy: Policy,
    codes: Sequence[str],
    table: pa.Table,
    *,
    on: int,
    engine: str,
    letters: Mapping[str, str] | None = None,
    params: Mapping[str, Any] | None = None,
    members: Mapping[str, pa.Table] | None = None,
) -> pa.Table:
    """As `wenjiu.screening.run.rows.evaluate`."""
    columns: dict[str, list[Any]] = {name: [] for name in ("id", "measure", *reference.Result._fields)}
    for code in codes:
        cases = _cases(policy, code, table, members or {})
        results = reference.results(policy, code, cases, on=on, letters=letters or {}, params=params or {})
        columns["id"] += table["id"].to_pylist()
        columns["measure"] += [code] * len(results)
        for name in reference.Result._fields:
            said = [getattr(result, name) for result in results]
            columns[name] += [sorted(x) if isinstance(x, frozenset) else x for x in said]
    words = pa.list_(pa.string())
    types = {
        "low_fen": pa.int64(),
        "high_fen": pa.int64(),
        "fails": words,
        "missing": words,
        "missing_parameters": words,
    }
    types |= {"id": table["id"].type}
    return pa.table({name: pa.array(values, types.get(name, pa.string())) for name, values in columns.items()})


def _cases(policy: Policy, code: str, table: pa.Table, members: Mapping[str, pa.Table]) -> list[dict[str, Any]]:
    facts = {f.key: f for f in policy.accepted_facts(policy.measures[code]).values()}
    cases = [{k: case_value(v) for k, v in row.items() if k in facts and v is not None} for row in table.to_pylist()]
    place = {id: i for i, id in enumerate(table["id"].to_pylist())}
    for key, listed in members.items():
        if not isinstance(facts.get(key), Relation):
            continue
        for case in cases:
            case[key] = []
        for row in listed.to_pylist():
            case = cases[place[row.pop("subject")]]
            case[key].append({name: case_value(v) for name, v in row.items() if v is not None})
        if f"{key}.complete" in table.column_names:
            for case, whole in zip(cases, table[f"{key}.complete"].to_pylist(), strict=True):
                case[key] += [] if whole else [None]
    return cases


def case_value(value: Any) -> Any:
    """A value of a table as a case holds it."""
    if isinstance(value, dt.date):
        return civil.of(value)
    if isinstance(value, Decimal):
        exact = Fraction(value)
        return exact.numerator if exact.denominator == 1 else exact
    return value
