"""How the amounts of a decision come about, as its documents say it, and whom a case counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.explained import workings_of
from wenjiu.bureau.cases.models import Case, Line
from wenjiu.bureau.documents.blocks import yuan
from wenjiu.bureau.documents.of_case import amount_of
from wenjiu.bureau.documents.wording import Words
from wenjiu.bureau.parties.models import Party


def workings(case: Case, lines: Sequence[Line], words: Words) -> list[str]:
    """Return how the amounts of granted lines come about by what the decision kept, equal ones together.

    A line has none where the rules do not explain what it was granted.
    """
    asked: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {
        line.no: ({"amount": f"{amount_of(line) / 100:.2f}"}, {}) for line in lines if amount_of(line)
    }
    same: dict[str, list[int]] = {}
    for no, texts in workings_of(case, asked).items():
        same.setdefault("；".join(texts), []).append(no)
    if len(lines) == 1:
        return [words("working", text=text) for text in same]
    if len(same) == 1 and [*same.values()] == [[line.no for line in lines]]:
        [text] = same
        total = yuan(words, sum(amount_of(line) for line in lines))
        return [words("working_each", text=text, n=len(lines), total=total)]
    return [words("working_of", lines="、".join(map(str, numbers)), text=text) for text, numbers in same.items()]


def counted(
    case: Case, lines: Sequence[Line], words: Words, granted: Sequence[Line] | None = None
) -> tuple[str, str] | None:
    """Return how many a case asks for, under its name; None for one thing that is no list.

    People are counted where the lines are people or the case has a list of people, else items.

    Args:
        granted: the lines that are granted, to be said as well.
    """
    claim = flows.policy_of(case).claims.get(case.measure)
    if claim is not None and claim.counted is not None:
        people = sum(line.people.count() for line in lines)
        return (words("people"), words("listed", n=people)) if people else None
    if claim is None or not claim.many:
        return None
    subjects = [role.party for line in lines for role in line.roles.all() if role.role == claim.subject]
    name = "people" if subjects and all(party.kind == Party.Kind.PERSON for party in subjects) else "items"
    if granted is None:
        return words(name), words(f"{name}_of", n=len(lines))
    return words(name), words(f"{name}_granted", n=len(lines), granted=len(granted))
