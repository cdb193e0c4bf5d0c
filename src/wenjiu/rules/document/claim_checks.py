"""Refuses claims that do not fit the measures, registers, parameters and readings of their policy."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..language import fact_types
from ..language.facts import Fact, Relation
from ..language.measures import Measure
from ..language.nodes import DefinitionError
from ..language.sources import AWARD, Supplier
from .claims import DATED_PARTS, FILER, Awarded, Claim, Claims
from .registers import Registers, Table

Accepted = Mapping[str, Mapping[str, object]]

_TYPE_OF = {
    "any": fact_types.YES_NO,
    "months": fact_types.COUNT,
    "years": fact_types.YEARS,
    "amount": fact_types.YUAN,
    "first": fact_types.DAY,
    "which": fact_types.CHOICE,
}


def refuse_unfit(
    claims: Claims,
    measures: Mapping[str, Measure],
    accepted: Accepted,
    registers: Registers | None,
    params: Collection[str],
    letters: Mapping[str, Collection[str]],
) -> None:
    """Raise DefinitionError for a measure without a claim, and for a name in a claim that the policy does not have.

    `accepted`: code -> public name -> fact.
    `letters`: reading -> its letters.
    """
    for code in measures:
        if code not in claims and code not in claims.tried:
            raise DefinitionError(f"{claims.name}: claims.{code}: is missing; every measure has a claim")
    for code, claim in claims.items():
        at = f"{claims.name}: claims.{code}"
        if code not in measures or registers is None:
            raise DefinitionError(f"{at}: there is no such measure, or the policy has no registers")
        for change in claim.changes:
            for id, letter in change.under.items():
                _known(f"{at}.changes.under", f"{id} {letter}", [f"{r} {x}" for r, xs in letters.items() for x in xs])
        table = registers.subject(code)
        for one in (claim, *(claim.under(change.under) for change in claim.changes)):
            _Check(at, one, measures[code], table, registers).all(accepted[code], params)
    known = {fact.key for facts in accepted.values() for fact in facts.values() if isinstance(fact, Fact)}
    for key in claims.first:
        _known(f"{claims.name}: first", key, sorted(known))
    for key, awarded in claims.awarded.items():
        _awarded(f"{claims.name}: awarded.{key}", key, awarded, claims, accepted)


def refuse_unanswered(claims: Claims, accepted: Accepted, suppliers: Mapping[str, Supplier]) -> None:
    """Raise DefinitionError where past awards supply a fact without `Awarded`, or an `Awarded` has another supplier."""
    for code, names in accepted.items():
        for name, fact in names.items():
            if not isinstance(fact, Fact) or code in claims.tried:
                continue
            answered = fact.key in claims.awarded
            if answered != (suppliers[fact.source].kind == AWARD):
                what = f"the source of {name} is {fact.source!r}" if answered else f"is missing; {code} asks {name}"
                raise DefinitionError(f"{claims.name}: awarded.{fact.key}: {what}")


class _Check:
    """One claim while it is checked, under one set of letters."""

    def __init__(self, at: str, claim: Claim, measure: Measure, table: Table, registers: Registers) -> None:
        self.at, self.claim, self.measure, self.table, self.registers = at, claim, measure, table, registers

    def all(self, accepted: Mapping[str, object], params: Collection[str]) -> None:
        self.parties()
        self.parts()
        self.facts(accepted)
        self.limits(params)

    def parties(self) -> None:
        """Refuse an unknown column, role or payee, and a payee who is no party."""
        claim = self.claim
        for role, columns in claim.roles.items():
            for column in columns:
                if column != FILER:
                    self.column(column, f"{self.at}.roles.{role}")
        for thing, column in claim.things.items():
            if thing in claim.roles:
                raise DefinitionError(f"{self.at}.things.{thing}: is also a role")
            self.column(column, f"{self.at}.things.{thing}")
        for kind, roles in claim.files.items():
            for role in roles:
                _known(f"{self.at}.files.{kind}", role, claim.roles)
        for payee, role in claim.pays.items():
            _known(f"{self.at}.pays", payee, self.measure.payees)
            _known(f"{self.at}.pays.{payee}", role, claim.roles)
        for payee in {pay.payee for pay in self.measure.pays} - set(claim.pays):
            raise DefinitionError(f"{self.at}.pays.{payee}: is missing; the measure pays this payee")

    def column(self, path: str, at: str) -> None:
        """Refuse a path of columns that the subject's table does not have: its key, or references to follow."""
        table = self.table
        *through, last = path.split(".")
        for step in through:
            _known(at, step, table.refers)
            table = self.registers[table.refers[step]]
        _known(at, last, (table.key, *table.refers))

    def parts(self) -> None:
        """Refuse a part of the key, a subject or a cap over something that the claim does not have."""
        claim = self.claim
        named = (*claim.roles, *claim.things)
        _known(f"{self.at}.subject", claim.subject, named)
        for part in claim.key:
            _known(f"{self.at}.key", part, (*named, *DATED_PARTS))
        for part in claim.cap.per if claim.cap is not None else ():
            _known(f"{self.at}.cap.per", part, named)
        if bool(claim.once_group) != bool(claim.once_role):
            raise DefinitionError(f"{self.at}.once_group: goes together with once_role")
        if claim.once_role:
            _known(f"{self.at}.once_role", claim.once_role, claim.roles)
        needs = {
            "year": (claim.year_of, "year_of"),
            "day": (claim.day_of, "day_of"),
            "months": (claim.months_of, "months_of"),
        }
        for part, (given, name) in needs.items():
            if not given and (part in claim.key or part == claim.period):
                raise DefinitionError(f"{self.at}.{name}: is missing; the key or the period needs it")
        for part in ("year", "months"):
            if claim.period == part and part not in claim.key:
                raise DefinitionError(f"{self.at}.key: a claim for each {part} needs {part} in its key")

    def facts(self, accepted: Mapping[str, object]) -> None:
        """Refuse a fact that the measure does not accept, or of another type than its place needs."""
        claim = self.claim
        wanted: list[tuple[str, str, tuple[fact_types.FactType, ...]]] = [
            ("year_of", claim.year_of, (fact_types.YEAR, fact_types.DAY)),
            ("day_of", claim.day_of, (fact_types.DAY,)),
        ]
        if claim.months_of is not None:
            of = claim.months_of
            wanted += [("months_of", name, (fact_types.DAY,)) for name in (of.first, of.last)]
            wanted += [("months_of", of.count, (fact_types.COUNT,)), ("months_of", of.year, (fact_types.YEAR,))]
        if claim.counted is not None:
            for name in claim.counted.facts:
                if not isinstance(accepted.get(name), Relation):
                    wanted.append(("counted.facts", name, (fact_types.COUNT,)))
            if claim.counted.table:
                _known(f"{self.at}.counted.table", claim.counted.table, [t.name for t in self.registers.tables])
        for place, listed in (("once_facts", claim.once_facts), ("anew", claim.anew)):
            for name in listed:
                _known(f"{self.at}.{place}", name, accepted)
        wanted += [("each", name, (fact_types.COUNT,)) for name in claim.each]
        for place, name, types in wanted:
            if name:
                _known(f"{self.at}.{place}", name, accepted)
                fact = accepted[name]
                if not isinstance(fact, Fact) or fact.type not in types:
                    names = " or ".join(t.name for t in types)
                    raise DefinitionError(f"{self.at}.{place}: the fact {name} is no {names}")

    def limits(self, params: Collection[str]) -> None:
        """Refuse a limit whose parameter does not exist, and slots without a number."""
        claim = self.claim
        if (claim.period == "slot") != bool(claim.slots):
            raise DefinitionError(f"{self.at}.slots: goes together with the period slot")
        for place, most in (("slots", claim.slots), ("cap.most", claim.cap.most if claim.cap is not None else 0)):
            if isinstance(most, str):
                _known(f"{self.at}.{place}", most, params)


def _awarded(at: str, key: str, awarded: Awarded, claims: Claims, accepted: Accepted) -> None:
    facts = {
        code: fact
        for code, names in accepted.items()
        for fact in names.values()
        if isinstance(fact, Fact) and fact.key == key
    }
    if not facts:
        raise DefinitionError(f"{at}: no measure accepts this fact")
    fact = next(iter(facts.values()))
    if fact.type is not _TYPE_OF[awarded.gives]:
        raise DefinitionError(f"{at}.gives: {awarded.gives} is no {fact.type.name}, which the fact is")
    for code in awarded.codes:
        _known(f"{at}.codes", code, claims)
        if awarded.gives == "which":
            _known(f"{at}.codes", code, fact.options)
    for code in (*awarded.codes, *(code for code in facts if code in claims)):
        for part in awarded.same:
            _known(f"{at}.same (of {code})", part, (*claims[code].roles, *claims[code].things))
        if awarded.year and not claims[code].year_of:
            raise DefinitionError(f"{at}.year: the claim of {code} has no year_of")


def _known(at: str, name: str, among: Collection[str]) -> None:
    if name not in among:
        raise DefinitionError(f"{at}: {name!r} is none of {', '.join(among) or 'nothing'}")
