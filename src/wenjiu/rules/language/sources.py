"""Suppliers of facts: a closed table, each with the provision that allows the fact to be asked or looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from .checked import CheckedFile
from .facts import Fact, Relation
from .nodes import DefinitionError
from .text import T, Text

APPLICANT, REGISTER, AWARD, OFFICIAL, CLOCK = "applicant", "register", "award", "official", "clock"
#: Who can supply a fact.
KINDS = {
    APPLICANT: T("由申请人说明", "asked of the applicant"),
    REGISTER: T("查询登记信息", "looked up in a register"),
    AWARD: T("查询发放记录", "taken from past awards"),
    OFFICIAL: T("由审核人员认定", "ruled by an official"),
    CLOCK: T("按办理时间", "known from the case itself"),
}


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who supplies a fact, and the provision that allows it. `confirmed`: the provision is certain."""

    id: str
    kind: str
    name: Text
    provision: Text
    confirmed: bool


#: The suppliers of a policy that names none.
PLAIN = {
    id: Supplier(id, kind, KINDS[kind], T("条文规定的条件", "the conditions of the clause"), confirmed=False)
    for id, kind in (
        ("declared", APPLICANT),
        ("application", APPLICANT),
        ("past awards", AWARD),
        ("official", OFFICIAL),
        ("clock", CLOCK),
    )
}


def load_suppliers(path: Path) -> dict[str, Supplier]:
    """Return the suppliers of a file by id. DefinitionError names file and field of a wrong entry."""
    return _File(path.name).suppliers(read_yaml(path, DefinitionError))


def refuse_unknown(suppliers: Mapping[str, Supplier], facts: Mapping[str, Fact | Relation], of: str) -> None:
    """Raise DefinitionError for a fact whose source is not in the table. `of` names the measure or vocabulary."""
    for name, fact in facts.items():
        for one in _single(fact):
            if one.source not in suppliers:
                raise DefinitionError(
                    f"{of}: fact {name} ({one.key}): source {one.source!r} is no supplier; there are {', '.join(suppliers)}"
                )


def _single(fact: Fact | Relation) -> Iterator[Fact]:
    if isinstance(fact, Relation):
        yield from fact.facts.values()
    else:
        yield fact


class _File(CheckedFile):
    """One file while it is read. Every error names its place."""

    def suppliers(self, raw: Any) -> dict[str, Supplier]:
        data = self.mapping(raw, "", ("provisions", "suppliers"))
        provisions = {
            id: (self.text(p, f"provisions.{id}", ("confirmed",)), p["confirmed"] is True)
            for id, p in self.names(data["provisions"], "provisions")
        }
        return {
            id: self.supplier(id, s, f"suppliers.{id}", provisions)
            for id, s in self.names(data["suppliers"], "suppliers")
        }

    def supplier(self, id: str, raw: Any, at: str, provisions: Mapping[str, tuple[Text, bool]]) -> Supplier:
        name = self.text(raw, at, ("kind", "provision"))
        provision, confirmed = provisions[self.known(raw["provision"], provisions, f"{at}.provision")]
        return Supplier(id, self.known(raw["kind"], KINDS, f"{at}.kind"), name, provision, confirmed)
