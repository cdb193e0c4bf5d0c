"""Middleware: a request keeps one policy for its whole life."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from wenjiu.bureau.rulebook import in_force


def one_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer a request by the changes that are confirmed when it first asks; the next request sees the later ones."""

    def answer(request: HttpRequest) -> HttpResponse:
        with in_force.one_policy():
            return get_response(request)

    return answer
