"""Set response headers that neither Django nor django-csp sets."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_vary_headers

#: Device features that no page of Wenjiu uses.
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def permissions_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse device access for every page."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return answer


def vary_by_language_cookie(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Add the language cookie to ``Vary`` where the language of a page or download depends on the browser.

    Django's LocaleMiddleware, which follows this one, reads both and names only the browser's header. The API ignores
    cookies and does not need this.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if has_vary_header(response, "Accept-Language") and not request.path_info.startswith("/api/"):
            patch_vary_headers(response, ("Cookie",))
        return response

    return answer
