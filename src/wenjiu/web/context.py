"""Give every page of the site its common context: version, language, large print, day of the answer, and current URL."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import urlencode

from wenjiu.rules.language.text import T
from wenjiu.standards import civil
from wenjiu.web.day import is_other_day, kept_query, path_of, with_day
from wenjiu.web.formats import policy_language
from wenjiu.web.frames import Frame, frame_of, origins
from wenjiu.web.preferences import wants_large_print


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor. It reads neither the policy nor posted data, so error pages can use it too."""
    language, frame, kept, path = policy_language(), frame_of(request), kept_query(request.GET), path_of(request)
    return {
        "site_version": settings.VERSION,
        "html_lang": T("zh-Hans", "en")(language),
        "other_language": T("en", "zh-hans")(language),
        # Public pages do not read the session: its cookie is enough to offer a way back.
        "signed": settings.SESSION_COOKIE_NAME in request.COOKIES,
        "large_print": wants_large_print(request),
        "path": path,
        "here": with_day(path),
        "answer_day": civil.date(civil.answer_day()),
        "real_today": civil.date(civil.today()),
        "other_day": is_other_day(),
        "kept_query": kept,
        "here_today": f"{path}?{urlencode(kept)}" if kept else path,
        **(_of_the_site() if frame is None else _of_a_frame(frame, language)),
    }


def _of_the_site() -> dict[str, Any]:
    return {"frame": None, "page_base": "web/base.html", "visit_page": "web:visit", "save_page": "web:save"}


def _of_a_frame(frame: Frame, language: str) -> dict[str, Any]:
    return {
        "frame": frame,
        "page_base": "web/embed/base.html",
        "visit_page": "web:embed",
        "save_page": "web:embed_save",
        "frame_query": frame.query(),
        "frame_other_language": frame.query(lang=T("en", "zh")(language)),
        "frame_origins": " ".join(origins()),
    }
