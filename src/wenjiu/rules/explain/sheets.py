"""The parts that all answers of a measure share under the same letters and figures: wording, names, figures.

A sheet is created once per language, and answers copy from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...standards import civil
from ..evaluate.case import Case, Resolved
from ..evaluate.compiler import Program, Slot
from ..evaluate.in_force import InForce
from ..language.facts import Fact, Relation
from ..language.measures import Range
from ..language.parameters import Param
from ..language.readings import RECOMMENDED
from ..language.wording import condition_id
from ..ruleset import Ruleset
from .guides import amended

Show = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One condition of a sheet.

    `facts`: public name and position of each fact.
    `ruled`: those facts that are rulings of an official; an answer names them only where there is a ruling.
    `params`: its parameters by position.
    `figures`: the same by name with value, day and source.
    `own`: whether a case has its own part of a figure, or needs its own copy of a list in it.
    """

    id: str
    said: dict[str, Any]
    facts: tuple[tuple[str, int], ...]
    ruled: tuple[tuple[str, int], ...]
    params: tuple[int, ...]
    figures: tuple[tuple[str, dict[str, Any]], ...]
    own: bool


class Sheet:
    """The wording of a measure for one day.

    `program`: the measure compiled under the letters of the case.
    `resolved`: its parameters.
    `shows`: position of each fact whose public form differs from its value, and the function that writes it.
    `figures`: each parameter of a condition by its position, with value, day and source; the value of a map is None,
      because a case reads only some of its entries.
    """

    def __init__(
        self, rules: Ruleset, case: Case, program: Program, resolved: Mapping[str, Resolved], on: int, lang: str
    ) -> None:
        self.measure, self.lang = program.measure, lang
        self.fill = rules.fill(self.measure, lang, {name: r.value for name, r in resolved.items()}, on)
        self.names = rules.public_names(self.measure)
        self.shows = tuple((i, show) for i, f in enumerate(program.given) if (show := shown_by(f)) is not None)
        self.titles = [t.zh for t in self.measure.titles]
        self.readings = {id: case.letters.get(id, RECOMMENDED) for id in sorted(rules.computable_letters(self.measure))}
        self.version = f"{rules.document} v{rules.versions[0].number}"
        self.figures: dict[int, tuple[Param, dict[str, Any]]] = {}
        for k in {k for slot in program.slots for k in slot.params}:
            param = program.params[k]
            start = since(rules, case, param, resolved[param.name])
            self.figures[k] = (
                param,
                {
                    "value": None if param.type == "map" else param.public(resolved[param.name].value),
                    "from": civil.iso(start) if start else None,
                    "source": resolved[param.name].source(lang),
                },
            )
        self.rows = [self._row(program, slot) for slot in program.slots]
        self.repeated = len({row.id for row in self.rows}) < len(self.rows)
        self.caveats = self._caveats(rules, program, resolved, on)
        self.notes = [note(lang, self.fill) for note in self.measure.notes]

    def _row(self, program: Program, slot: Slot) -> Row:
        given, id = program.given, self.id_of(slot.require.id)
        facts = tuple((self.names.get(given[i].key, given[i].key), i) for i in slot.facts)
        figures = [self.figures[k] for k in slot.params]
        said = {
            "id": id,
            "clause": slot.require.clause or self.measure.clause,
            "result": None,
            "text": slot.require.text(self.lang, self.fill),
            "facts": None,
            "parameters": None,
        }
        return Row(
            id,
            said,
            facts,
            tuple((name, i) for name, i in facts if getattr(given[i], "ruling", "")),
            slot.params,
            tuple((param.name, figure) for param, figure in figures),
            any(param.type == "map" or isinstance(figure["value"], list) for param, figure in figures),
        )

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
        if weak and self.lang == "en":
            found.append(f"To be confirmed, taken from a secondary source: {', '.join(weak)}.")
        elif weak:
            found.append(f"以下参数来自转载，待确认：{'、'.join(weak)}。")
        return found


def sheet_of(
    rules: Ruleset, case: Case, program: Program, resolved: Mapping[str, Resolved], on: int, lang: str
) -> Sheet:
    """Return the sheet for a case; cases with the same figures in force share one sheet."""
    kept = resolved.kept if isinstance(resolved, InForce) else {}
    language = "en" if lang == "en" else "zh"
    found: Sheet | None = kept.get(language)
    if found is None:
        found = kept[language] = Sheet(rules, case, program, resolved, on, lang)
    return found


def since(rules: Ruleset, case: Case, param: Param, resolved: Resolved) -> int | None:
    """Return the first day (civil key) of the value used. For figures of the document it is the day of issue."""
    if param.stated and param.name not in case.params:
        return resolved.start or civil.of(rules.issued)
    return resolved.start or None


def shown_by(fact: Fact | Relation) -> Show | None:
    """Return the function that writes a known value in public: yuan as a string, dates in ISO; None: unchanged."""
    if isinstance(fact, Relation):
        shows = {name: shown_by(member) for name, member in fact.facts.items()}

        def member(row: Any) -> Any:
            return row and {k: v if v is None or (show := shows[k]) is None else show(v) for k, v in row.items()}

        return lambda rows: [member(row) for row in rows]
    return fact.type.public_form


def public(fact: Fact | Relation, value: Any) -> Any:
    """Return a fact's value in the public form: yuan as a string, dates in ISO."""
    show = shown_by(fact)
    return value if value is None or show is None else show(value)
