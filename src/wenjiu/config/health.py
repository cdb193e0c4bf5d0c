"""The health page for the operator's monitor: no sign-in, no personal data, no version."""

import logging

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wenjiu.config import policy_texts, queries

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and has every migration, else 503.

    ``policy`` tells whether an official text is loaded. Without one the rules work all the same, so it does not make
    the installation ill.
    """
    try:
        unapplied = queries.unapplied_migrations()
        state = {"database": "ok", "migrations": "missing" if unapplied else "ok"}
    except Error:
        logger.exception("The database does not answer the health page")
        state = {"database": "unreachable", "migrations": "unknown"}
    healthy = set(state.values()) == {"ok"}
    state["policy"] = "loaded" if policy_texts.loaded() else "not loaded"
    return JsonResponse({"status": "ok" if healthy else "failing", **state}, status=200 if healthy else 503)
