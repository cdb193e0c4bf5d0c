"""Determines the size of an enterprise (large, medium, small or micro) from its industry, staff, revenue and assets.

Source: 工信部联企业〔2011〕300号. The thresholds are dated data that a caller loads. This module has only the rule that
combines them.

The rule is in doubt (confidence low: check before use), so a caller can choose between the two that are on record:

* ``all_bounds``: an enterprise has a size if it reaches every lower bound of that size, otherwise the next lower size.
  Micro has no bounds. Public transcriptions of the articles read in this way (few staff *or* little revenue: not
  large), and a note in the statistical form of the standard says so. It is the default.
* ``any_cap``: an enterprise with any figure at or over the large bound is large. Otherwise it is the same as
  ``all_bounds``. One public program that transcribes the standard works in this way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from . import civil, money
from .data_files import read_yaml

Size = Literal["micro", "small", "medium", "large"]
Rule = Literal["all_bounds", "any_cap"]
#: From the smallest to the largest.
SIZES: tuple[Size, ...] = get_args(Size)
RULES: tuple[Rule, ...] = get_args(Rule)
_FEN_PER_WAN = 10_000 * money.FEN_PER_YUAN
_COLUMNS = {"staff": 1, "revenue_wan": _FEN_PER_WAN, "assets_wan": _FEN_PER_WAN}
_CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lower bounds of a size. None means that the figure does not count.

    `staff`: persons.
    `revenue_fen`: revenue of the year in fen.
    `assets_fen`: total assets in fen.
    """

    staff: int | None = None
    revenue_fen: int | None = None
    assets_fen: int | None = None

    def pairs(self, staff: int, revenue_fen: int, assets_fen: int) -> list[tuple[int, int]]:
        """Return (figure, bound) of every figure that counts."""
        figures = ((staff, self.staff), (revenue_fen, self.revenue_fen), (assets_fen, self.assets_fen))
        return [(figure, bound) for figure, bound in figures if bound is not None]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds of one industry.

    `zh`, `en`: its names.
    `large`, `medium`, `small`: the lower bounds of each size.
    `source`, `source_en`: the source of the thresholds.
    `confidence`: high, medium or low.
    """

    zh: str
    en: str
    large: Bounds
    medium: Bounds
    small: Bounds
    source: str
    source_en: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A size standard.

    `document`: the number of the document.
    `zh`, `en`: its titles.
    `versions`: (civil key of the first day, thresholds by industry) of each version, in order.
    """

    document: str
    zh: str
    en: str
    versions: tuple[tuple[int, Mapping[str, Thresholds]], ...]

    def on(self, day: int) -> Mapping[str, Thresholds]:
        """Return the thresholds in force on a day (civil key). Raises ValueError before the first version."""
        return self.version_on(day)[1]

    def version_on(self, day: int) -> tuple[int, Mapping[str, Thresholds]]:
        """Return the first day and the thresholds of the version in force on a day (civil key).

        Raises ValueError before the first version.
        """
        in_force = [version for version in self.versions if version[0] <= day]
        if not in_force:
            first = civil.iso(self.versions[0][0])
            raise ValueError(f"{self.document} applies from {first}, not yet on {civil.iso(day)}")
        return in_force[-1]


def size(
    industry: str,
    staff: int | None,
    revenue_fen: int | None,
    assets_fen: int | None,
    thresholds: Mapping[str, Thresholds],
    rule: Rule = "all_bounds",
) -> Size | None:
    """Return the size, or None if a missing figure (None) could change it. Raises ValueError as `size_range` does."""
    smallest, largest = size_range(industry, staff, revenue_fen, assets_fen, thresholds, rule)
    return smallest if smallest == largest else None


def size_range(
    industry: str,
    staff: int | None,
    revenue_fen: int | None,
    assets_fen: int | None,
    thresholds: Mapping[str, Thresholds],
    rule: Rule = "all_bounds",
) -> tuple[Size, Size]:
    """Return the smallest and the largest size that are possible for any values of the missing figures (None).

    `staff`: persons.
    `revenue_fen`: revenue of the year in fen.
    `assets_fen`: total assets in fen.

    A larger figure never makes an enterprise smaller. So the two sizes are those with every missing figure at zero and
    at the largest amount. Raises ValueError for an unknown industry or rule, or a figure below zero.
    """
    if industry not in thresholds:
        raise ValueError(f"no industry {industry!r}; there are: {', '.join(thresholds)}")
    if rule not in RULES:
        raise ValueError(f"no rule {rule!r}; there are: {', '.join(RULES)}")
    figures = {"staff": staff, "revenue_fen": revenue_fen, "assets_fen": assets_fen}
    for name, figure in figures.items():
        if figure is not None and figure < 0:
            raise ValueError(f"{name} is {figure}; it cannot be below zero")
    row = thresholds[industry]
    least = {name: 0 if figure is None else figure for name, figure in figures.items()}
    most = {name: money.LARGEST_FEN if figure is None else figure for name, figure in figures.items()}
    return _size(row, rule, **least), _size(row, rule, **most)


def _size(row: Thresholds, rule: Rule, staff: int, revenue_fen: int, assets_fen: int) -> Size:
    reached = [figure >= bound for figure, bound in row.large.pairs(staff, revenue_fen, assets_fen)]
    if all(reached) or (rule == "any_cap" and any(reached)):
        return "large"
    if all(figure >= bound for figure, bound in row.medium.pairs(staff, revenue_fen, assets_fen)):
        return "medium"
    if all(figure >= bound for figure, bound in row.small.pairs(staff, revenue_fen, assets_fen)):
        return "small"
    return "micro"


def load(path: Path) -> Standard:
    """Read a standard from a file.

    Raises ValueError, with the industry and the row, if a row is missing, out of order or has other columns.
    """
    raw = read_yaml(path)
    versions = tuple(
        (
            civil.parse(str(version["from"])),
            {code: _thresholds(code, raw, entry) for code, entry in version["industries"].items()},
        )
        for version in raw["versions"]
    )
    starts = [start for start, _ in versions]
    if not starts or starts != sorted(set(starts)):
        raise ValueError(f"{path.name}: versions must be in the order of their days, one a day")
    return Standard(raw["standard"], raw["zh"], raw["en"], versions)


def _thresholds(code: str, shared: Mapping[str, Any], entry: Mapping[str, Any]) -> Thresholds:
    rows = [entry[name] for name in ("large", "medium", "small")]
    if not rows[0] or any(set(row) != set(rows[0]) for row in rows) or not set(rows[0]) <= set(_COLUMNS):
        raise ValueError(f"{code}: large, medium and small need the same columns, of {', '.join(_COLUMNS)}")
    for column in rows[0]:
        if not rows[0][column] > rows[1][column] > rows[2][column] > 0:
            raise ValueError(f"{code}: {column} must fall from large to medium to small")
    if entry["confidence"] not in _CONFIDENCES:
        raise ValueError(f"{code}: confidence {entry['confidence']!r} is none of {', '.join(_CONFIDENCES)}")
    origin = entry if "source" in entry else shared
    return Thresholds(
        zh=entry["zh"],
        en=entry["en"],
        large=_bounds(rows[0]),
        medium=_bounds(rows[1]),
        small=_bounds(rows[2]),
        source=origin["source"],
        source_en=origin["source_en"],
        confidence=entry["confidence"],
    )


def _bounds(row: Mapping[str, int]) -> Bounds:
    figures = {column: row[column] * unit for column, unit in _COLUMNS.items() if column in row}
    return Bounds(figures.get("staff"), figures.get("revenue_wan"), figures.get("assets_wan"))
