"""Random small measures of every node class of the language, over the invented world."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from tests.rules import invented as w

from wenjiu.rules.language import nodes as n
from wenjiu.rules.language import periods
from wenjiu.rules.language.facts import CountWhere, SumWhere
from wenjiu.rules.language.lookups import MapEntry, MapEntryIs, Proposed, TableColumn
from wenjiu.rules.language.measures import Either, Line, Measure, Range, Require, Route
from wenjiu.rules.language.units import FEN, MONTH, ONE, PERSON, YEAR, Unit

Draw = Any
OPERATORS = [">=", "<=", ">", "<", "=="]


def _build(make: Any, otherwise: n.Node) -> n.Node:
    """A node, or where the language refuses it (a product that overflows, a date in no calendar), a simpler one."""
    try:
        node: n.Node = make()
    except n.DefinitionError:
        return otherwise
    return node


def boolean(draw: Draw, depth: int) -> n.Node:
    """A yes-or-no expression."""
    leaf = draw(st.sampled_from([*w.BOOLS, w.P_BOOL]))
    if depth == 0:
        return leaf  # type: ignore[no-any-return]
    match draw(st.integers(0, 15)):
        case 13:
            return n.Compare(draw(st.sampled_from(OPERATORS)), w.SHARE, draw(st.sampled_from([w.P_SHARE, n.Lit(0)])))
        case 14:
            return MapEntryIs(w.P_BASIS, "basis", draw(st.sampled_from(["lump_sum", "per_person"])))
        case 15:
            held = n.Compare(draw(st.sampled_from(OPERATORS)), w.AWARD, n.Lit(100, FEN))
            return draw(st.sampled_from([n.IsGiven(w.AWARD), n.IfGiven(w.AWARD, boolean(draw, depth - 1), held)]))
        case 0:
            return n.And(*(boolean(draw, depth - 1) for _ in range(draw(st.integers(1, 3)))))
        case 1:
            return n.Or(*(boolean(draw, depth - 1) for _ in range(draw(st.integers(1, 3)))))
        case 2:
            return n.Not(boolean(draw, depth - 1))
        case 3 | 4:
            unit = draw(st.sampled_from([PERSON, FEN, YEAR]))
            left, right = number(draw, unit, depth - 1), number(draw, unit, depth - 1)
            return n.Compare(draw(st.sampled_from(OPERATORS)), left, right)
        case 5 | 6 | 7:
            return n.Compare(draw(st.sampled_from(OPERATORS)), date(draw, depth - 1), date(draw, depth - 1))
        case 8:
            values = draw(st.lists(st.sampled_from(["red", "green", "blue"]), min_size=1, max_size=2, unique=True))
            return n.IsIn(w.COLOUR, tuple(values))
        case 9:
            return draw(st.sampled_from([n.IsIn(w.PLACE, ("here",)), n.IsListed(w.PLACE, w.P_CODES)]))
        case 10:
            return n.IsGiven(*w.EVENTS)
        case 11:
            return n.IfGiven(w.FLAG, boolean(draw, depth - 1))
        case _:
            return w.R1.choose(A=boolean(draw, depth - 1), B=boolean(draw, depth - 1), C=n.Lit(draw(st.booleans())))


def number(draw: Draw, unit: Unit, depth: int) -> n.Node:
    """A number of persons, fen or years."""
    if unit == YEAR:
        return (
            draw(st.sampled_from([w.YEAR_FACT, n.Lit(2020, YEAR)]))
            if depth == 0
            else periods.YearOf(date(draw, depth - 1))
        )
    leaves = [*w.COUNTS, w.P_COUNT, n.Lit(2, PERSON)] if unit == PERSON else [*w.MONEYS, w.P_MONEY, n.Lit(150, FEN)]
    leaf: n.Node = draw(st.sampled_from(leaves))
    if depth == 0:
        return leaf

    def sub() -> n.Node:
        return number(draw, unit, depth - 1)

    match draw(st.integers(0, 11)):
        case 0:
            a, b = sub(), sub()
            return _build(lambda: n.Add(a, b), leaf)
        case 1:
            a, b = sub(), sub()
            return _build(lambda: n.Sub(a, b), leaf)
        case 2:
            return n.Min(*(sub() for _ in range(draw(st.integers(2, 3)))))
        case 3:
            return n.Max(*(sub() for _ in range(draw(st.integers(2, 3)))))
        case 4:
            return n.If(boolean(draw, depth - 1), sub(), sub())
        case 5:
            a, mode = sub(), draw(st.sampled_from(["half_up", "down", "exact"]))
            part, whole = draw(st.sampled_from([(1, 2), (1, 3), (2, 3), (7, 4), (0, 5)]))
            return _build(lambda: n.MulDiv(a, n.Lit(part, ONE), n.Lit(whole, ONE), mode), leaf)
        case 6:
            return w.R2.choose(A=sub(), B=sub())
        case 7:
            a = sub()
            factor = draw(st.sampled_from([n.Lit(-2, ONE), n.Lit(3, ONE), n.CountIf(boolean(draw, depth - 1), ONE)]))
            return _build(lambda: n.Mul(a, factor), leaf)
    return _people(draw, depth) if unit == PERSON else _money(draw, depth, leaf)


def _people(draw: Draw, depth: int) -> n.Node:
    """A number of persons that is counted."""
    if draw(st.integers(0, 2)) == 0:
        return n.CountIf(boolean(draw, depth - 1), PERSON)
    grown, heads = w.TEAM.facts["grown"], w.TEAM.facts["heads"]
    many = n.Compare(">=", heads, draw(st.sampled_from([n.Lit(2, PERSON), w.P_COUNT])))
    condition = draw(st.sampled_from([grown, many, n.And(grown, many), n.Or(n.Not(grown), many)]))
    return CountWhere(w.TEAM, condition) if draw(st.booleans()) else SumWhere(w.TEAM, heads, condition)


def _money(draw: Draw, depth: int, leaf: n.Node) -> n.Node:
    """An amount that is looked up, rounded or summed."""
    match draw(st.integers(0, 7)):
        case 3:
            year = draw(st.sampled_from([w.YEAR_FACT, n.Sub(w.YEAR_FACT, n.Lit(1, YEAR)), n.Lit(2020, YEAR)]))
            return MapEntry(w.P_BY_YEAR, year, earlier=draw(st.booleans()))
        case 4:
            return draw(st.sampled_from([MapEntry(w.P_BY_COLOUR, w.COLOUR), MapEntry(w.P_BASIS, "yuan")]))
        case 5:
            low = n.Lit(draw(st.sampled_from([0, 100])), FEN)
            return Proposed(w.AWARD, low, n.Lit(150, FEN))
        case 6:
            a = number(draw, FEN, depth - 1)
            return _build(lambda: n.Mul(a, draw(st.sampled_from([w.P_SHARE, w.SHARE]))), leaf)
        case 7:
            table: n.Node = draw(st.sampled_from([w.P_TABLE_2, TableColumn(w.P_TABLE_2, "two")]))
            return _build(
                lambda: periods.MonthlySum(
                    table, w.DATES[0], w.DATES[1], n.Lit(3, MONTH), parts="completed", rate="month"
                ),
                leaf,
            )
        case 0:
            a, step = number(draw, FEN, depth - 1), draw(st.sampled_from([1, 100]))
            return _build(lambda: n.RoundTo(a, step), leaf)
        case 1:
            persons = number(draw, PERSON, depth - 1)
            return _build(lambda: n.Mul(w.P_RATE, persons), leaf)
        case _:
            return monthly(draw, depth, leaf)


def monthly(draw: Draw, depth: int, leaf: n.Node) -> n.Node:
    """A dated rate summed over a period of service."""
    first, last = date(draw, min(depth - 1, 1)), date(draw, min(depth - 1, 1))
    before = date(draw, 1) if draw(st.booleans()) else None
    parts = draw(st.sampled_from(["completed", "pro_rata", "touched", w.R2.word(A="pro_rata", B="touched")]))
    rate = draw(st.sampled_from(["month", "start", "year_end", w.R1.word(A="month", B="start", C="year_end")]))
    most = draw(st.sampled_from([w.P_MONTHS, w.PERIOD, n.Lit(2, MONTH), n.Sub(n.Lit(6, MONTH), w.PERIOD)]))
    return _build(lambda: periods.MonthlySum(w.P_TABLE, first, last, most, parts=parts, rate=rate, before=before), leaf)


def date(draw: Draw, depth: int) -> n.Node:
    """A date."""
    leaf: n.Node = draw(st.sampled_from([*w.DATES, w.DATES[0]]))
    if depth == 0:
        return leaf
    match draw(st.integers(0, 9)):
        case 0 | 1 | 2:
            months = draw(st.sampled_from([n.Lit(1, MONTH), n.Lit(12, MONTH), w.P_MONTHS, w.PERIOD]))
            return periods.PlusMonths(date(draw, depth - 1), months, clip=draw(st.sampled_from([True, True, False])))
        case 3:
            return periods.NextDay(date(draw, depth - 1))
        case 4:
            day = date(draw, depth - 1)
            return _build(lambda: periods.RollForward(day), leaf)
        case 5:
            return periods.FirstGiven(*w.EVENTS)
        case 6:
            return w.R2.choose(A=date(draw, depth - 1), B=date(draw, depth - 1))
        case _:
            return leaf


def condition(draw: Draw, id: str, depth: int) -> Require:
    """A condition, sometimes with a `when`, a `moot`, or under one reading only."""
    extra: dict[str, Any] = {}
    match draw(st.integers(0, 7)):
        case 0:
            extra["when"] = boolean(draw, 1)
        case 1:
            extra["under"] = w.R2["B"]
        case 2:
            extra["moot"] = boolean(draw, 1)
    return Require(id, boolean(draw, depth), w.WORD, **extra)


@st.composite
def measures(draw: Draw, depth: int = 3) -> Measure:
    """One to three conditions or alternatives, one or two lines."""
    items: list[Require | Either] = []
    for i in range(draw(st.integers(1, 3))):
        if draw(st.integers(0, 3)):
            items.append(condition(draw, f"C{i}", draw(st.integers(1, depth))))
        else:
            routes = tuple(
                Route(f"r{k}", w.WORD, tuple(condition(draw, f"C{i}{k}{j}", 1) for j in range(draw(st.integers(1, 2)))))
                for k in range(2)
            )
            items.append(Either(routes))
    lines = [Line("one", number(draw, FEN, draw(st.integers(0, depth))))]
    if draw(st.booleans()):
        when = boolean(draw, 1) if draw(st.booleans()) else None
        lines.append(Line("two", number(draw, FEN, 1), draw(st.sampled_from([None, w.R2["B"]])), when))
    checks = ()
    if draw(st.integers(0, 3)) == 0:
        low, high = n.Lit(50, FEN), n.Lit(150, FEN)
        value, when = draw(st.sampled_from([(w.AWARD, n.IsGiven(w.AWARD)), (lines[0].amount, None)]))
        checks = (Range("V1", value, low, high, w.WORD, when),)
    return w.measure(*items, pays=lines, validations=checks)


letters = st.fixed_dictionaries({"X-1": st.sampled_from("ABC"), "X-2": st.sampled_from("AB")})
