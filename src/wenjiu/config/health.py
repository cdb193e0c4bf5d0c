"""Serve the health page for the operator's monitor: no sign-in, no personal data, no version."""

import logging
import threading
import time

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wenjiu.config import limits, policy_texts, queries

logger = logging.getLogger(__name__)

UNREACHABLE = {"database": "unreachable", "migrations": "unknown"}


class Question:
    """One question to the database. Its own thread asks it, because a database may hang."""

    def __init__(self) -> None:
        self._until = time.monotonic() + limits.HEALTH_SECONDS
        self._state = UNREACHABLE
        self.answered = threading.Event()
        threading.Thread(target=self._ask, name="health", daemon=True).start()

    def _ask(self) -> None:
        try:
            missing = queries.unapplied_migrations()
            self._state = {"database": "ok", "migrations": "missing" if missing else "ok"}
        except Error:
            logger.exception("The database does not answer the health page")
        finally:
            connection.close()  # this thread's own
            self.answered.set()

    def state(self) -> dict[str, str]:
        """Return the database's answer, or that none came in time. Later callers wait no longer than the first."""
        in_time = self.answered.wait(max(0.0, self._until - time.monotonic()))
        return dict(self._state if in_time else UNREACHABLE)


_lock = threading.Lock()
_last: Question | None = None


def _question() -> Question:
    """Return a new question, or the unanswered one: a question that hangs takes one thread and one connection."""
    global _last
    with _lock:
        if _last is None or _last.answered.is_set():
            _last = Question()
        return _last


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers in time and has every migration, else 503.

    ``policy`` says whether an official text is loaded. The rules work without one, so a missing text does not make the
    status 503.
    """
    state = _question().state()
    healthy = set(state.values()) == {"ok"}
    state["policy"] = "loaded" if policy_texts.loaded() else "not loaded"
    return JsonResponse({"status": "ok" if healthy else "failing", **state}, status=200 if healthy else 503)
