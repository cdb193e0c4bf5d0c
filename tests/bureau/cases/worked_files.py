"""The worked files of several cases: what one person or firm claims, and what `--together` says of it.

All days of a file are moved by four years, so that each case is filed under a procedure: the first one is of December
2020. Four years keep leap days where they are. Whoever and whatever a file names is invented.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tests.support.handworked import FOLDER, from_yaml

from wenjiu.policies import load_policy
from wenjiu.rules.case.parsing import parse_case
from wenjiu.rules.document.claims import FIRST_MONTH, month_name, months_of
from wenjiu.rules.language.dated_values import DatedValue
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.text import T
from wenjiu.standards import civil

POLICY = load_policy("chaoyang_2020")
FILES: list[dict[str, Any]] = from_yaml((FOLDER / "together" / "cases.yaml").read_text("utf-8"))["cases"]
#: By how many years the days of a file are moved.
YEARS = 4
_DAY, _YEAR = re.compile(r"(\d{4})(-\d{2}-\d{2})$"), re.compile(r"\d{4}$")


def moved(part: Any, name: str = "") -> Any:
    """Return a part of a file with its days and years moved."""
    if isinstance(part, dict):
        return {str(moved(k)): moved(v, str(k)) for k, v in part.items()}
    if isinstance(part, list):
        return [moved(x, name) for x in part]
    if isinstance(part, str) and (day := _DAY.match(part)):
        return f"{int(day[1]) + YEARS}{day[2]}"
    if isinstance(part, str) and _YEAR.match(part):
        return str(int(part) + YEARS)
    return part + YEARS if isinstance(part, int) and name.endswith("year") and 1900 < part < 2200 else part


@cache
def figures() -> tuple[tuple[Param, tuple[DatedValue, ...]], ...]:
    """Return the parameters with the values that the files state; all files state the same."""
    invented, found = T("虚构", "invented"), {}
    for file in FILES:
        for given in moved(file["file"]["cases"]):
            case = parse_case(POLICY, {name: given[name] for name in ("measure", "facts", "params", "params_only")})
            for name, value in case.params.items():
                assert found.setdefault(name, value) == value, name
    return tuple((POLICY.book[name], tuple(_rows(value, invented))) for name, value in found.items())


def _rows(value: Any, source: Any) -> Iterator[DatedValue]:
    if isinstance(value, dict):
        yield from (DatedValue(0, v, source, "high", key=str(k)) for k, v in value.items())
    elif isinstance(value, tuple):
        yield from (DatedValue(start, v, source, "high", columns=tuple(more)) for start, v, *more in value)
    else:
        yield DatedValue(0, value, source, "high")


def days_named(part: Any) -> Iterator[str]:
    """Yield the days that a part of a file names, but those of parameters."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name not in ("params", "birth_date"):
                yield from days_named(value)
    elif isinstance(part, list):
        for value in part:
            yield from days_named(value)
    elif isinstance(part, str) and _DAY.match(part):
        yield part


def years_named(facts: Mapping[str, Any]) -> list[int]:
    return [v for name, v in facts.items() if name.endswith("year") and isinstance(v, int) and 1900 < v < 2200]


def in_whole_months(file: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file in which a claim by calendar months pays for whole ones, as its line in the bureau says them."""
    found = copy.deepcopy(dict(file))
    for case in found["cases"]:
        claim = POLICY.claims[case["measure"]]
        if claim.own_questions and "period" in case:
            months = months_of(claim, {**case["facts"], FIRST_MONTH: case["period"]["from"][:7]})
            assert months is not None
            last = civil.previous_day(civil.parse(f"{month_name(months[1])}-01"))
            case["period"] = {"from": f"{month_name(months[0])}-01", "to": civil.iso(last)}
    return found


def said_of(file: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `wenjiu assess --together` says of a file."""
    answer: dict[str, Any] = POLICY.together(in_whole_months(file["file"])).data
    return answer
