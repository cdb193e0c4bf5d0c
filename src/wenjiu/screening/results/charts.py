"""Draws charts of counts, amounts and budgets for a notebook or a report (extra ``wenjiu[notebook]``).

Solid bars are certain. Hatched bars are open, up to their upper limit. A text marks amounts without an upper limit.
Labels are Chinese if a font on the system has the characters, otherwise English.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...rules.language.text import COMMA, SEMICOLON, T, Text, joined, language_of
from .grouping import MEASURE, label
from .results import APART, Results
from .table import OPEN_ENDED

BLUE, GREY, LIGHT, INK = "#1d4f91", "#5f6b7a", "#d9dee5", "#1b232e"
HATCH = "////"
#: Characters that a font must have for Chinese labels.
SAMPLE = "筛查结果补贴街道企业规模岁元万亿待定符合资金来源合计上限（）、，"
#: Font families to look for first, plain faces before others.
FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC",
    "Hiragino Sans GB", "Heiti SC", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP",
)  # fmt: skip
#: A font of matplotlib that draws a box for every character.
PLACEHOLDERS = "Last Resort"
#: The most bars of a chart. A text sums up the others.
MOST = 20
UNDRAWN = "A note in Chinese is left out: this system has no font for it."
CERTAIN = T("符合：确定的金额", "entitled: certain amount")
POSSIBLE = T("待定：可能再付，到上限为止", "open: may be due besides, up to the limit")
YES, OPEN = T("符合", "entitled"), T("待定", "open")
UNKNOWN = T("金额未定", "amount not known yet")
COUNTS = T("项数", "How many")
AMOUNTS = T("金额", "How much")
BUDGET = T("预算测算", "What the budget has to bear")
NOTHING_DUE = T("没有一项符合或可能符合", "nothing is due")
UNLIMITED = T(
    "“上限未定”：缺少数据或参数，只画出确定的部分。",
    "'No limit yet': data or figures are missing; only the certain part is drawn.",
)
#: Units of amounts in yuan, from the largest on, and the number of characters of a line, by language.
UNITS = {
    "zh": ((10**8, "亿元"), (10**4, "万元"), (1, "元")),
    "en": ((10**6, " million"), (10**3, "k"), (1, "")),
}
LINE = {"zh": 60, "en": 110}


class Chart(Figure):
    """A figure that every notebook displays, with any plotting backend."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png")
        return buffer.getvalue()


@dataclass(frozen=True)
class Bar:
    """One bar of a chart.

    `label`: its label.
    `yes`: the number of entitled rows.
    `unknown`: the number of open rows.
    `certain`: the certain amount in fen.
    `high`: the highest amount in fen, open rows included; None if there is no limit.
    """

    label: str
    yes: int
    unknown: int
    certain: int
    high: int | None


@cache
def chinese_font() -> str | None:
    """Return a font family on this system with the Chinese characters of the labels, or None if there is none."""
    return _listed_chinese_font() or (_read_new_fonts() and _listed_chinese_font()) or None


def _listed_chinese_font() -> str | None:
    listed = {entry.name: entry.fname for entry in font_manager.fontManager.ttflist if PLACEHOLDERS not in entry.name}
    others = [name for name in sorted(listed) if name not in FAMILIES]
    for name in [*(f for f in FAMILIES if f in listed), *others]:
        if set(map(ord, SAMPLE)) <= _characters(listed[name]):
            return name
    return None


def _read_new_fonts() -> bool:
    """Add fonts that were installed after matplotlib wrote its list, and return whether there were any."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    new = [path for path in font_manager.findSystemFonts() if path not in known]
    for path in new:
        with suppress(OSError, RuntimeError, ValueError):
            font_manager.fontManager.addfont(path)
    return bool(new)


def _characters(path: str) -> set[int]:
    try:
        return set(font_manager.get_font(path).get_charmap())
    except (OSError, RuntimeError):
        return set()


def chart_by_measure(results: Results, *, measures: Sequence[str] | None = None, note: str = "") -> Figure:
    """Draw counts and amounts by measure. `note`: a line below the chart, for example that the data is synthetic."""
    return chart_by(results, MEASURE, measures=measures, note=note)


def chart_by(
    results: Results,
    group: str,
    *,
    bands: Sequence[int] | None = None,
    measures: Sequence[str] | None = None,
    most: int = MOST,
    note: str = "",
) -> Figure:
    """Draw counts and amounts by one group of `Results.by`.

    `group`: the group.
    `bands`: the lower limits of the age bands.
    `measures`: the measures to include; all if None.
    `most`: the most bars.
    `note`: a line below the chart.
    Raises KeyError for an unknown group.
    """
    with _style(results.lang) as style:
        known = results.groups(bands)
        found = results.by(group, bands=bands, measures=measures)
        named = [column for column in found.columns if column.kind == "text"]
        words = style.words(lambda row: " ".join(column.shown(row, style.lang) for column in named))
        bars = [_bar(words(row), row) for row in found.rows()]
        shown, rest = (bars, []) if group == MEASURE else (bars[:most], bars[most:])
        heading = known[group].heading(style.lang)
        title = T(f"项数和金额：按{heading}", f"How many and how much, by {heading}")
        figure = style.figure(len(shown), style.dated(title, results))
        left, right = figure.subplots(1, 2, sharey=True, gridspec_kw={"width_ratios": (2, 3)})
        style.counts(left, shown)
        style.money(right, shown)
        several = group != MEASURE and (measures is None or len(measures) > 1)
        style.finish(
            figure,
            [
                style.rest(rest),
                _unlimited(shown, style.lang),
                APART(style.lang) if several else "",
                *style.warnings(results, measures),
                note,
            ],
        )
    return figure


def chart_budget(results: Results, *, measures: Sequence[str] | None = None, note: str = "") -> Figure:
    """Draw the required budget: one bar for each measure, the most expensive first, and the totals above."""
    with _style(results.lang) as style:
        words = style.words(label(results.groups()[MEASURE], style.lang))
        rows = [row for row in results.by(MEASURE, measures=measures).rows() if row["high_fen"] != 0]
        bars = [_bar(words(row[MEASURE]), row) for row in rows]
        bars.sort(key=lambda bar: (-bar.certain, bar.high is not None, -(bar.high or 0)))
        figure = style.figure(len(bars), style.dated(BUDGET, results), style.headline(bars))
        style.money(figure.subplots(), bars)
        apart = APART(style.lang) if len(bars) > 1 else ""
        style.finish(figure, [_unlimited(bars, style.lang), apart, *style.warnings(results, measures), note])
    return figure


def _bar(label: str, row: dict[str, Any]) -> Bar:
    return Bar(label, row["yes"], row["unknown"], row["yes_low_fen"], row["high_fen"])


def _unlimited(bars: Sequence[Bar], lang: str) -> str:
    if all(bar.high is not None for bar in bars):
        return ""
    return UNLIMITED(lang)


@contextmanager
def _style(lang: str) -> Iterator[_Style]:
    font = chinese_font()
    family = [font, "DejaVu Sans"] if font else ["DejaVu Sans"]
    with matplotlib.rc_context({"font.family": family, "hatch.linewidth": 0.6, "text.color": INK, "font.size": 10.5}):
        yield _Style(lang if font else "en", font)


class _Style:
    """The style of charts: colours, hatching and texts."""

    def __init__(self, lang: str, font: str | None) -> None:
        self.lang = language_of(lang)
        path = font_manager.findfont(font_manager.FontProperties(family=[font or "DejaVu Sans"]))
        self.known = _characters(path)

    def words(self, label: Callable[[Any], str]) -> Callable[[Any], str]:
        """Return a function for labels that replaces a label by a number if the font lacks its characters."""
        numbers: dict[str, int] = {}

        def drawn(value: Any) -> str:
            text = label(value).replace("$", r"\$")
            if {ord(c) for c in text} <= self.known:
                return text
            return f"no. {numbers.setdefault(text, len(numbers) + 1)}"

        return drawn

    def figure(self, bars: int, *title: str) -> Chart:
        """Return a figure with room for so many bars, under a title of several lines."""
        figure = Chart(figsize=(11, 1.8 + 0.3 * len(title) + 0.34 * max(bars, 2)), dpi=110, layout="constrained")
        figure.suptitle("\n".join(title), x=0.01, ha="left", fontsize=13.5, fontweight="bold", linespacing=1.5)
        return figure

    def dated(self, title: Text, results: Results) -> str:
        """Return a title with the day of the screening."""
        on = results.asked["on"]
        return T(f"{title.zh}（{on}）", f"{title.en} ({on})")(self.lang)

    def headline(self, bars: Sequence[Bar]) -> str:
        """Return the totals as a text."""
        certain = sum(bar.certain for bar in bars)
        more = sum(bar.high - bar.certain for bar in bars if bar.high is not None)
        limitless = sum(bar.high is None for bar in bars)
        due, open_too = self.yuan(certain), self.yuan(more)
        said = [T(f"已能确定 {due}", f"Certain: {due}")]
        if more:
            said.append(T(f"待定的最多再加 {open_too}", f"open: at most {open_too} more"))
        if limitless:
            said.append(T(f"其中{limitless}项上限未定", f"{limitless} measures have no limit yet"))
        return joined(SEMICOLON, said)(self.lang)

    def warnings(self, results: Results, measures: Sequence[str] | None) -> list[str]:
        """Return the warnings about the data, in lines that fit a figure."""
        return [line for text in results.warnings(measures) for line in textwrap.wrap(text(self.lang), LINE[self.lang])]

    def rest(self, bars: Sequence[Bar]) -> str:
        """Return a text about the bars that are not drawn."""
        if not bars:
            return ""
        yes, certain = sum(bar.yes for bar in bars), sum(bar.certain for bar in bars)
        return T(
            f"其余{len(bars):,}组没有画出，合计：符合{yes:,}项，已能确定{self.yuan(certain)}。",
            f"{len(bars):,} others are not drawn; together: {yes:,} entitled, certain {self.yuan(certain)}.",
        )(self.lang)

    def yuan(self, fen: int) -> str:
        """Return an amount with few digits: 1.2亿元, 350万元."""
        amount = fen / 100
        for size, unit in UNITS[self.lang]:
            if amount >= size or size == 1:
                value = amount / size
                digits = 2 if value < 10 and size > 1 else 1 if value < 100 and size > 1 else 0
                number = f"{value:,.{digits}f}"
                number = number.rstrip("0").rstrip(".") if "." in number else number
                return T(f"{number}{unit}", f"CNY {number}{unit}")(self.lang)
        raise AssertionError(fen)

    def counts(self, axes: Axes, bars: Sequence[Bar]) -> None:
        """Draw the numbers of entitled and open rows in one bar."""
        top = max((bar.yes + bar.unknown for bar in bars), default=0) or 1
        self._bars(axes, bars, [bar.yes for bar in bars], [bar.unknown for bar in bars], (YES, OPEN))
        for y, bar in enumerate(bars):
            opened = T(f" + {bar.unknown:,}待定", f" + {bar.unknown:,} open")(self.lang) if bar.unknown else ""
            text = f"{bar.yes:,}{opened}"
            axes.text(bar.yes + bar.unknown + top * 0.015, y, text, va="center", fontsize=9.5)
        axes.set_xlim(0, top * 1.55)
        axes.set_title(COUNTS(self.lang), loc="left", fontsize=11.5, pad=22)

    def money(self, axes: Axes, bars: Sequence[Bar]) -> None:
        """Draw certain and possible amounts, with a text where there is no limit."""
        certain = [bar.certain for bar in bars]
        opened = [0 if bar.high is None else bar.high - bar.certain for bar in bars]
        top = max((a + b for a, b in zip(certain, opened, strict=True)), default=0) or 1
        self._bars(axes, bars, certain, opened, (CERTAIN, POSSIBLE))
        for y, bar in enumerate(bars):
            end = bar.certain if bar.high is None else bar.high
            axes.text(end + top * 0.01, y, self._amount(bar), va="center", fontsize=9.5)
        axes.set_xlim(0, top * 1.42)
        axes.set_title(AMOUNTS(self.lang), loc="left", fontsize=11.5, pad=22)

    def _amount(self, bar: Bar) -> str:
        if bar.high is None and not bar.certain:
            return UNKNOWN(self.lang)
        if bar.high is None:
            return f"{self.yuan(bar.certain)}{COMMA(self.lang)}{OPEN_ENDED(self.lang)}"
        if bar.high == bar.certain:
            return self.yuan(bar.certain)
        certain, most = self.yuan(bar.certain), self.yuan(bar.high)
        return T(f"{certain}，最多{most}", f"{certain}, at most {most}")(self.lang)

    def _bars(
        self, axes: Axes, bars: Sequence[Bar], solid: Sequence[int], hatched: Sequence[int], names: tuple[Text, Text]
    ) -> None:
        places = range(len(bars))
        axes.barh(places, solid, height=0.62, color=BLUE, label=names[0](self.lang))
        axes.barh(
            places, hatched, left=solid, height=0.62, facecolor="white", edgecolor=GREY, hatch=HATCH, linewidth=0.7,
            label=names[1](self.lang),
        )  # fmt: skip
        axes.set_yticks(list(places), [bar.label for bar in bars])
        axes.set_ylim(len(bars) - 0.4, -0.6)
        axes.set_xticks([])
        axes.tick_params(length=0)
        for side in ("top", "right", "bottom"):
            axes.spines[side].set_visible(False)
        axes.spines["left"].set_color(LIGHT)
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(-0.01, 1.0),
            ncols=2,
            frameon=False,
            fontsize=9,
            borderpad=0,
            handlelength=1.6,
        )
        if not bars:
            axes.text(
                0.5,
                0.5,
                NOTHING_DUE(self.lang),
                transform=axes.transAxes,
                ha="center",
            )

    def finish(self, figure: Figure, notes: Sequence[str]) -> None:
        """Write the notes below the chart, and fix the layout while the font settings apply."""
        lines = [text if {ord(c) for c in text} <= self.known else UNDRAWN for text in notes if text]
        if lines:
            figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=9.5, color=GREY, linespacing=1.5)
        figure.draw_without_rendering()
