"""Give every page of the site its common context: version, language, large print, and current URL."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wenjiu.web.formats import policy_language
from wenjiu.web.preferences import wants_large_print


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor. It reads neither the policy nor posted data, so error pages can use it too."""
    english = policy_language() == "en"
    return {
        "site_version": settings.VERSION,
        "html_lang": "en" if english else "zh-Hans",
        "other_language": "zh-hans" if english else "en",
        "large_print": wants_large_print(request),
        "here": request.path,
    }
