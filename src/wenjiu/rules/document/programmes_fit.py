"""Refuses kinds of programmes that name what their policy does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..language.nodes import DefinitionError
from .programmes import Kind


def refuse_unfit(kinds: Mapping[str, Kind], measures: Mapping[str, Any], registers: Any) -> None:
    """Raise DefinitionError where a kind names a measure, a table or a column that there is not."""
    tables = {} if registers is None else {table.name: table for table in registers.tables}
    for kind in kinds.values():
        at = f"programmes.yaml: {kind.id}"
        if kind.part_of and kind.part_of not in kinds:
            raise DefinitionError(f"{at}: part_of {kind.part_of!r} is no kind")
        for out in kind.outputs:
            if out.table not in tables:
                raise DefinitionError(f"{at}: there is no table {out.table!r}")
            known = {*tables[out.table].facts, "event_date"}
            references = {"self", *tables[out.table].refers}
            unknown = sorted(set(out.facts) - known) + sorted({*out.parties, *out.refers} - references)
            if unknown:
                raise DefinitionError(f"{at}: {out.table} has no column {', '.join(unknown)}")
        for check in (*kind.checks, *(kind.listed.checks if kind.listed else ())):
            if check.check == "measure" and check.asks["measure"] not in measures:
                raise DefinitionError(f"{at}: there is no measure {check.asks['measure']!r}")
            if check.check == "stated":
                table, column = tables.get(check.asks["table"]), check.asks["column"]
                if table is None or column not in table.facts or check.asks["role"] not in table.refers:
                    raise DefinitionError(f"{at}: {check.asks['table']} has no column {column!r} for a role")
            if check.check == "declared":
                own = kind.listed.fields if "entry" in check.asks and kind.listed else kind.fields
                for name in check.asks.get("entry", (check.asks.get("field", ""),)):
                    if name not in {of.id for of in own}:
                        raise DefinitionError(f"{at}: there is no field {name!r}")
