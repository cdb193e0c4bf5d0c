"""Translates one measure of a policy to columns, with the parameters of each row's own day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...rules.language.facts import Fact
from ...rules.language.parameters import Param
from ...rules.language.readings import RECOMMENDED
from ...rules.policy import Policy
from ..columns.builder import Builder
from ..columns.expr import Expr
from ..columns.figures import Figures
from ..columns.numbers import Num
from .lowering import Lowering, Source
from .verdicts import Verdict


def lowered(
    b: Builder,
    policy: Policy,
    code: str,
    source: Source,
    *,
    on: int,
    letters: Mapping[str, str] | None,
    own: Mapping[str, Any],
) -> Verdict:
    """Return the columns of a measure.

    `on`: the day of the screening (civil key).
    `letters`: the chosen readings; letters that the measure cannot compute are ignored.
    `own`: parameters that replace those of the policy.
    """
    measure = policy.measures[code]
    able = policy.computable_letters(measure)
    chosen = None
    if letters is not None:
        chosen = {id: letter for id, letter in letters.items() if letter in able.get(id, ()) and letter != RECOMMENDED}
    program = policy.program(code, chosen)
    figures = Figures(b, _day(b, policy, code, source, on), on, own, policy.book)
    unlisted = {
        id(measure.vocabulary.names[name]): codes
        for name, codes in measure.vocabulary.none_unless_listed.items()
        if isinstance(codes, Param)
    }
    return Verdict(Lowering(b, program, source, figures, unlisted), policy.public_names(measure))


def _day(b: Builder, policy: Policy, code: str, source: Source, on: int) -> Expr:
    """Return the day that selects parameters (`Policy.day`): the row's trigger date, or the day of the screening."""
    found = []
    for fact in policy.program(code).leaves(policy.measures[code].trigger):
        if isinstance(fact, Fact):
            known = source.fact(fact)
            found.append(known.value if isinstance(known, Num) else known)
    return b.coalesce(*found, b.const(on))
