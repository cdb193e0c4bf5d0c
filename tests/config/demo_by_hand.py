"""The money that the demo district paid, worked out by hand from its register rows and the clauses: no engine is asked.

Each sum names its clause. All rows are invented.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from wenjiu.bureau.cases.models import Line
from wenjiu.bureau.funds.models import Obligation
from wenjiu.bureau.funds.queries import ledger
from wenjiu.bureau.registry.models import Link, Row
from wenjiu.bureau.registry.records import key_of, live
from wenjiu.policies import load_policy

POLICY = "chaoyang_2020"
#: Since when -> fen a month: the city's minimum wage, and an employer's share of the least contribution to social insurance.
MINIMUM_WAGE = {"2025-09-01": 2540_00}
LEAST_CONTRIBUTION = {"2025-07-01": 1883_61, "2026-07-01": 1912_01}


def paid_by_hand() -> dict[str, int]:
    """Return measure, or the group of measures that one budget pays, -> fen over the lines whose money has arrived."""
    found: dict[str, int] = {}
    for line in _paid_lines():
        code = line.case.measure
        group = load_policy(POLICY).claims[code].group or code
        found[group] = found.get(group, 0) + BY_HAND[code](line)
    return found


def paid_by_ledger() -> dict[str, int]:
    """Return measure or group of measures -> fen that its budgets have paid over all years."""
    found: dict[str, int] = {}
    for year in ledger.years(POLICY):
        for group in ledger.overview(POLICY, year)[0]:
            found[group.group] = found.get(group.group, 0) + group.total.paid
    return {code: fen for code, fen in found.items() if fen}


def _paid_lines() -> list[Line]:
    ids = set(Obligation.objects.filter(state="paid").values_list("award__line", flat=True))
    return list(Line.objects.filter(pk__in=ids).select_related("case__filing__filer", "row").order_by("id"))


def _facts(line: Line) -> Mapping[str, Any]:
    assert line.row is not None, f"{line.case.number}/{line.no} is about no row of a register"
    return line.row.facts


def _fen(yuan: Any) -> int:
    return int(Decimal(str(yuan)) * 100)


def _months(first: str, count: int, figures: Mapping[str, int]) -> int:
    """Return the sum of a monthly figure: of each month the last one that is in force on its first day."""
    year, month = int(first[:4]), int(first[5:7])
    days = [f"{year + (month - 1 + n) // 12}-{(month - 1 + n) % 12 + 1:02d}-01" for n in range(count)]
    return sum(figures[max(since for since in figures if since <= day)] for day in days)


def _stipend(line: Line) -> int:
    """Clause 3.4: the minimum wage of each full month, for twelve months at most; a month is full to its last day."""
    start, end = str(_facts(line)["start"]), str(_facts(line)["end"])
    assert start.endswith("-01") and int(end[8:]) >= 28
    count = (int(end[:4]) - int(start[:4])) * 12 + int(end[5:7]) - int(start[5:7]) + 1
    return _months(start, min(count, 12), MINIMUM_WAGE)


def _kept_on(line: Line) -> int:
    """Clause 3.4: the employer's share of the least contribution, for each insured month, twelve at most (A-3.4-9 A)."""
    facts = _facts(line)
    return _months(str(facts["start"]), min(int(facts["insured_months"]), 12), LEAST_CONTRIBUTION)


def _competition(line: Line) -> int:
    """Clause 4.3: 50 people 30,000 yuan, 100 people 50,000, 200 people 100,000."""
    people = int(_facts(line)["participants"])
    return 100_000_00 if people >= 200 else 50_000_00 if people >= 100 else 30_000_00 if people >= 50 else 0


def _residents(line: Line) -> int:
    """Clause 5.2: 30,000 yuan for three residents, 10,000 for each further one, 200,000 at most; counted in the hires."""
    filed = line.case.filed_on
    rows = Link.objects.filter(party=line.case.filing.filer, role="firm_id", row__table="hires").values("row")
    hired = [r for r in Row.objects.filter(pk__in=rows) if str(r.facts["date"]) <= filed.isoformat()]
    people = Link.objects.filter(row__in=hired, role="person_id").values_list("party", flat=True)
    homes = live(POLICY, "persons", filed).filter(key__in=[key_of(pk) for pk in people])
    residents = sum(r.facts["household_district"] == "chaoyang" for r in homes)
    return min(30_000_00 + 10_000_00 * (residents - 3), 200_000_00) if residents >= 3 else 0


def _rent(line: Line) -> int:
    """Clause 5.3: the rent that was paid in the year, 50,000 yuan at most."""
    return min(_fen(line.declared["annual_rent"]), 50_000_00)


def _refund(line: Line) -> int:
    """Clause 3.1: in 2025 60 of 100 of the premium that a small firm paid the year before."""
    return _fen(_facts(line)["premium_last_year"]) * 60 // 100


BY_HAND: dict[str, Callable[[Line], int]] = {
    "3.1a": _refund,
    # Clause 3.2: 5,000 yuan for each person hired.
    "3.2a": lambda line: 5_000_00,
    "3.4a": _stipend,
    "3.4b": _kept_on,
    # Clause 4.1: 1,000 yuan each to the institution and to the worker.
    "4.1a": lambda line: 2 * 1_000_00,
    # Clause 4.2: 1,500 yuan for each person who was trained.
    "4.2": lambda line: 1_500_00 * int(_facts(line)["trained"]),
    "4.3b": _competition,
    # Clause 4.4: 100,000 yuan for grade A.
    "4.4a": lambda line: 100_000_00,
    # Clause 5.1: 50,000 yuan for a project that is new in the library.
    "5.1": lambda line: 50_000_00,
    "5.2": _residents,
    "5.3": _rent,
}
