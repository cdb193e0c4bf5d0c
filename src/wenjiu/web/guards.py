"""Decorators that open a view to whom it is for. Each page of the workspace, the desk and the account has one.

A visitor who is not signed in is led to the sign-in page and comes back. For anybody else a page that is not theirs does
not exist: it answers 404. A signed-in page is never stored by a cache.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from wenjiu.bureau.access import scopes

#: Mark of a session in which the second factor was set up.
PROVED = "wenjiu_second_factor"
NULL = "\x00"
View = Callable[..., HttpResponse]
Gate = Callable[[HttpRequest], HttpResponse | None]


def signed_in(view: View) -> View:
    """Open a view to everybody who is signed in and has chosen an own password."""
    return _guarded(view, _signed_in)


def agent_or_person(view: View) -> View:
    """Open a view to residents with a record of their own and to agents of an organisation."""
    return _guarded(view, _signed_in, _agent_or_person)


def staff(*roles: str) -> Callable[[View], View]:
    """Open a view to staff with one of some roles today, or with any post where none is named.

    Staff sign in with a second factor. Who has none yet is led to the page that sets it up.
    """

    def gate(request: HttpRequest) -> HttpResponse | None:
        scopes.require_role(request.user, *roles)
        return _second_factor(request)

    return lambda view: _guarded(view, _signed_in, gate)


def needs_second_factor(user: Any) -> bool:
    """Return whether a user is staff without a second factor. Personas of the demo need none."""
    return not user.demo and scopes.has_role(user) and not is_mfa_enabled(user, [Authenticator.Type.TOTP])


def _guarded(view: View, *gates: Gate) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for gate in gates:
            if (elsewhere := gate(request)) is not None:
                return elsewhere
        _refuse_nulls(request, kwargs)
        return view(request, *args, **kwargs)

    closed: View = never_cache(guarded)
    return closed


def _refuse_nulls(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Leave null characters out of what was typed; nobody types one, and the database refuses it. An address has none."""
    if any(NULL in value for value in kwargs.values() if isinstance(value, str)):
        raise Http404("a null character in the address")
    request.GET, request.POST = _without_nulls(request.GET), _without_nulls(request.POST)


def _without_nulls(typed: QueryDict) -> QueryDict:
    if not any(NULL in text for name, texts in typed.lists() for text in (name, *texts)):
        return typed
    kept = QueryDict(mutable=True)
    for name, texts in typed.lists():
        kept.setlist(name.replace(NULL, ""), [text.replace(NULL, "") for text in texts])
    return kept


def _signed_in(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if request.user.password_is_temporary:
        return redirect("account_change_password")
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page, and after it back to a page that can be fetched."""
    came_from = urlsplit(request.headers.get("Referer", "")).path or "/"
    if getattr(request, "htmx", False):
        # A part of a page cannot show the sign-in page: the page as a whole goes there.
        return HttpResponseClientRedirect(redirect_to_login(came_from).url)
    return redirect_to_login(request.get_full_path() if request.method in ("GET", "HEAD") else came_from)


def _agent_or_person(request: HttpRequest) -> HttpResponse | None:
    if not scopes.own_parties(request.user):
        raise scopes.Forbidden("agent or person")
    return None


def _second_factor(request: HttpRequest) -> HttpResponse | None:
    """Lead staff to the second factor: to set it up, or to prove it in a session that began without it."""
    user = request.user
    if user.demo:
        return None
    if needs_second_factor(user):
        return redirect("mfa_activate_totp")
    proved = request.session.get(PROVED) or any(
        record["method"] == "mfa" for record in get_authentication_records(request, user)
    )
    return None if proved else redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
