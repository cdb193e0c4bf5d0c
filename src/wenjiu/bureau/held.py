"""Answers that are kept while a page is read.

A page asks for the posts of its reader and for the records of a party many times. A reading request changes neither, so it
keeps the first answer. A request that writes asks anew each time: what it does may end a post.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

Answer = TypeVar("Answer")
_held: ContextVar[dict[Hashable, Any] | None] = ContextVar("held", default=None)


def held(key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """Return what was answered to a key before in this reading request, or else ask."""
    kept = _held.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    answer: Answer = kept[key]
    return answer


def held_while_reading(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: keep the answers until the end of a request that only reads."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        token = _held.set({})
        try:
            return get_response(request)
        finally:
            _held.reset(token)

    return answer
