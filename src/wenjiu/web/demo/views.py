"""The page that lists the personas, and the one that steps into one of them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts import queries as accounts
from wenjiu.bureau.accounts.demo import PERSONAS
from wenjiu.bureau.accounts.models import User
from wenjiu.web.desk.typed import text

#: Organisations that a card names.
MOST_NAMED = 4
#: The field that says where a visitor was before.
NEXT = "next"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    """List who can be stepped into, each with one line on what this person does. GET ``next``: where the visitor was."""
    there = {user.username: user for user in User.objects.filter(demo=True, is_active=True)}
    posts, organisations = accounts.posts_of_users(there.values()), accounts.organisations_of_users(there.values())
    rows = [
        (persona, posts[user.pk], organisations[user.pk][:MOST_NAMED])
        for persona in PERSONAS
        if (user := there.get(persona.username)) is not None
    ]
    return render(request, "bureau/personas.html", {"rows": rows, "next": request.GET.get(NEXT, "")})


@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Step into a persona without a password, and begin where this person's work is."""
    if not settings.WENJIU_DEMO:
        raise Http404("no demo")
    user = get_object_or_404(User, username=text(request.POST, "persona", 150), demo=True, is_active=True)
    if request.user.is_authenticated:  # what a visitor brings from the public pages stays
        request.session.flush()
    login(request, user, backend=_BACKEND)
    return redirect(_begins_at(request, user))


def _begins_at(request: HttpRequest, user: User) -> str:
    """Return where a persona begins: the desk; or the workspace, on the page that the visitor came for, if anybody has it."""
    if scopes.has_role(user):
        return reverse("desk:home")
    wanted = request.POST.get(NEXT, "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        try:
            found = resolve(urlsplit(wanted).path)
        except Resolver404:
            return reverse("my:home")
        if found.namespaces == ["my"] and not found.kwargs:
            return wanted
    return reverse("my:home")
