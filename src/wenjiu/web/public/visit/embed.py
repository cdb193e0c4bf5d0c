"""The visit in a frame on a partner's page. Nothing else of the site may be shown in a frame.

The views are exempt from CSRF protection. A browser sends no cookie of this site from a frame of another site, so a
token that is compared with a cookie would refuse every answer. Such a token also protects nothing here: the visit has
no account, session or cookie, changes nothing and stores nothing, and its page depends on the posted fields alone.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from wenjiu.rules.language.text import T
from wenjiu.web.formats import policy_language
from wenjiu.web.frames import Frame, FrameError, origins, read_frame, style_sheet
from wenjiu.web.public.visit import views

#: Django's tags of the languages.
TAGS = {"zh": "zh-hans", "en": "en"}


@csrf_exempt  # see above
def embed(request: HttpRequest) -> HttpResponse:
    """Show the next page of a visit in a frame. The fields are those of `wenjiu.web.public.visit.views.visit`.

    The query names colours (``accent``, ``ink``) and language (``lang``). Without WENJIU_FRAME_HOSTS there is no frame.
    """
    return _framed(request, lambda: views.visit(request))


@csrf_exempt  # see above
def save(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Return a copy of the reasons to keep, as `wenjiu.web.public.visit.views.save` does."""
    return _framed(request, lambda: views.save(request, code, form))


@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """Return the colours of a frame as a style sheet."""
    _refuse_without_hosts()
    try:
        return HttpResponse(style_sheet(read_frame(request.GET)), content_type="text/css; charset=utf-8")
    except FrameError as error:
        return HttpResponse(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")


def _framed(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Return a page that the hosts of the setting, and no others, may show in a frame."""
    _refuse_without_hosts()
    try:
        frame, error = read_frame(request.GET), None
    except FrameError as found:
        frame, error = Frame(), found
    request.frame = frame  # `frames.frame_of` reads it
    with translation.override(TAGS[frame.language or policy_language()]):
        response = answer() if error is None else _refused(request, error)
        response.headers["Content-Language"] = T("zh-hans", "en")(policy_language())
    response.xframe_options_exempt = True  # it can name no host; frame-ancestors does
    response._csp_replace = {"frame-ancestors": origins()}
    return response


def _refused(request: HttpRequest, error: FrameError) -> HttpResponse:
    return render(request, "web/embed/refused.html", {"error": error}, status=400)


def _refuse_without_hosts() -> None:
    if not settings.WENJIU_FRAME_HOSTS:
        raise Http404("WENJIU_FRAME_HOSTS names no host")
