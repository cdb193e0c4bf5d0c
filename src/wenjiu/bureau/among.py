"""The look-up ``__among``: a value is one of a list. The list is one parameter, however long, where ``__in`` has many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignObject, Lookup


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """``key__among=keys``: the same rows as ``key__in=list(keys)``."""

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Iterable[Any]) -> None:
        super().__init__(lhs, list(rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the condition and its parameters. With an empty list there is nothing to ask the database for."""
        if not self.rhs:
            raise EmptyResultSet
        of, params = self.process_lhs(compiler, connection)
        type = "text" if self.lhs.output_field.get_internal_type() in ("CharField", "TextField") else "bigint"
        return f"{of} = ANY(%s::{type}[])", [*params, self.rhs]
