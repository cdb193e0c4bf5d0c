"""Render error pages in the look of the site. They read neither posted data nor the policy: either may have failed.

The page of a refused token alone reads posted data, where the check of the token has read it already.
"""

import logging
import secrets
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.web.day import NOT_ANSWERS, address
from wenjiu.web.preferences import carries_answers, wanted_page

logger = logging.getLogger(__name__)

#: How Django's reason begins where the posted token was read, and is missing or not the one of the session.
TOKEN_WRONG = "CSRF token "
#: The views that pass answers of the check on: into a filing, and the switches of the header.
PASSING = ("web:file", "web:language", "web:print", "web:day")


@never_cache
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request is too large, or is not one that a page of this site sends.

    The query may be what cannot be read, so the page is made without it.
    """
    request.GET = QueryDict()
    return render(request, "web/errors/400.html", status=400)


@never_cache
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "web/errors/403.html", status=403)


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 if the page's token is missing or stale: the browser refuses cookies, or somebody signed in in another tab.

    Answers of the public check are not lost: the page carries them back to the page that shows them, which changes nothing.
    """
    return render(request, "web/errors/csrf.html", _way_back(request, reason), status=403)


def _way_back(request: HttpRequest, reason: str) -> dict[str, Any]:
    """Return the page that shows the posted answers, and the fields to post there; nothing where no such page is.

    It is a page that changes nothing, whoever made the form.
    """
    view = request.resolver_match.view_name if request.resolver_match is not None else ""
    if not reason.startswith(TOKEN_WRONG) or view not in PASSING:
        return {}
    target = address("web:visit") if view == "web:file" else wanted_page(request)
    if not carries_answers(target) or (view != "web:file" and request.POST.get("keep") != "answers"):
        return {}
    answers = [(name, text) for name, texts in request.POST.lists() if name not in NOT_ANSWERS for text in texts]
    return {"target": target, "answers": answers}


@never_cache
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. For staff it keeps their menu, and says that a page may be closed to their post, or is for applicants."""
    if request.path.startswith("/my/") and _is_staff(request):
        return render(request, "web/errors/404_my.html", status=404)
    if request.path.startswith("/desk/") and _is_staff(request):
        return render(request, "web/errors/404_desk.html", status=404)
    return render(request, "web/errors/404.html", status=404)


def _is_staff(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    try:
        return user is not None and user.is_authenticated and scopes.has_role(user)
    except DatabaseError:
        return False


@never_cache
def server_error(request: HttpRequest) -> HttpResponse:
    """500, with a number that the log also has, so that a report can be traced."""
    number = f"{clock.written(timezone.now(), '%Y%m%d%H%M%S')}-{secrets.token_hex(3)}"
    logger.error("error page %s: %s %s", number, request.method, request.path)
    return render(request, "web/errors/500.html", {"number": number}, status=500)
