"""The two places at which the pages of programmes are: the workspace of organisers, and the desk of the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from wenjiu.bureau.programmes import access
from wenjiu.bureau.programmes.models import Programme
from wenjiu.web.guards import View, agent_or_person, staff

NAMES = (
    "programmes", "new_programme", "programme", "edit_programme", "programme_people", "programme_template",
    "programme_file", "programme_errors", "programme_entry", "programme_records", "programme_results",
    "programme_answers", "programme_panel", "programme_apply",
)  # fmt: skip


@dataclass(frozen=True)
class Face:
    """One of the places.

    `space`: the space of its URLs. `guard`: whom it is open to. `visible`, `access`: what somebody sees there.
    """

    space: str
    guard: Callable[[View], View]
    visible: Callable[[Any], QuerySet[Programme]]
    access: Callable[[Any, str], Programme]

    @property
    def base(self) -> str:
        """Return the template that its pages extend."""
        return f"programmes/_{self.space}.html"

    @property
    def desk(self) -> bool:
        """Whether it is the desk."""
        return self.space == "desk"

    @property
    def to(self) -> dict[str, str]:
        """Return name of a page -> name of its URL here."""
        return {name: f"{self.space}:{name}" for name in NAMES}

    def opened(self, view: Callable[..., HttpResponse], *, takes_a_file: bool = False) -> View:
        """Return a view for the URLs here. It gets the face after the request."""

        @wraps(view)
        def here(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            return view(request, self, **kwargs)

        guarded = self.guard(here)
        guarded.takes_a_file = takes_a_file  # type: ignore[attr-defined]
        return guarded

    def render(self, request: HttpRequest, template: str, page: dict[str, Any], status: int = 200) -> HttpResponse:
        """Return a page."""
        return render(request, f"programmes/{template}", {"face": self, "base": self.base, **page}, status=status)

    def url(self, name: str, **kwargs: Any) -> str:
        """Return the address of a page here."""
        return reverse(f"{self.space}:{name}", kwargs=kwargs)

    def to_page(self, name: str, **kwargs: Any) -> HttpResponse:
        """Lead to a page here."""
        return redirect(self.url(name, **kwargs))


WORKSPACE = Face("my", agent_or_person, access.own, access.access_own)
DESK = Face("desk", staff(*access.READERS), access.visible_to, access.access_programme)
