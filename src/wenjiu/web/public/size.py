"""Is my enterprise medium, small or micro? What the national size standard makes of an industry and three figures.

The figures arrive in a POST and go back only into the page that answers it; nothing is stored.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wenjiu.policies.national import enterprise_sizes
from wenjiu.rules.language.facts import LARGEST_COUNT, Fact
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil, enterprise_size, money
from wenjiu.standards.enterprise_size import RULES, SIZES, Bounds, Size, Thresholds
from wenjiu.web.formats import policy_language
from wenjiu.web.public.answers import Unreadable
from wenjiu.web.public.policy import current_policy

TOOL = "size"  # what a fact declares that this page helps to answer
INDUSTRY = "industry"
FIGURES = ("staff", "revenue", "assets")
LONGEST = 40  # characters of one figure; the largest sensible one is shorter
FEN_OF = {"元": 100, "万": 10**6, "万元": 10**6, "亿": 10**10, "亿元": 10**10}


@dataclass
class SizeEntry:
    """What was filled in: texts as typed, what they mean (figures in persons and fen, None: not known), what is wrong."""

    typed: dict[str, str] = field(default_factory=dict)
    industry: str | None = None
    figures: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(FIGURES))
    problems: dict[str, Unreadable] = field(default_factory=dict)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def size(request: HttpRequest) -> HttpResponse:
    """The form, and under a POST of ``industry``, ``staff``, ``revenue`` and ``assets`` (10,000 yuan) what they mean."""
    policy, lang, standard = current_policy(), policy_language(), enterprise_sizes()
    start, thresholds = standard.version_on(civil.of(timezone.localdate()))
    entry = read_entry(request.POST, thresholds)
    posted = request.method == "POST"
    labels = _labels() | {INDUSTRY: gettext("所属行业")}
    context: dict[str, Any] = {
        "standard": {"number": standard.document, "title": standard.zh if lang == "zh" else standard.en,
                     "since": civil.iso(start)},
        "industries": [(code, _name(row, lang), code == entry.industry) for code, row in thresholds.items()],
        "fields": [_field(name, entry) for name in FIGURES],
        "problems": [{"field": f, "label": labels[f], "message": p.message} for f, p in entry.problems.items()],
        "industry_problem": entry.problems.get(INDUSTRY),
        "verdict": verdict_of(entry, thresholds, lang) if posted and not entry.problems else None,
        "measures": [{"code": m.code, "name": m.name(lang)} for m in measures_by_size(policy)],
        "hidden": list(entry.typed.items()) if posted else None,
    }  # fmt: skip
    return render(request, "web/size.html", context, status=422 if entry.problems else 200)


def size_facts(measure: Measure) -> set[str]:
    """Public names of the facts of a measure that this page helps to answer."""
    return {name for name, f in measure.vocabulary.names.items() if isinstance(f, Fact) and f.tool == TOOL}


def measures_by_size(policy: Policy) -> list[Measure]:
    """Measures of a policy that go by the size of the enterprise."""
    return [m for m in policy.measures.values() if size_facts(m)]


def read_entry(posted: QueryDict, thresholds: Mapping[str, Thresholds]) -> SizeEntry:
    """What a posted form says. A field that cannot be read is named with what to do, and the others are kept."""
    entry = SizeEntry()
    for name in (INDUSTRY, *FIGURES):
        texts = list(dict.fromkeys(text.strip() for text in posted.getlist(name)))
        entry.typed[name] = texts[0][:LONGEST] if len(texts) == 1 else ""
        try:
            if len(texts) > 1:
                raise Unreadable(
                    gettext("这一项带来了 %(n)d 个不同的回答。") % {"n": len(texts)}, gettext("请重新填写这一项。")
                )
            text = "".join(texts)
            if name == INDUSTRY:
                entry.industry = _industry(text, thresholds)
            else:
                entry.figures[name] = _figure(name, text)
        except Unreadable as problem:
            entry.problems[name] = problem
    return entry


def _industry(text: str, thresholds: Mapping[str, Thresholds]) -> str | None:
    if text and text not in thresholds:
        raise Unreadable(gettext("没有这个行业。"), gettext("请从列表里选一个，不清楚就选“不清楚”。"))
    return text or None


def _figure(name: str, text: str) -> int | None:
    """Persons or fen of a figure as people write it: full-width digits, separators and units are understood."""
    plain = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", text[: LONGEST + 1]))
    if not plain:
        return None
    if len(text) > LONGEST:
        raise Unreadable(gettext("填写的内容太长。"), gettext("请只写一个数字。"))
    staff = name == "staff"
    found = re.fullmatch(r"([0-9]+)[人名]?" if staff else r"([0-9]+(?:\.[0-9]+)?)(元|万元?|亿元?)?", plain)
    if found is None:
        amount = gettext("请写 0 或正数，单位是万元，例如 1200 或 1200.5。")
        fix = gettext("请写 0 或正整数，例如 85。") if staff else amount
        raise Unreadable(gettext("“%(text)s”无法识别。") % {"text": text}, fix)
    value = Fraction(found[1]) if staff else Fraction(found[1]) * FEN_OF[found[2] or "万元"]
    if value > (LARGEST_COUNT if staff else money.LARGEST_FEN):
        raise Unreadable(gettext("“%(text)s”太大了。") % {"text": text}, gettext("请核对数字和单位。"))
    return int(value)  # a part of a fen reaches no bound


def verdict_of(entry: SizeEntry, thresholds: Mapping[str, Thresholds], lang: str) -> dict[str, Any]:
    """The sizes that are possible by the rule taken and by the other one on record, what is missing, the row used."""
    possible = {industry: thresholds[industry] for industry in ([entry.industry] if entry.industry else thresholds)}
    taken, other = (_span(entry, possible, rule) for rule in RULES)
    counting = [c for c in FIGURES if any(_bound(row.small, c) is not None for row in possible.values())]
    settled = taken[0] == taken[1]
    unknown = [_labels()[c] for c in counting if entry.figures[c] is None]
    if entry.industry is None:
        unknown.insert(0, gettext("所属行业"))
    return {
        "settled": settled,
        "words": _span_words(taken),
        "other_words": _span_words(other),
        "rules_agree": taken == other,
        "missing": [] if settled else unknown,
        "unneeded": [_labels()[c] for c in FIGURES if c not in counting and entry.figures[c] is not None],
        "row": _table(entry, thresholds[entry.industry], counting, taken, lang) if entry.industry else None,
    }


def _span(entry: SizeEntry, possible: Mapping[str, Thresholds], rule: enterprise_size.Rule) -> tuple[Size, Size]:
    """The smallest and the largest size over the industries in question."""
    staff, revenue, assets = (entry.figures[name] for name in FIGURES)
    spans = [enterprise_size.size_range(industry, staff, revenue, assets, possible, rule) for industry in possible]
    return min((low for low, _ in spans), key=SIZES.index), max((high for _, high in spans), key=SIZES.index)


def _table(
    entry: SizeEntry, row: Thresholds, counting: list[str], span: tuple[Size, Size], lang: str
) -> dict[str, Any]:
    """The row of the standard that was used: for each size what it needs at least, with the visitor's own figures."""
    ends = range(SIZES.index(span[0]), SIZES.index(span[1]) + 1)
    bounds = {"large": row.large, "medium": row.medium, "small": row.small}
    heads = {c: gettext("%(name)s（%(unit)s）") % {"name": _labels()[c], "unit": _units()[c]} for c in counting}
    return {
        "name": _name(row, lang),
        "source": row.source if lang == "zh" else row.source_en,
        "confirmed": row.confidence == "high",
        "doubtful": row.confidence == "low",
        "columns": list(heads.values()),
        "sizes": [
            {
                "word": _size_words()[s],
                "possible": SIZES.index(s) in ends,
                "cells": [{"label": heads[c], "least": _shown(c, _bound(bounds[s], c))} for c in counting]
                if s in bounds
                else [],
            }
            for s in reversed(SIZES)
        ],
        "yours": [{"label": heads[c], "value": _shown(c, entry.figures[c])} for c in counting],
    }


def _bound(bounds: Bounds, column: str) -> int | None:
    """What a size needs at least in a column, in persons or fen."""
    return {"staff": bounds.staff, "revenue": bounds.revenue_fen, "assets": bounds.assets_fen}[column]


def _shown(column: str, figure: int | None) -> str:
    """A figure in the unit of its column; nothing where it is not known."""
    if figure is None:
        return ""
    if column == "staff":
        return f"{figure:,}"
    whole, rest = divmod(figure, FEN_OF["万元"])
    return f"{whole:,}" + (f".{rest:06d}".rstrip("0") if rest else "")


def _field(name: str, entry: SizeEntry) -> dict[str, Any]:
    return {
        "name": name,
        "label": _labels()[name],
        "help": _helps()[name],
        "unit": _units()[name],
        "typed": entry.typed[name],
        "whole": name == "staff",
        "problem": entry.problems.get(name),
    }


def _name(row: Thresholds, lang: str) -> str:
    return row.zh if lang == "zh" else row.en


def _labels() -> dict[str, str]:
    return {"staff": gettext("从业人员"), "revenue": gettext("营业收入"), "assets": gettext("资产总额")}


def _helps() -> dict[str, str]:
    return {
        "staff": gettext("上一年度末的人数。"),
        "revenue": gettext("上一年度全年的收入，不扣成本。"),
        "assets": gettext("上一年度末资产负债表上的合计数。"),
    }


def _units() -> dict[str, str]:
    return {"staff": gettext("人"), "revenue": gettext("万元"), "assets": gettext("万元")}


def _size_words() -> dict[Size, str]:
    return {"micro": gettext("微型企业"), "small": gettext("小型企业"), "medium": gettext("中型企业"),
            "large": gettext("大型企业")}  # fmt: skip


def _span_words(span: Iterable[Size]) -> str:
    """One size, or from which to which."""
    low, high = (_size_words()[s] for s in span)
    return low if low == high else gettext("%(low)s到%(high)s之间") % {"low": low, "high": high}
