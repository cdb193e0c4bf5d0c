"""The page of one's own account, and what stands before allauth's pages."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import password_change
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wenjiu.bureau.access import scopes
from wenjiu.web.guards import PROVED, signed_in


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Who am I: name, posts, organisations, password and second factor."""
    context = {
        "posts": scopes.posts_of(request.user),
        "organisations": scopes.organisations_of(request.user),
        "second_factor": is_mfa_enabled(request.user),
    }
    return render(request, "account/home.html", context)


@require_safe
@signed_in
def back(request: HttpRequest) -> HttpResponse:
    """Lead from a public page to where one works: staff to the desk, everybody else to the workspace."""
    return redirect(get_adapter().get_login_redirect_url(request))


@never_cache
def change_password(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Choose another password. A user without one, such as a persona of the demo, has no such page."""
    if request.user.is_authenticated and not request.user.has_usable_password():
        raise Http404("no password")
    answer: HttpResponse = password_change(request, *args, **kwargs)
    return answer


@signed_in
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """Set up the authenticator app. Who does it in this session has proved it."""
    had_one = is_mfa_enabled(request.user)
    answer: HttpResponse = activate_totp(request)
    if not had_one and is_mfa_enabled(request.user):
        request.session[PROVED] = True
    return answer
