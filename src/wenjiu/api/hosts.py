"""Answer requests below ``/api/`` for an unknown host name with a problem, like every other error of the API."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from wenjiu.api import problems
from wenjiu.api.exchange import finished, language
from wenjiu.api.problems import Problem
from wenjiu.rules.language.problems import shown
from wenjiu.rules.language.text import T


def known_host(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that runs before Django's CommonMiddleware, which would answer with the site's error page."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return get_response(request)
        try:
            request.get_host()
        except DisallowedHost:
            lang = language(request)
            return finished(problems.response(_unknown(request), request.path, lang), lang)
        return get_response(request)

    return answer


def _unknown(request: HttpRequest) -> Problem:
    given = shown(request.headers.get("Host", ""))
    return Problem(
        problems.HOST,
        "Host",
        T(f"这里没有“{given}”这个网站", f"there is no site '{given}' here"),
        T("用本站公布的地址", "use the address under which this site is published"),
    )
