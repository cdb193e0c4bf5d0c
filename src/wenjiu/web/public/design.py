"""The page of the design language for developers: tokens with their contrast, and each component in each state.

It is made with the templates and style sheets of the site, so it shows what the site shows. The production profile
does not serve it.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from wenjiu.rules.ask.standings import STANDINGS
from wenjiu.rules.ask.visits import Visit
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import policy_language
from wenjiu.web.frames import contrast
from wenjiu.web.public.pictures import bar, path
from wenjiu.web.public.policy import current_policy, document_of
from wenjiu.web.public.visit.entries import Problem, read_entries
from wenjiu.web.public.visit.items import Item, items_of

TOKENS = "css/tokens.css"
_SIZE = re.compile(r"--wj-size-(\w+): ([\d.]+)rem;")
_COLOUR = re.compile(r"--wj-([\w-]+): #([0-9a-f]{6}|[0-9a-f]{3});")
#: Contrast of text against its ground: normal and enhanced (WCAG 2.2, 1.4.3 and 1.4.6), and of what is no text (1.4.11).
TEXT, ENHANCED, SHAPE = 4.5, 7.0, 3.0
#: The size of one rem in pixels, in normal and in large print.
REM = (17, 22)


@dataclass(frozen=True)
class Colour:
    """A colour token: its value, its contrast against white, and what it is good for there."""

    name: str
    value: str
    ratio: str
    use: str


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show the design language. The production profile answers 404."""
    if settings.WENJIU_PROFILE == "production":
        raise Http404("the production profile does not serve this page")
    policy, lang = current_policy(), policy_language()
    normal, large = colours()
    items = _items(policy)
    half = len(STANDINGS)
    context = {
        "policy": document_of(policy, lang),
        "normal": normal,
        "large": large,
        "scale": scale(),
        "cards": items[:half],
        "compact": items[half:],
        "standings": [{"standing": id, "word": word(lang)} for id, word in STANDINGS.items()],
        "rows": _rows(),
        "bars": [
            bar([("A", 300_000_00), ("B", 500_000_00)]),
            bar([("A", 60_000_00), ("B", 190_000_00)], cut=50_000_00),
        ],
        "stages": path(next(iter(policy.services.values())).shown(lang, str)["steps"]) if policy.services else [],
        "dated": next((item.drawn.dates for item in items if item.drawn.dates), None),
    }
    return render(request, "web/design.html", context)


def colours() -> tuple[list[Colour], list[Colour]]:
    """Return the colours of the tokens in normal print, and those that large print replaces."""
    normal, _, large = _tokens().partition("html.large")
    return _colours(normal), _colours(large)


def scale() -> list[tuple[str, str, str, str]]:
    """Return the sizes of type: name, rem, and pixels in normal and in large print."""
    sizes = [(name, float(rem)) for name, rem in _SIZE.findall(_tokens())]
    return [(name, f"{rem:g}", f"{rem * REM[0]:g}", f"{rem * REM[1]:g}") for name, rem in sizes]


def _tokens() -> str:
    found = finders.find(TOKENS)
    return Path(found).read_text("utf-8") if isinstance(found, str) else ""


def _colours(sheet: str) -> list[Colour]:
    found = []
    for name, value in _COLOUR.findall(sheet):
        ratio = contrast(value if len(value) == 6 else "".join(2 * digit for digit in value))
        uses = [(ENHANCED, "text in any print"), (TEXT, "text in normal print"), (SHAPE, "borders and shapes")]
        use = next((use for least, use in uses if ratio >= least), "ground only")
        found.append(Colour(f"--wj-{name}", f"#{value}", f"{ratio:.1f}", use))
    return found


def _items(policy: Policy) -> list[Item]:
    """Return two items for each standing, each of another measure: its example, as a visitor answers it."""
    lang = policy_language()
    found = []
    for code, measure in policy.measures.items():
        facts = policy.accepted_facts(measure)
        posted = QueryDict(mutable=True)
        posted["about"] = code
        for name, value in measure.example.items():
            if name in facts and isinstance(value, bool | int | str):
                posted[f"a-{facts[name].key}"] = str(value).lower() if isinstance(value, bool) else str(value)
        visit = Visit(policy, read_entries(posted, policy).stated, lang)
        found += [item for item in items_of(visit) if item.code == code]
    found.sort(key=lambda item: (item.standing != "can", not item.drawn.ahead, not item.drawn.bars))
    standings = [*STANDINGS.items()] * 2
    return [replace(item, standing=id, word=word(lang)) for item, (id, word) in zip(found, standings, strict=False)]


def _rows() -> list[dict[str, Any]]:
    """Return one row for each kind of question: with choices, with a number, with a day, with what is wrong."""
    row = {
        "why": gettext("不同的人领的不一样。"),
        "help": "",
        "unit": "",
        "tool": "",
        "without": False,
        "problem": None,
    }
    choices = (("a", gettext("是")), ("b", gettext("否")))
    problem = Problem("wrong", "12,5x", gettext("读不出这个数。"), gettext("只写数字，例如 1200。"))
    return [
        row | {"key": "choice", "text": gettext("选一个的问题"), "closed": True, "options": choices, "typed": "a"},
        row
        | {
            "key": "number",
            "text": gettext("写数字的问题"),
            "kind": "yuan",
            "unit": gettext("元"),
            "has_none": True,
            "typed": None,
        },
        row | {"key": "day", "text": gettext("写日期的问题"), "kind": "date", "has_none": True, "typed": "2021-03-01"},
        row
        | {
            "key": "wrong",
            "text": gettext("答错的问题"),
            "kind": "yuan",
            "unit": gettext("元"),
            "typed": "12,5x",
            "problem": problem,
        },
    ]
