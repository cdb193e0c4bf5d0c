"""Answers that are kept while a page is made.

A page asks for the posts of its reader and for the records of a party many times. A request keeps the first answer until an
action begins. The action asks anew each time, since what it does may end a post, and after it nothing is kept of what was
known before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

Answer = TypeVar("Answer")
_held: ContextVar[dict[Hashable, Any] | None] = ContextVar("held", default=None)


def held(key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """Return what was answered to a key before in this request, or else ask."""
    kept = _held.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    answer: Answer = kept[key]
    return answer


def is_kept() -> bool:
    """Return whether answers are kept here."""
    return _held.get() is not None


@contextmanager
def asking_anew() -> Iterator[None]:
    """Keep nothing within this block, which is around every action, and nothing from before it."""
    kept = _held.get()
    token = _held.set(None)
    try:
        yield
    finally:
        _held.reset(token)
        if kept is not None:
            kept.clear()


def held_while_answering(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: keep the answers until the end of a request."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = _held.set({})
        try:
            return get_response(request)
        finally:
            _held.reset(token)

    return answer
