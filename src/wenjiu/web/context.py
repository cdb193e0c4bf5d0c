"""Give every page of the site its common context: version, language, large print, and current URL."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wenjiu.rules.language.text import T
from wenjiu.web.formats import policy_language
from wenjiu.web.frames import Frame, frame_of, origins
from wenjiu.web.preferences import wants_large_print


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor. It reads neither the policy nor posted data, so error pages can use it too."""
    language, frame = policy_language(), frame_of(request)
    return {
        "site_version": settings.VERSION,
        "html_lang": T("zh-Hans", "en")(language),
        "other_language": T("en", "zh-hans")(language),
        "large_print": wants_large_print(request),
        "here": request.path,
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
