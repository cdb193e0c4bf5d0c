"""What a request for a correction holds: the column behind a fact, and the value that is read from typed text. Pure."""

from __future__ import annotations

from typing import Any

from wenjiu.bureau.registry.values import columns_of, registers_of, stored
from wenjiu.rosters.cells import closed
from wenjiu.rosters.columns import choices_of
from wenjiu.rules.ask.answers import read_fact
from wenjiu.rules.ask.typed import clean
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy


def column_of(policy: Policy, table: str, fact: Fact) -> str | None:
    """Return the column of a table that states a fact, or the fact that it is the same as; None where none does."""
    same = registers_of(policy).same
    names = {id(fact)}
    while fact in same:
        fact = same[fact]
        names.add(id(fact))
    return next((column for column, held in columns_of(policy, table).facts.items() if id(held) in names), None)


def read_value(policy: Policy, fact: Fact, text: str) -> Any:
    """Return a typed text as the value that a row holds. Raise `Unreadable` where it is none."""
    text = clean(text)
    known = closed(policy, fact, choices_of(policy, fact), text) if text else None
    return stored(fact, known if known is not None else read_fact(fact, text))
