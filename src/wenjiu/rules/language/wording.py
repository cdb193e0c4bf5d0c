"""Fills in the names of a wording, and gives the public ids of conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .measures import Measure
from .nodes import DefinitionError
from .parameters import Param
from .text import Text


class Fill:
    """Fills in the names of a wording: ``{home}``, a figure of the branch, any parameter.

    `home`: name of the home district.
    `params`: the parameters of the policy by name.
    `values`: the values of a case; they override those in force on the day `on` (civil key).
    """

    def __init__(
        self,
        home: Text,
        params: Mapping[str, Param],
        measure: Measure,
        lang: str,
        values: Mapping[str, Any] | None,
        on: int,
    ) -> None:
        self.home, self.params, self.measure = home, params, measure
        self.lang, self.values, self.on = lang, values or {}, on

    def __call__(self, name: str) -> str:
        if name == "home":
            return self.home(self.lang)
        param = self.param(name)
        value = self.values.get(param.name)
        if value is None and param.name not in self.values:
            row = param.at(self.on)
            value = None if row is None else row.value
        said = None if value is None else param.type.word(param, value, self.on, self.lang)
        return param.show(None, self.lang) if said is None else said

    def param(self, name: str) -> Param:
        """Return the parameter of a name: of the branch, else of the policy."""
        for full in (f"{self.measure.code}.{name}", name):
            if full in self.params:
                return self.params[full]
        raise DefinitionError(f"{self.measure.defined_at}: the wording names {{{name}}}, which is no parameter")


def condition_id(measure: Measure, id: str) -> str:
    """Return the public id of a condition: 5.2.C4. General ids such as G1.C1 stay unchanged."""
    return id if "." in id else f"{measure.code}.{id}"
