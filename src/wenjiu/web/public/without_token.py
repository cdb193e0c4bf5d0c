"""Views that answer a form and change nothing, and so take it without a CSRF token (docs/decisions/frame.md).

Whoever signs in gets a new token, and a page that was open before in another tab still has the old one. The check of a
visitor who signed in to file something would be refused, with all its answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

View = TypeVar("View", bound=Callable[..., HttpResponse])


def changes_nothing(view: View) -> View:
    """Declare that a view writes to no session, cookie or database, and that its page depends on the posted fields alone."""
    exempt: View = csrf_exempt(view)
    return exempt
