"""The form of the conditions in an answer, written once per program as one Python function.

All answers of a program name the same conditions, facts and figures; results, values and wording differ. The names
are constants of the function, so an answer costs no loops over them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ..evaluate.compiler import Program, Slot
from ..evaluate.results import FAILED, MET, MOST, NOT_APPLICABLE, UNKNOWN
from ..language.facts import Fact, Relation
from ..language.parameters import Param
from ..language.wording import condition_id
from ..ruleset import Ruleset

Show = Callable[[Any], Any]
RANK = {FAILED: 0, UNKNOWN: 1, MET: 2, NOT_APPLICABLE: 3}


class Layout:
    """The conditions of a program as the contract's objects.

    `ids`: the public id of each condition.
    `order`: the function (results) -> the conditions in display order; None for the order of the definition.
    `write`: the function (facts, results, texts, figures, own figure) -> one object per condition. Facts, results and
      figures are in the program's order. `own figure` returns the figure at a position for one answer alone.
    """

    def __init__(self, rules: Ruleset, program: Program) -> None:
        self.program, self.names = program, rules.public_names(program.measure)
        self.ids = tuple(condition_id(program.measure, slot.require.id) for slot in program.slots)
        self.order = lru_cache(maxsize=MOST)(self._order)
        self.write: Callable[..., list[dict[str, Any]]] = self._compiled()

    def name(self, fact: Fact | Relation) -> str:
        """Return the public name of a fact."""
        return self.names.get(fact.key, fact.key)

    def _order(self, results: tuple[str, ...]) -> tuple[int, ...] | None:
        """Return the conditions with the failed ones first. Of conditions with one id, the first one counts."""
        found: dict[str, int] = {}
        for k, id in enumerate(self.ids):
            if id not in found or RANK[results[k]] < RANK[results[found[id]]]:
                found[id] = k
        order = tuple(sorted(found.values(), key=lambda k: RANK[results[k]]))
        return None if order == tuple(range(len(results))) else order

    def _compiled(self) -> Callable[..., list[dict[str, Any]]]:
        program = self.program
        helpers: dict[str, Callable[..., Any]] = {"stated": _stated}
        out = ["def write(F, R, T, P, own):", *program.arguments()]
        for unpacked, of in (("c", "R"), ("t", "T")):
            if program.slots:
                out.append(f"    {', '.join(f'{unpacked}{k}' for k in range(len(program.slots)))}, = {of}")
        for i, fact in enumerate(program.given):
            show, name = shown_by(fact), program.names[id(fact)]
            if show is not None:
                helpers[f"show{i}"] = show
                out.append(f"    {name} = None if {name} is None else show{i}({name})")
        rows = [self._row(k, slot) for k, slot in enumerate(program.slots)]
        return program.make("write", [*out, "    return [", *(f"        {row}," for row in rows), "    ]"], helpers)

    def _row(self, k: int, slot: Slot) -> str:
        program = self.program
        given = [program.given[i] for i in slot.facts]
        facts = _display({self.name(fact): program.names[id(fact)] for fact in given})
        rulings = tuple(self.name(fact) for fact in given if getattr(fact, "ruling", ""))
        figures = {program.params[i].name: _figure(i, program.params[i]) for i in slot.params}
        said = {
            "id": repr(self.ids[k]),
            "clause": repr(slot.require.clause or program.measure.clause),
            "result": f"c{k}",
            "text": f"t{k}",
            "facts": f"stated({facts}, {rulings!r})" if rulings else facts,
            "parameters": _display(figures),
        }
        return _display(said)


def layout_of(rules: Ruleset, program: Program) -> Layout:
    """Return the layout of a program; it is created once."""
    found: Layout | None = program.kept.get("layout")
    if found is None:
        found = program.kept["layout"] = Layout(rules, program)
    return found


def shown_by(fact: Fact | Relation) -> Show | None:
    """Return the function that writes a known value in public: yuan as a string, dates in ISO; None: unchanged."""
    if isinstance(fact, Relation):
        shows = {name: shown_by(member) for name, member in fact.facts.items()}

        def member(row: Any) -> Any:
            return row and {k: v if v is None or (show := shows[k]) is None else show(v) for k, v in row.items()}

        return lambda rows: [member(row) for row in rows]
    return fact.type.public_form


def _display(entries: dict[str, str]) -> str:
    """Return the source of a dict of names and expressions."""
    return f"{{{', '.join(f'{name!r}: {value}' for name, value in entries.items())}}}"


def _figure(i: int, param: Param) -> str:
    return f"p{i}.copy()" if param.type.plain else f"own({i})"


def _stated(facts: dict[str, Any], rulings: tuple[str, ...]) -> dict[str, Any]:
    """Return the facts of a condition without the rulings of an official that there are none of."""
    return {name: value for name, value in facts.items() if value is not None or name not in rulings}
