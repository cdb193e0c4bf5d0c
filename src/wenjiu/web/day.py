"""The day for which a page answers: today, or the day that the URL names (``?on=2021-06-10``). It is stored nowhere.

The middleware reads the day and refuses a wrong one. `wenjiu.standards.civil.answer_day` returns it in views, in templates
and in the library. Every link of the site to another of its pages keeps it: `address` and the template tag ``url``.
"""

from collections.abc import Callable, Container, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from wenjiu.policies import load_policy
from wenjiu.rules.language.problems import CaseError, shown
from wenjiu.rules.language.values import parse_date
from wenjiu.standards import civil
from wenjiu.web.preferences import back_to, wanted_page

ON = "on"
KEPT = ("q", "state")  # what a page's own query can hold, and a change of the day keeps
LONGEST = 200  # characters of each
NOT_ANSWERS = ("csrfmiddlewaretoken", ON, "today", "next", "keep")


class WrongDay(ValueError):
    """A text that names no day from 1900 to 2200. Its argument is the text, short and printable."""


def is_other_day() -> bool:
    """Return whether the page answers for a day other than today."""
    return civil.answer_day() != civil.today()


def path_of(request: HttpRequest) -> str:
    """Return the path of a page as it is written in addresses: anything but plain characters is percent-encoded."""
    return escape_uri_path(request.path)


def address(view: str, *args: str, **query: str) -> str:
    """Return the URL of a page with its query and the chosen day."""
    return with_day(reverse(view, args=args), **query)


def with_day(path: str, **query: str) -> str:
    """Return a path with a query and the chosen day; today is not named. Empty values are left out."""
    given = {name: value for name, value in query.items() if value}
    if is_other_day():
        given[ON] = civil.iso(civil.answer_day())
    return f"{path}?{urlencode(given)}" if given else path


def kept_query(query: QueryDict) -> list[tuple[str, str]]:
    """Return what a change of the day keeps of a page's query, without characters that cannot be printed."""
    given = [(name, query.get(name, "")[:LONGEST]) for name in KEPT]
    given += [(name, code) for name, known in _codes().items() if (code := query.get(name, "")) in known]
    return [(name, "".join(c if c.isprintable() else " " for c in text)) for name, text in given if text]


def _codes() -> dict[str, Container[str]]:
    """Return the codes that a page's own query can name: of an order, and of what the policy has."""
    policy = load_policy(settings.WENJIU_POLICY)
    return {
        "sort": ("money",),
        "measure": policy.measures,
        "audience": policy.audiences,
        "reading": policy.ambiguities,
        "m": policy.measures,
    }


def read_day(texts: list[str]) -> int | None:
    """Return the day that a query names; None if it names none or today. Raise `WrongDay` for anything else."""
    given = ", ".join(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if not given:
        return None
    try:
        day = parse_date(ON, given)
    except CaseError as error:
        raise WrongDay(shown(given)) from error
    return None if day == civil.today() else day


def chosen_day(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer for the day of the URL, or explain why there is no such day. The API reads its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return get_response(request)
        try:
            day = read_day(request.GET.getlist(ON))
        except WrongDay as error:
            posted = request.POST.lists() if request.method == "POST" else []
            return _refuse(request, error, path_of(request), kept_query(request.GET), posted)
        with civil.answering(day):
            return get_response(request)

    return answer


@never_cache
@sensitive_post_parameters()
def choose(request: HttpRequest) -> HttpResponse:
    """Go back to the page (POST ``next``) with its answers for the day of POST ``on``, or for today (POST ``today``)."""
    target = wanted_page(request)
    parts = urlsplit(target)
    query = QueryDict(parts.query, mutable=True)
    query.pop(ON, None)
    try:
        day = None if "today" in request.POST else read_day(request.POST.getlist(ON))
    except WrongDay as error:
        return _refuse(request, error, parts.path, kept_query(query), request.POST.lists())
    if day is not None:
        query[ON] = civil.iso(day)
    return back_to(request, f"{parts.path}?{query.urlencode()}" if query else parts.path)


choose.passes_on = True  # see `preferences`


def _refuse(
    request: HttpRequest,
    error: WrongDay,
    path: str,
    kept: list[tuple[str, str]],
    posted: Iterable[tuple[str, Any]],
) -> HttpResponse:
    """Return the page that says what is wrong with a day; its form asks again and carries the answers on."""
    answers = [(name, text) for name, texts in posted if name not in NOT_ANSWERS for text in texts]
    context = {
        "given": str(error),
        "at": path,
        "come_back": f"{path}?{urlencode(kept)}" if kept else path,
        "kept": kept,
        "hidden": answers if request.method == "POST" else None,
    }
    return render(request, "web/errors/day.html", context, status=400)
