"""Set language and large print: two harmless cookies, set by POST. The page and any answers on it are kept."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

PRINT_COOKIE = "wenjiu_print"
#: The pages that show filled-in values.
CARRYING = ("web:home", "web:visit", "web:try", "web:size", "web:roster")
ONE_YEAR = 365 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Carrier:
    """The form of a page that the buttons of the header send, with everything that is filled in there and not sent yet.

    `form`: its id. `do`: the value of its own button, which Enter presses in a field; empty where nothing is typed.
    """

    form: str
    do: str = ""


class _SameMethodRedirect(HttpResponseRedirect):
    """307: the browser repeats the POST, so the answers in its body reach the page again without being stored here."""

    status_code = 307


class _SeeOther(HttpResponseRedirect):
    status_code = 303


def wants_large_print(request: HttpRequest) -> bool:
    """Return whether the visitor turned large print on."""
    return request.COOKIES.get(PRINT_COOKIE) == "large"


@never_cache
@sensitive_post_parameters()
def set_language(request: HttpRequest) -> HttpResponse:
    """Store the chosen language (POST ``language``) and go back to the page (POST ``next``)."""
    response = back_to(request, wanted_page(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        _remember(response, request, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@never_cache
@sensitive_post_parameters()
def set_print(request: HttpRequest) -> HttpResponse:
    """Turn large print on or off (POST ``print`` is ``large`` or ``normal``) and go back to the page."""
    response = back_to(request, wanted_page(request))
    if request.POST.get("print") == "large":
        _remember(response, request, PRINT_COOKIE, "large")
    elif request.method == "POST":
        response.delete_cookie(PRINT_COOKIE, samesite="Lax")
    return response


# Read by the upload handler: the form of a page, with a file chosen in it, passes through on its way back.
set_language.passes_on = set_print.passes_on = True


def wanted_page(request: HttpRequest) -> str:
    """Return the page of this site to go back to (POST ``next``); the home page if that is none."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None) or not target.startswith("/"):
        return reverse("web:home")
    return target


def back_to(request: HttpRequest, target: str) -> HttpResponse:
    """Return a redirect to a page; the browser sends the answers along if the page shows them."""
    asked = request.POST.get("next") == wanted_page(request)  # else the target is only the home page instead
    keeps = request.POST.get("keep") == "answers" and asked and carries_answers(target)
    return _SameMethodRedirect(target) if keeps else _SeeOther(target)


def carries_answers(target: str) -> bool:
    """Return whether an address is a page that shows filled-in values; any other page is simply fetched again."""
    try:
        return resolve(urlsplit(target).path).view_name in CARRYING
    except Resolver404:
        return False


def _remember(response: HttpResponse, request: HttpRequest, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
