"""The page that lists the personas, and the one that steps into one of them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.demo import PERSONAS
from wenjiu.bureau.accounts.models import User

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    """List who can be stepped into, each with one line on what this person does."""
    there = {user.username: user for user in User.objects.filter(demo=True, is_active=True)}
    rows = [(persona, scopes.posts_of(there[persona.username])) for persona in PERSONAS if persona.username in there]
    return render(request, "bureau/personas.html", {"rows": rows})


@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Step into a persona without a password, and begin where this person's work is."""
    if not settings.WENJIU_DEMO:
        raise Http404("no demo")
    user = get_object_or_404(User, username=request.POST.get("persona", ""), demo=True, is_active=True)
    if request.user.is_authenticated:  # what a visitor brings from the public pages stays
        request.session.flush()
    login(request, user, backend=_BACKEND)
    return redirect("desk:home" if scopes.has_role(user) else "my:home")
