"""What a visitor takes from the public check into a filing: answers to the questions of one measure.

The session holds them from the button "file this one" until the filing is begun, an hour at most. A filing that is begun
takes what fits its own questions. Of the rest the session keeps what a register answers too, so that the form can say
beside the registered value what the visitor answered.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

#: The keys of the session: what waits for a filing, and what was answered beside the registers.
CARRIED, BESIDE = "wenjiu_carried", "wenjiu_beside"
#: Seconds for which answers are kept.
KEPT = 60 * 60
#: The most answers that are carried.
MOST = 100


@dataclass(frozen=True)
class Carried:
    """Answers of a visit.

    `answers`: typed text by fact key.
    `given`: fact key -> key of the question that was answered, where one answer holds for several facts.
    `total`: how many questions the visitor answered, as the result of the check counts them.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    total: int = 0

    def questions(self, facts: Mapping[str, object]) -> set[str]:
        """Return the keys of the questions whose answers are those to some facts."""
        return {self.given.get(key, key) for key in facts}


def keep(request: HttpRequest, code: str, taken: Carried) -> None:
    """Keep answers for a filing of a measure, in place of what was kept before."""
    answers = dict(list(taken.answers.items())[:MOST])
    given = {key: asked for key, asked in taken.given.items() if key in answers}
    request.session[CARRIED] = {
        "code": code, "at": int(time.time()), "answers": answers, "given": given, "total": taken.total,
    }  # fmt: skip


def held(request: HttpRequest, codes: list[str]) -> Carried:
    """Return the kept answers where they are about one of some measures; none otherwise, or after an hour."""
    found = request.session.get(CARRIED)
    if found is None:
        return Carried()
    if not 0 <= time.time() - found["at"] <= KEPT:
        drop(request)
        return Carried()
    if found["code"] not in codes or not found["answers"]:
        return Carried()
    return Carried(found["answers"], found.get("given", {}), found.get("total", len(found["answers"])))


def waits(request: HttpRequest) -> int:
    """Return how many answers wait for a filing that is not begun yet, whichever it is."""
    found = request.session.get(CARRIED)
    return held(request, [found["code"]]).total if found is not None else 0


def drop(request: HttpRequest) -> None:
    """Forget what waits for a filing."""
    request.session.pop(CARRIED, None)


def keep_beside(request: HttpRequest, filing: int, answers: Mapping[str, str]) -> None:
    """Keep the answers, by fact key, that a filing does not take because the registers answer the same."""
    if answers:
        request.session[BESIDE] = {"filing": filing, "answers": dict(answers)}
    else:
        request.session.pop(BESIDE, None)


def beside(request: HttpRequest, filing: int) -> dict[str, str]:
    """Return the answers, by fact key, that a filing did not take because the registers answer the same."""
    found = request.session.get(BESIDE)
    return dict(found["answers"]) if found is not None and found["filing"] == filing else {}
