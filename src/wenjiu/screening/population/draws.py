"""Draws the columns of a synthetic population, a chunk of rows at a time.

Every column of every chunk has its own random stream, seeded by seed, table, column and chunk. So a column does not
change when another is added. The *hidden rank* of a row (the size of a firm, the age of a person) is a fixed shuffle of
its number. So a reference can pick large firms or young people without a table in memory.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass, field
from math import gcd
from typing import Any

import numpy as np
import pyarrow as pa

from .margins import Margin, Margins, TableMargins
from .schema import BOOLEAN, CODE, DATE, DECIMAL, FEN, FRACTION, WHOLE

EPOCH = dt.date(1970, 1, 1)
#: A fraction is drawn in parts of 10^9, as DECIMAL(10,9) stores it.
PARTS = 10**9
PLACES = 4
ARROW = {BOOLEAN: pa.bool_(), DATE: pa.date32(), WHOLE: pa.int32(), DECIMAL: pa.int32(), FEN: pa.int64()}


@dataclass(frozen=True, slots=True)
class Shuffle:
    """A one-to-one map of row numbers 0..n-1 onto hidden ranks, by a multiplier near the golden section of n.

    `n`: the number of rows.
    `factor`: the multiplier.
    `back`: the inverse of the multiplier modulo n.
    """

    n: int
    factor: int
    back: int

    @classmethod
    def of(cls, n: int) -> Shuffle:
        """Return the shuffle of n rows."""
        factor = max(1, int(n * 0.6180339887498949))
        while gcd(factor, n) != 1:
            factor += 1
        return cls(n, factor, pow(factor, -1, n) if n > 1 else 0)

    def rank(self, row: np.ndarray) -> np.ndarray:
        """Return the hidden ranks of rows."""
        return row * self.factor % self.n

    def row(self, rank: np.ndarray) -> np.ndarray:
        """Return the rows of hidden ranks."""
        return rank * self.back % self.n


@dataclass
class Chunk:
    """Rows `start` to `start + n` of a table that is drawn.

    `margins`: the margins of the population.
    `table`: the margins of the table.
    `shuffle`: the shuffle of the table.
    `shuffles`: the shuffles of all tables.
    `kept`: true values of columns of whole tables, for draws that follow a reference.
    `seed`: the seed of the population.
    `drawn`: true values by column, also where NULL is written.
    """

    margins: Margins
    table: TableMargins
    shuffle: Shuffle
    shuffles: dict[str, Shuffle]
    kept: dict[tuple[str, str], np.ndarray]
    seed: int
    start: int
    n: int
    drawn: dict[str, np.ndarray] = field(default_factory=dict)

    def stream(self, column: str) -> np.random.Generator:
        """Return the random stream of one column of this chunk."""
        names = zlib.crc32(self.table.name.encode()), zlib.crc32(column.encode())
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, *names, self.start])))

    def base(self, path: str) -> np.ndarray:
        """Return true values of a column of this table, of a column behind a reference, or of ``day``.

        A path such as ``person_id.birth_date`` follows a reference. ``day`` is the day of the population.
        """
        if path == "day":
            return np.full(self.n, (self.margins.day - EPOCH).days, np.int64)
        first, _, rest = path.partition(".")
        if not rest:
            return self.drawn[first]
        other = self.table.columns[first].column.refers
        return self.kept[other, rest][self.drawn[first] - 1].astype(np.int64)


def draw(chunk: Chunk, name: str) -> pa.Array:
    """Draw one column of a chunk as an Arrow array, and store its true values in `chunk.drawn`."""
    margin = chunk.table.columns[name]
    stream = chunk.stream(name)
    values = _HOW[margin.how](chunk, margin, stream)
    if margin.edge_share:
        values = _on_edges(chunk, margin, stream, values)
    for path, months in margin.not_before.items():
        limit = plus_months(chunk.base(path), months)
        room = np.maximum(chunk.base("day") - limit, 0)
        values = np.where(values < limit, limit + (stream.random(chunk.n) * room).astype(np.int64), values)
    chunk.drawn[name] = values
    null = stream.random(chunk.n) < margin.unknown
    if margin.where is not None:
        null |= ~_is(chunk, *margin.where)
    if margin.until is not None:
        null |= values > (margin.until - EPOCH).days
    return _arrow(margin, values, null)


def keys(start: int, n: int) -> pa.Array:
    """Return the keys of a chunk: row numbers from 1 on."""
    return pa.array(np.arange(start + 1, start + n + 1, dtype=np.int64))


def _arrow(margin: Margin, values: np.ndarray, null: np.ndarray) -> pa.Array:
    kind = margin.column.kind
    if margin.column.refers:
        return pa.array(values, pa.int64(), mask=null)
    if kind is CODE:
        names = pa.array(_names(margin))
        return pa.DictionaryArray.from_arrays(pa.array(values.astype(np.int16), mask=null), names)
    if kind is FRACTION:
        wide = np.zeros((len(values), 2), np.int64)
        wide[:, 0] = values
        valid = pa.array(~null).buffers()[1]
        return pa.Array.from_buffers(pa.decimal128(10, 9), len(values), [valid, pa.py_buffer(wide)])
    return pa.array(values.astype(np.int32) if kind is DATE else values, ARROW[kind], mask=null)


def _names(margin: Margin) -> list[str]:
    """Return the codes that a column can have, in the order of their numbers."""
    if margin.how == "codes":
        return list(margin.args)
    width = len(str(margin.args["count"]))
    return [f"{margin.args['prefix']}{i + 1:0{width}d}" for i in range(margin.args["count"])]


def _is(chunk: Chunk, column: str, value: Any) -> np.ndarray:
    """Return where an earlier column has a value."""
    margin = chunk.table.columns[column]
    wanted = _names(margin).index(value) if margin.column.kind is CODE else value
    return np.asarray(chunk.drawn[column] == wanted)


def _chance(chunk: Chunk, margin: Margin, stream: np.random.Generator) -> np.ndarray:
    """Return a number from 0 to under 1 for each row: random, or the hidden rank with a random part added."""
    u = stream.random(chunk.n)
    if margin.by_rank is None:
        return u
    rank = chunk.shuffle.rank(np.arange(chunk.start, chunk.start + chunk.n, dtype=np.int64)) / chunk.shuffle.n
    return np.clip(rank + margin.by_rank * (u - 0.5), 0, np.nextafter(1, 0))


def _share(chunk: Chunk, margin: Margin, stream: np.random.Generator) -> np.ndarray:
    return _chance(chunk, margin, stream) < margin.args


def _codes(chunk: Chunk, margin: Margin, stream: np.random.Generator) -> np.ndarray:
    limits = np.cumsum(list(margin.args.values()))
    return np.searchsorted(limits[:-1] / limits[-1], _chance(chunk, margin, stream), side="right")


def _numbered(chunk: Chunk, margin: Margin, stream: np.random.Generator) -> np.ndarray:
    count, skew = margin.args["count"], margin.args.get("skew", 1)
    return (_chance(chunk, margin, stream) ** skew * count).astype(np.int64)


def _uniform(chunk: Chunk, margin: Margin, stream: np.random.Generator) -> np.ndarray:
    """Draw from a uniform distribution. `late` over 1 prefers values near the end."""
    low, high = (_number(margin, margin.args[end]) for end in ("from", "to"))
    u = _chance(chunk, margin, stream) ** (1 / margin.args.get("late", 1))
    values = low + (u * (high - low + 1)).astype(np.int64)
    return _usual_days(chunk, stream, values) if margin.column.kind is DATE else values


def _skewed(chunk: Chunk, margin: Margin, stream: np.random.Generator) -> np.ndarray:
    """Draw from a log-normal distribution around a median, within limits."""
    args = margin.args
    # Box-Muller, so that the values depend only on the uniform numbers of the stream.
    one, two = _chance(chunk, margin, stream), stream.random(chunk.n)
    normal = np.sqrt(-2 * np.log1p(-one)) * np.cos(2 * np.pi * two)
    least, most = _number(margin, args.get("least", 0)), _number(margin, args.get("most", 10**7))
    return np.clip(np.rint(_number(margin, args["median"]) * np.exp(args["spread"] * normal)), least, most).astype(
        np.int64
    )


def _after(chunk: Chunk, margin: Margin, stream: np.random.Generator) -> np.ndarray:
    """Draw a date some months and days after another date.

    A date outside `else_from` to `else_to` is replaced by one that is drawn from that range.
    """
    args = margin.args
    low, high = args["months"]
    months = low + (stream.random(chunk.n) * (high - low + 1)).astype(np.int64)
    first, last = args.get("days", (0, 0))
    days = first + (stream.random(chunk.n) * (last - first + 1)).astype(np.int64)
    values = plus_months(chunk.base(args["of"]), months) + days
    if "else_from" in args:
        low, high = (_number(margin, args[end]) for end in ("else_from", "else_to"))
        other = low + (stream.random(chunk.n) * (high - low + 1)).astype(np.int64)
        values = np.where((values < low) | (values > high), other, values)
    return values


def _part(chunk: Chunk, margin: Margin, stream: np.random.Generator) -> np.ndarray:
    """Draw a share of another column, rounded down."""
    low, high = margin.args["from"], margin.args["to"]
    share = low + (high - low) * _chance(chunk, margin, stream)
    return np.floor(chunk.base(margin.args["of"]) * share).astype(np.int64)


def _rate(chunk: Chunk, margin: Margin, stream: np.random.Generator) -> np.ndarray:
    """Draw a fraction: 0 for a share of the rows, otherwise up to a limit, with small ones more often."""
    zero, u = stream.random(chunk.n) < margin.args["zero"], _chance(chunk, margin, stream)
    steps = np.ceil(u**2 * margin.args["to"] * 10**PLACES).astype(np.int64)
    return np.where(zero, 0, steps * (PARTS // 10**PLACES))


def _refers(chunk: Chunk, margin: Margin, stream: np.random.Generator) -> np.ndarray:
    """Draw keys of another table from a range of its ranks. `skew` over 1 prefers low ranks."""
    shuffle = chunk.shuffles[margin.column.refers]
    low, high = margin.args.get("ranks", (0, 1))
    u = low + (high - low) * stream.random(chunk.n) ** margin.args["skew"]
    return shuffle.row(np.minimum((u * shuffle.n).astype(np.int64), shuffle.n - 1)) + 1


_HOW = {
    "share": _share,
    "codes": _codes,
    "numbered": _numbered,
    "uniform": _uniform,
    "skewed": _skewed,
    "after": _after,
    "part": _part,
    "rate": _rate,
    "refers": _refers,
}


def _number(margin: Margin, value: Any) -> int:
    """Return a value of a margin as the integer that is drawn: days since 1970, fen, or the number itself."""
    if margin.column.kind is DATE:
        return int((value - EPOCH).days)
    return round(value * 100) if margin.column.kind is FEN else int(value)


def _usual_days(chunk: Chunk, stream: np.random.Generator, days: np.ndarray) -> np.ndarray:
    """Move some days to the end of their month, and some to the last 29 February before them."""
    u = stream.random(chunk.n)
    month = days.astype("M8[D]").astype("M8[M]")
    last = (month + 1).astype("M8[D]").astype(np.int64) - 1
    leap = (month.astype("M8[Y]").astype(np.int64) + 1970) // 4 * 4
    leap_day = ((leap - 1970) * 12 + 2).astype("M8[M]").astype("M8[D]").astype(np.int64) - 1
    ends, leaps = chunk.margins.month_ends, chunk.margins.month_ends + chunk.margins.leap_days
    return np.where(u < ends, last, np.where((u < leaps) & (leap_day <= days), leap_day, days))


def _on_edges(chunk: Chunk, margin: Margin, stream: np.random.Generator, values: np.ndarray) -> np.ndarray:
    """Move some rows to an edge: a number of a list, or a date some months from another, give or take a day."""
    chosen = stream.random(chunk.n) < margin.edge_share
    u = stream.random(chunk.n)
    if margin.column.kind is not DATE:
        edges = np.array([_number(margin, edge) for edge in margin.edges], np.int64)
        return np.where(chosen, edges[(u * len(edges)).astype(np.int64)], values)
    pairs = [(path, months) for path, all in margin.edges.items() for months in all]
    which, shift = (u * len(pairs)).astype(np.int64), (stream.random(chunk.n) * 3).astype(np.int64) - 1
    for i, (path, months) in enumerate(pairs):
        here = chosen & (which == i)
        values = np.where(here, plus_months(chunk.base(path), months) + shift, values)
    return values


def plus_months(days: np.ndarray, months: np.ndarray | int) -> np.ndarray:
    """Add months to days since 1970: the corresponding day, or the last day of that month if it has no such day."""
    dates = days.astype("M8[D]")
    month = dates.astype("M8[M]")
    later = month + np.asarray(months).astype("m8[M]")
    day = (dates - month.astype("M8[D]")).astype(np.int64)
    last = ((later + 1).astype("M8[D]") - later.astype("M8[D]")).astype(np.int64) - 1
    return later.astype("M8[D]").astype(np.int64) + np.minimum(day, last)
