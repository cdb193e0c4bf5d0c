"""Finds the measures that the clause modules of a policy define, so that a new clause is one new file."""

from __future__ import annotations

import importlib
import pkgutil
import re

from ..rules.language.measures import Measure
from ..rules.ruleset import by_code

#: The name of a clause module: c5_2 for clause 5.2.
NAME = re.compile(r"c\d+(_\d+)*")


def measures_of(package: str) -> dict[str, Measure]:
    """Return the measures that the clause modules of a package define, by code, in the order of the clauses.

    `package`: full name of the policy's package, in dotted form. Only measures at the top level of a module count.
    """
    path = importlib.import_module(package).__path__
    names = [m.name for m in pkgutil.iter_modules(path) if NAME.fullmatch(m.name)]
    modules = [importlib.import_module(f"{package}.{name}") for name in names]
    return by_code(value for module in modules for value in vars(module).values() if isinstance(value, Measure))
