"""The parts that all answers of a measure share under the same letters and figures: wording, names, figures.

A sheet is created once per language, and answers copy from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...standards import civil
from ..evaluate.case import Case, Resolved
from ..evaluate.compiler import Program
from ..evaluate.in_force import InForce
from ..language.facts import Fact, Relation
from ..language.measures import Range
from ..language.parameters import Param
from ..language.readings import RECOMMENDED
from ..language.text import LISTED, T, language_of
from ..language.wording import condition_id
from ..ruleset import Ruleset
from .guides import amended
from .layout import layout_of, shown_by


class Sheet:
    """The wording of a measure for one day.

    `program`: the measure compiled under the letters of the case.
    `resolved`: its parameters.
    `layout`: the form of its conditions.
    `texts`: the wording of each condition.
    `figures`: each parameter in the program's order with value, day and source, None where no condition uses it. The
      value of a map is None, because a case reads only some of its entries.
    """

    def __init__(
        self, rules: Ruleset, case: Case, program: Program, resolved: Mapping[str, Resolved], on: int, lang: str
    ) -> None:
        self.measure, self.lang = program.measure, lang
        self.fill = rules.fill(self.measure, lang, {name: r.value for name, r in resolved.items()}, on)
        self.layout = layout_of(rules, program)
        self.texts = tuple(slot.require.text(lang, self.fill) for slot in program.slots)
        self.titles = [t.zh for t in self.measure.titles]
        self.readings = {id: case.letters.get(id, RECOMMENDED) for id in sorted(rules.computable_letters(self.measure))}
        self.version = f"{rules.document} v{rules.versions[0].number}"
        shown = {k for slot in program.slots for k in slot.params}
        self.figures = tuple(
            self._figure(rules, case, param, resolved[param.name]) if k in shown else None
            for k, param in enumerate(program.params)
        )
        self.caveats = self._caveats(rules, program, resolved, on)
        self.notes = [*self.caveats, *(note(lang, self.fill) for note in self.measure.notes)]

    def _figure(self, rules: Ruleset, case: Case, param: Param, resolved: Resolved) -> dict[str, Any]:
        start = since(rules, case, param, resolved)
        return {
            "value": None if param.type.keyed else param.public(resolved.value),
            "from": civil.iso(start) if start else None,
            "source": resolved.source(self.lang),
        }

    def id_of(self, id: str) -> str:
        """Return the public id of a condition of the measure."""
        return condition_id(self.measure, id)

    def range(self, award: Range) -> tuple[str, str]:
        """Return public id and wording of a range that an award must keep to."""
        return self.id_of(award.id), award.text(self.lang, self.fill)

    def _caveats(self, rules: Ruleset, program: Program, resolved: Mapping[str, Resolved], on: int) -> list[str]:
        """Return warnings about the version of the document and about figures that are not confirmed."""
        found = [] if rules.version_on(on).text_known else [amended(rules, self.lang, on)]
        used = ((p, resolved[p.name]) for p in program.params)
        weak = [p.label(self.lang) for p, r in used if not r.confirmed and r.value is not None]
        if weak:
            listed = LISTED(self.lang).join(weak)
            said = T(
                f"以下参数来自转载，待确认：{listed}。", f"To be confirmed, taken from a secondary source: {listed}."
            )
            found.append(said(self.lang))
        return found


def sheet_of(
    rules: Ruleset, case: Case, program: Program, resolved: Mapping[str, Resolved], on: int, lang: str
) -> Sheet:
    """Return the sheet for a case; cases with the same figures in force share one sheet."""
    kept = resolved.kept if isinstance(resolved, InForce) else {}
    language = language_of(lang)
    found: Sheet | None = kept.get(language)
    if found is None:
        found = kept[language] = Sheet(rules, case, program, resolved, on, lang)
    return found


def since(rules: Ruleset, case: Case, param: Param, resolved: Resolved) -> int | None:
    """Return the first day (civil key) of the value used. For figures of the document it is the day of issue."""
    if param.stated and param.name not in case.params:
        return resolved.start or civil.of(rules.issued)
    return resolved.start or None


def public(fact: Fact | Relation, value: Any) -> Any:
    """Return a fact's value in the public form: yuan as a string, dates in ISO."""
    show = shown_by(fact)
    return value if value is None or show is None else show(value)
