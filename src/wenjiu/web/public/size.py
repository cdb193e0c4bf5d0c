"""View of the size page: is an enterprise medium, small or micro by the national standard for its industry?

The figures arrive in a POST and go back only into the page that answers it; nothing is stored.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wenjiu.policies.national import enterprise_sizes
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil, enterprise_size
from wenjiu.standards.enterprise_size import RULES, SIZES, Bounds, Size, Thresholds
from wenjiu.web.formats import policy_language
from wenjiu.web.preferences import Carrier
from wenjiu.web.public.policy import current_policy
from wenjiu.web.public.size_form import FEN_OF_TEN_THOUSAND, FIGURES, SizeEntry, SizeForm, labels, units
from wenjiu.web.public.without_token import changes_nothing

FILLED_IN = "form"  # name of the page before there is a result
TOOL = "size"  # value by which a fact declares that this page helps to answer it


@changes_nothing
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def size(request: HttpRequest) -> HttpResponse:
    """Show the form; after a POST of ``industry``, ``staff``, ``revenue``, ``assets`` (10,000 yuan) also the result.

    A POST with ``page`` and without ``do`` shows the form again as filled in.
    """
    policy, lang, standard = current_policy(), policy_language(), enterprise_sizes()
    first = standard.versions[0][0]
    start, thresholds = standard.version_on(max(civil.answer_day(), first))
    sent = request.method == "POST" and ("do" in request.POST or request.POST.get("page") != FILLED_IN)
    names = {code: _name(row, lang) for code, row in thresholds.items()}
    form = SizeForm(names, request.POST if request.method == "POST" else None, read=sent)
    sound = sent and form.is_valid()
    context: dict[str, Any] = {
        "standard": {"number": standard.document, "title": Text(standard.zh, standard.en)(lang),
                     "since": civil.iso(start), "not_yet": civil.answer_day() < first},
        "form": form,
        "problems": form.problems(),
        "verdict": verdict_of(SizeEntry.of(form), thresholds, lang) if sound else None,
        "measures": [{"code": m.code, "name": m.name(lang)} for m in measures_by_size(policy)],
        "hidden": form.typed() if form.is_bound else [],
        "page": "" if sound else FILLED_IN,
        "carrier": Carrier("size", "check"),
    }  # fmt: skip
    return render(request, "web/size.html", context, status=422 if sent and not sound else 200)


def size_facts(measure: Measure) -> set[str]:
    """Return the public names of a measure's facts that this page helps to answer."""
    return {name for name, f in measure.vocabulary.names.items() if isinstance(f, Fact) and f.tool == TOOL}


def measures_by_size(policy: Policy) -> list[Measure]:
    """Return the measures of a policy that depend on the size of the enterprise."""
    return [m for m in policy.measures.values() if size_facts(m)]


def verdict_of(entry: SizeEntry, thresholds: Mapping[str, Thresholds], lang: str) -> dict[str, Any]:
    """Return the possible sizes under the rule in use and the other rule, the missing figures, and the row used."""
    possible = {industry: thresholds[industry] for industry in ([entry.industry] if entry.industry else thresholds)}
    taken, other = (_span(entry, possible, rule) for rule in RULES)
    counting = [c for c in FIGURES if any(_bound(row.small, c) is not None for row in possible.values())]
    settled = taken[0] == taken[1]
    unknown = [labels()[c] for c in counting if entry.figures[c] is None]
    if entry.industry is None:
        unknown.insert(0, gettext("所属行业"))
    return {
        "settled": settled,
        "words": _span_words(taken),
        "other_words": _span_words(other),
        "rules_agree": taken == other,
        "missing": [] if settled else unknown,
        "unneeded": [labels()[c] for c in FIGURES if c not in counting and entry.figures[c] is not None],
        "row": _table(entry, thresholds[entry.industry], counting, taken, lang) if entry.industry else None,
    }


def _span(entry: SizeEntry, possible: Mapping[str, Thresholds], rule: enterprise_size.Rule) -> tuple[Size, Size]:
    """Return the smallest and the largest possible size over the given industries."""
    staff, revenue, assets = (entry.figures[name] for name in FIGURES)
    spans = [enterprise_size.size_range(industry, staff, revenue, assets, possible, rule) for industry in possible]
    return min((low for low, _ in spans), key=SIZES.index), max((high for _, high in spans), key=SIZES.index)


def _table(
    entry: SizeEntry, row: Thresholds, counting: list[str], span: tuple[Size, Size], lang: str
) -> dict[str, Any]:
    """Return the row of the standard that was used: the minimum of each size, with the visitor's own figures."""
    ends = range(SIZES.index(span[0]), SIZES.index(span[1]) + 1)
    bounds = {"large": row.large, "medium": row.medium, "small": row.small}
    heads = {c: gettext("%(name)s（%(unit)s）") % {"name": labels()[c], "unit": units()[c]} for c in counting}
    return {
        "name": _name(row, lang),
        "source": Text(row.source, row.source_en)(lang),
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
    """Return the minimum of a size in a column, in persons or fen."""
    return {"staff": bounds.staff, "revenue": bounds.revenue_fen, "assets": bounds.assets_fen}[column]


def _shown(column: str, figure: int | None) -> str:
    """Return a figure in the unit of its column; an empty string if it is not known."""
    if figure is None:
        return ""
    if column == "staff":
        return f"{figure:,}"
    whole, rest = divmod(figure, FEN_OF_TEN_THOUSAND)
    return f"{whole:,}" + (f".{rest:06d}".rstrip("0") if rest else "")


def _name(row: Thresholds, lang: str) -> str:
    return Text(row.zh, row.en)(lang)


def _size_words() -> dict[Size, str]:
    return {"micro": gettext("微型企业"), "small": gettext("小型企业"), "medium": gettext("中型企业"),
            "large": gettext("大型企业")}  # fmt: skip


def _span_words(span: Iterable[Size]) -> str:
    """Return one size, or a range of sizes, in words."""
    low, high = (_size_words()[s] for s in span)
    return low if low == high else gettext("%(low)s到%(high)s之间") % {"low": low, "high": high}
