"""Give every page of the site its common context: version, language, large print, and current URL."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wenjiu.rules.language.text import T
from wenjiu.web.formats import policy_language
from wenjiu.web.preferences import wants_large_print


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor. It reads neither the policy nor posted data, so error pages can use it too."""
    language = policy_language()
    return {
        "site_version": settings.VERSION,
        "html_lang": T("zh-Hans", "en")(language),
        "other_language": T("en", "zh-hans")(language),
        "large_print": wants_large_print(request),
        "here": request.path,
    }
