"""An invented little world of facts and parameters (synthetic, of no district), small enough that values collide."""

from __future__ import annotations

import datetime as dt
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from wenjiu.rules.language import facts as f
from wenjiu.rules.language import nodes as n
from wenjiu.rules.language.dated_values import DatedValue
from wenjiu.rules.language.facts import Fact, Relation, Vocabulary
from wenjiu.rules.language.measures import Line, Measure
from wenjiu.rules.language.parameter_rows import MAP, TABLE
from wenjiu.rules.language.parameter_types import CODES, FRACTION, FROM, NUMBER, YES_NO, ParamType
from wenjiu.rules.language.parameters import Book, Param
from wenjiu.rules.language.readings import ambiguity
from wenjiu.rules.language.text import T
from wenjiu.rules.language.units import FEN, MONTH, NAMED, PERSON, YEAR, Unit
from wenjiu.rules.policy import Policy, Version, by_code

WORD = T("虚构", "invented")


def _named(kind: Any, key: str, **more: Any) -> Fact:
    return kind(WORD, WORD, WORD, key=key, **more)  # type: ignore[no-any-return]


def param(name: str, type: ParamType, unit: Unit = NAMED[""], rows: tuple[DatedValue, ...] = (), **more: Any) -> Param:
    """An invented parameter, without a value of its own unless rows are given."""
    return Param(name, type, unit, WORD, "9.9", rows, stated=False, **more)


BOOLS = [_named(f.yes_no, f"b{i}") for i in range(3)]
FLAG = _named(f.yes_no, "flag")
COUNTS = [_named(f.count, f"n{i}") for i in range(3)] + [_named(f.count, "n_bounded", most=6, bounded=True)]
MONEYS = [_named(f.money, f"m{i}") for i in range(2)]
DATES = [_named(f.day, f"d{i}") for i in range(3)]
DECIDED = _named(f.day, "decided")
EVENTS = [_named(f.day, f"e{i}") for i in range(2)]
SHARE = _named(f.fraction, "share")
AWARD = _named(f.money, "award", optional=True)
PERIOD = _named(f.months, "period", most=60)
YEAR_FACT = _named(f.year, "year")
COLOUR = _named(f.choice, "colour", labels={"red": WORD, "green": WORD, "blue": WORD})
PLACE = _named(f.district, "place")
TEAM = Relation({"grown": f.yes_no(WORD, WORD, WORD), "heads": f.count(WORD, WORD, WORD, most=1000)})
TEAM.key = "team"

P_BOOL = param("p_bool", YES_NO)
P_COUNT = param("p_count", NUMBER, PERSON, most=100)
P_MONEY = param("p_money", NUMBER, FEN, most=10**6)
P_RATE = param("p_rate", NUMBER, FEN.per(PERSON), most=10**5)
P_MONTHS = param("p_months", NUMBER, MONTH, most=60)
P_FROM = param("p_from", FROM)
P_CODES = param("p_codes", CODES)
P_TABLE = param("p_table", TABLE, FEN.per(MONTH), most=10**6, value_key="yuan_per_month")

P_TABLE_2 = param("p_table_2", TABLE, FEN.per(MONTH), most=10**6, value_key="one", also=("two",))
P_SHARE = param("p_share", FRACTION)
P_BY_YEAR = param("p_by_year", MAP, FEN, most=10**6, keys="year")
P_BY_COLOUR = param("p_by_colour", MAP, FEN, most=10**6, keys=("red", "green", "blue"))
P_BASIS = param("p_basis", MAP, FEN, most=10**6, keys=("basis", "yuan"))

R1 = ambiguity(
    "X-1", ("甲", "one"), A=("甲", "a"), B=("乙", "b"), C=("丙", "c"), why=("无", "none"), money=("无", "none")
)
R2 = ambiguity("X-2", ("乙", "two"), A=("甲", "a"), B=("乙", "b"), why=("无", "none"), money=("无", "none"))

FACTS: list[Fact] = [*BOOLS, FLAG, *COUNTS, *MONEYS, *DATES, *EVENTS, PERIOD, YEAR_FACT, COLOUR, PLACE, SHARE, AWARD]
PARAMS = [P_BOOL, P_COUNT, P_MONEY, P_RATE, P_MONTHS, P_FROM, P_CODES, P_TABLE]
PARAMS += [P_TABLE_2, P_SHARE, P_BY_YEAR, P_BY_COLOUR, P_BASIS]
ABSENCE_SPEAKS = {id(FLAG), id(AWARD), *(id(e) for e in EVENTS)}

# Days around month ends and leap days, so that boundaries are hit.
EDGES = [
    dt.date(y, m, d)
    for y in (2019, 2020, 2021)
    for m, d in ((1, 1), (1, 30), (1, 31), (2, 27), (2, 28), (3, 1), (4, 30), (8, 31), (10, 1), (11, 30), (12, 31))
] + [dt.date(2020, 2, 29), dt.date(2024, 2, 29)]
days = st.one_of(st.sampled_from(EDGES), st.dates(dt.date(2018, 1, 1), dt.date(2024, 12, 31)))
small_money = st.one_of(
    st.sampled_from([0, 50, 99, 100, 149, 150, 1000]), st.integers(0, 2000), st.fractions(0, 2000, max_denominator=4)
)
members = st.lists(
    st.fixed_dictionaries({"grown": st.booleans(), "heads": st.integers(0, 4)}),
    max_size=4,
)


def _exact(value: Any) -> Any:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


@st.composite
def tables(draw: Any) -> tuple[tuple[dt.date, int], ...]:
    """Dated rates in the order of their dates, from the beginning of time on in half of the cases."""
    starts = sorted(set(draw(st.lists(days, max_size=3))))
    if draw(st.booleans()):
        starts = [dt.date(1900, 1, 1), *starts]
    return tuple((day, draw(st.sampled_from([100, 150, 31, 1000]))) for day in starts)


entries = st.sampled_from([0, 100, 150, 31, 1000])
maps = {
    "p_by_year": st.dictionaries(st.sampled_from([str(y) for y in range(2017, 2025)]), entries, max_size=6),
    "p_by_colour": st.dictionaries(st.sampled_from(["red", "green", "blue"]), entries, max_size=3),
    "p_basis": st.fixed_dictionaries(
        {}, optional={"basis": st.sampled_from(["lump_sum", "per_person"]), "yuan": entries}
    ),
}


def values_of(leaf: n.Node) -> st.SearchStrategy[Any]:
    """Values that a fact, a relation or a parameter of the invented world can have."""
    if isinstance(leaf, Param) and leaf.type is MAP:
        return maps[leaf.name]
    if leaf is SHARE or leaf is P_SHARE:
        return st.sampled_from([0, 1, Fraction(1, 3), Fraction(1, 2), Fraction(55, 1000)])
    if leaf is P_TABLE_2:
        return tables().map(lambda rows: tuple((d, v, v + 7 if v != 31 else None) for d, v in rows))
    if isinstance(leaf, Relation):
        return members
    if leaf.kind == "bool":
        return st.booleans()
    if leaf.kind == "date":
        return days
    if leaf.kind == "code":
        return st.sampled_from(["red", "green", "blue"] if leaf is COLOUR else ["here", "there", "red"])
    if leaf.kind == "codes":
        return st.lists(st.sampled_from(["here", "red", "green"]), max_size=2, unique=True).map(tuple)
    if leaf.kind == "table":
        return tables()
    if leaf.unit == FEN:
        return small_money.map(_exact)
    if leaf.unit == YEAR:
        return st.integers(2018, 2024)
    if leaf.unit == MONTH:
        return st.sampled_from([0, 1, 2, 3, 6, 11, 12, 24])
    return st.integers(0, 6)


def vocabulary() -> Vocabulary:
    """Every fact of the invented world by its own name."""
    return Vocabulary({fact.key: fact for fact in FACTS} | {"team": TEAM})  # type: ignore[dict-item]


def _caller() -> str:
    """Where the caller of `measure` defines it: this module is the test's own, not the rule language's."""
    frame = sys._getframe(2)
    return f"{'/'.join(Path(frame.f_code.co_filename).parts[-2:])}:{frame.f_lineno}"


def measure(*conditions: Any, pays: Any = (), code: str = "9.9", **more: Any) -> Measure:
    """An invented measure of these conditions and lines (a line is (payee, amount), or a `Line`)."""
    lines = tuple(p if isinstance(p, Line) else Line(p[0], p[1]) for p in pays)
    return Measure(
        **{
            "code": code,
            "clause": code,
            "name": WORD,
            "summary": WORD,
            "standard": WORD,
            "audience": "person",
            "subject": WORD,
            "vocabulary": vocabulary(),
            "trigger": DATES[0],
            "conditions": conditions,
            "pays": lines,
            "payees": {line.payee: WORD for line in lines},
            "example": {},
            "once": WORD,
            "defined_at": _caller(),
            **more,
        }
    )


def policy(*measures: Measure, params: Any = (), dates: dict[str, Fact] | None = None, **more: Any) -> Policy:
    """An invented policy of these measures; its parameters are those given, else all of the invented world."""
    return Policy(
        **{
            "name": "invented",
            "title": WORD,
            "document": "虚构〔2020〕1号",
            "issued": dt.date(2020, 1, 1),
            "home": "here",
            "home_name": WORD,
            "versions": (Version(1, dt.date(2020, 1, 1), "虚构〔2020〕1号", text_known=True),),
            "book": Book(params or PARAMS),
            "measures": by_code(measures),
            "dates": dates or {"event_date": EVENTS[0], "application_date": EVENTS[1], "decision_date": DECIDED},
            "audiences": {"person": WORD},
            **more,
        }
    )
