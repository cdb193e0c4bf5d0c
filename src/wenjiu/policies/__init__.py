"""Policies as code: each policy is a package in this folder, and callers load it by name."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..rules.policy import Policy

DEFAULT = "chaoyang_2020"
READINGS = "WENJIU_READINGS"
#: Called with a policy as published; returns it with what the installation changed. A server has one function here
#: (wenjiu.bureau.rulebook); without a database there is none, and every policy is as published.
amending: list[Callable[[Policy], Policy]] = []


def names() -> list[str]:
    """Return the names of the policies in this installation: packages here that have a module `policy`."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg and any(m.name == "policy" for m in pkgutil.iter_modules([f"{__path__[0]}/{module.name}"])):
            found.append(module.name)
    return found


def load_policy(name: str = DEFAULT) -> Policy:
    """Return a policy by name, with what this installation changed. Raise KeyError with the names for an unknown one."""
    policy = published_policy(name)
    for amend in amending:
        policy = amend(policy)
    return policy


@cache
def published_policy(name: str = DEFAULT) -> Policy:
    """Return a policy as published, with the operator's readings. Raise KeyError with the names for an unknown one."""
    if name not in names():
        raise KeyError(f"no policy {name!r}; there are: {', '.join(names())}")
    module = importlib.import_module(f"{__name__}.{name}.policy")
    policy: Policy = module.policy
    letters = _operators_letters(name)
    return policy.with_letters(letters) if letters else policy


def _operators_letters(name: str) -> dict[str, str]:
    """Return the readings that the operator switched on: ``WENJIU_READINGS="A-3.4-1=B,other_policy:G3=B"``."""
    letters: dict[str, str] = {}
    for pair in filter(None, os.environ.get(READINGS, "").split(",")):
        owner, _, choice = pair.strip().rpartition(":")
        id, equals, letter = choice.partition("=")
        if not equals:
            raise KeyError(f"{READINGS}: {pair.strip()!r} is not ID=LETTER, such as A-3.4-1=B")
        if (owner or DEFAULT) == name:
            letters[id] = letter
    return letters
