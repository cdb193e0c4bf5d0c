"""What a visitor takes from the public check into a filing: answers to the questions of one measure.

The session holds them from the button "file this one" until the filing is begun, an hour at most. A filing that is begun
takes what fits its own questions, and the session forgets the rest.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from django.http import HttpRequest

#: The key of the session.
CARRIED = "wenjiu_carried"
#: Seconds for which answers are kept.
KEPT = 60 * 60
#: The most answers that are carried.
MOST = 100


def keep(request: HttpRequest, code: str, answers: Mapping[str, str]) -> None:
    """Keep answers for a filing of a measure, in place of what was kept before.

    Args:
        answers: typed text by fact key, each of which the check could read.
    """
    request.session[CARRIED] = {"code": code, "at": int(time.time()), "answers": dict(list(answers.items())[:MOST])}


def held(request: HttpRequest, codes: list[str]) -> dict[str, str]:
    """Return the kept answers by fact key where they are about one of some measures; empty otherwise, or after an hour."""
    found = request.session.get(CARRIED)
    if found is None:
        return {}
    if not 0 <= time.time() - found["at"] <= KEPT:
        drop(request)
        return {}
    return dict(found["answers"]) if found["code"] in codes else {}


def drop(request: HttpRequest) -> None:
    """Forget what is kept."""
    request.session.pop(CARRIED, None)
