"""Give every page of the site its common context: version, language, large print, day of the answer, and current URL."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import urlencode

from wenjiu.rules.language.text import T
from wenjiu.standards import civil
from wenjiu.web.day import is_other_day, kept_query, with_day
from wenjiu.web.formats import policy_language
from wenjiu.web.preferences import wants_large_print


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor. It reads neither the policy nor posted data, so error pages can use it too."""
    kept = kept_query(request.GET)
    language = policy_language()
    return {
        "site_version": settings.VERSION,
        "html_lang": T("zh-Hans", "en")(language),
        "other_language": T("en", "zh-hans")(language),
        "large_print": wants_large_print(request),
        "here": with_day(request.path),
        "answer_day": civil.date(civil.answer_day()),
        "real_today": civil.date(civil.today()),
        "other_day": is_other_day(),
        "kept_query": kept,
        "here_today": f"{request.path}?{urlencode(kept)}" if kept else request.path,
    }
