"""Loads the claims of a policy (`claims.yaml`). Each error names file and field; unknown fields are errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.checked import CheckedFile
from ..language.nodes import DefinitionError
from .claims import (
    AWARD_YEARS,
    CAP_UNITS,
    GIVES,
    OPENERS,
    PARTY_KINDS,
    PERIODS,
    Awarded,
    Cap,
    Change,
    Claim,
    Claims,
    Months,
)
from .counting import Counted, ListQuestion

_CHANGEABLE = ("key", "period", "group", "cap", "slots", "once_group", "day_of", "year_of")
_OPTIONAL = ("many", "counted", "things", "months_of", "once_role", "once_facts", "each", "anew", "changes",
             *_CHANGEABLE)  # fmt: skip


def load_claims(path: Path) -> Claims:
    """Return the claims of a policy. DefinitionError names file and field of a wrong entry."""
    file = _File(path.name)
    data = file.mapping(read_yaml(path, DefinitionError), "", ("claims", "awarded"), ("first",))
    of = {code: file.claim(code, raw) for code, raw in file.names(data["claims"], "claims")}
    awarded = {key: file.awarded(key, raw) for key, raw in file.names(data["awarded"], "awarded")}
    return Claims(of, awarded, path.name, first=file.listed(data.get("first", []), "first"))


class _File(CheckedFile):
    """One file while it is read. Every error names its place."""

    def claim(self, code: str, raw: Any) -> Claim:
        at = f"claims.{code}"
        raw = self.mapping(
            raw, at, ("opened_by", "files", "subject", "roles", "pays", "key", "period"), tuple(set(_OPTIONAL))
        )
        common = self.changeable(raw, at)
        return Claim(
            code=code,
            opened_by=self.among(raw["opened_by"], OPENERS, f"{at}.opened_by"),
            files={
                self.known(kind, PARTY_KINDS, f"{at}.files"): self.columns(role, f"{at}.files.{kind}")
                for kind, role in self.names(raw["files"], f"{at}.files")
            },
            subject=self.word(raw["subject"], f"{at}.subject"),
            roles={role: self.columns(c, f"{at}.roles.{role}") for role, c in self.names(raw["roles"], f"{at}.roles")},
            things={t: self.word(c, f"{at}.things.{t}") for t, c in self.names(raw.get("things", {}), f"{at}.things")},
            pays={p: self.word(role, f"{at}.pays.{p}") for p, role in self.names(raw["pays"], f"{at}.pays")},
            many=self.flag(raw.get("many", False), f"{at}.many"),
            counted=self.counted(raw["counted"], f"{at}.counted") if "counted" in raw else None,
            months_of=self.months(raw["months_of"], f"{at}.months_of") if "months_of" in raw else None,
            once_role=self.word(raw["once_role"], f"{at}.once_role") if "once_role" in raw else "",
            once_facts=self.listed(raw.get("once_facts", []), f"{at}.once_facts"),
            each={n: self.number(v, f"{at}.each.{n}") for n, v in self.names(raw.get("each", {}), f"{at}.each")},
            anew=self.listed(raw.get("anew", []), f"{at}.anew"),
            changes=tuple(self.change(c, f"{at}.changes[{i}]") for i, c in enumerate(raw.get("changes", ()))),
            **{"group": code, **common},
        )

    def changeable(self, raw: dict[str, Any], at: str) -> dict[str, Any]:
        """Return the fields that another reading can change."""
        readers = {
            "key": lambda value, where: self.listed(value, where),
            "period": lambda value, where: self.known(value, PERIODS, where),
            "group": self.word,
            "cap": self.cap,
            "slots": self.most,
            "once_group": self.word,
            "day_of": self.word,
            "year_of": self.word,
        }
        return {name: readers[name](raw[name], f"{at}.{name}") for name in _CHANGEABLE if name in raw}

    def change(self, raw: Any, at: str) -> Change:
        raw = self.mapping(raw, at, ("under",), _CHANGEABLE)
        under = {id: self.word(letter, f"{at}.under.{id}") for id, letter in self.names(raw["under"], f"{at}.under")}
        fields = self.changeable(raw, at)
        if not under or not fields:
            self.complain(at, "names no reading, or changes nothing")
        return Change(under, fields)

    def counted(self, raw: Any, at: str) -> Counted:
        raw = self.mapping(raw, at, ("facts",), ("table", "asks", "counts", "apart"))
        facts = self.listed(raw["facts"], f"{at}.facts")
        asks = {c: self.list_question(q, f"{at}.asks.{c}") for c, q in self.names(raw.get("asks", {}), f"{at}.asks")}
        counts = {
            self.known(fact, facts, f"{at}.counts"): self.counts(where, asks, f"{at}.counts.{fact}")
            for fact, where in self.names(raw.get("counts", {}), f"{at}.counts")
        }
        return Counted(
            facts,
            self.word(raw["table"], f"{at}.table") if "table" in raw else "",
            asks,
            counts,
            tuple(self.among(g, tuple(counts), f"{at}.apart[{i}]") for i, g in enumerate(raw.get("apart", ()))),
        )

    def list_question(self, raw: Any, at: str) -> ListQuestion:
        label = self.text(raw, at, ("answers",))
        return ListQuestion(
            label,
            {code: self.text(a, f"{at}.answers.{code}") for code, a in self.names(raw["answers"], f"{at}.answers")},
        )

    def counts(self, raw: Any, asks: dict[str, ListQuestion], at: str) -> dict[str, tuple[str, ...]]:
        """Return column of a list -> the answers that a number counts."""
        return {
            self.known(column, asks, at): self.among(answers, tuple(asks[column].answers), f"{at}.{column}")
            for column, answers in self.names(raw, at)
        }

    def months(self, raw: Any, at: str) -> Months:
        raw = self.mapping(raw, at, (), ("first", "last", "count", "year"))
        found = Months(**{name: self.word(value, f"{at}.{name}") for name, value in raw.items()})
        if bool(found.last) == bool(found.count):
            self.complain(at, "needs either the last day or the number of months (last or count)")
        if found.last and not found.first:
            self.complain(f"{at}.first", "is missing: the last day alone does not tell the months")
        return found

    def cap(self, raw: Any, at: str) -> Cap | None:
        if raw is None:
            return None
        raw = self.mapping(raw, at, ("per", "most", "unit", "counts"))
        return Cap(
            self.listed(raw["per"], f"{at}.per"),
            self.most(raw["most"], f"{at}.most"),
            self.known(raw["unit"], CAP_UNITS, f"{at}.unit"),
            self.text(raw["counts"], f"{at}.counts"),
        )

    def most(self, raw: Any, at: str) -> int | str:
        if isinstance(raw, bool) or not isinstance(raw, int | str) or not raw or (isinstance(raw, int) and raw < 1):
            self.complain(at, f"{raw!r} is neither a number nor the name of a parameter")
        return raw

    def awarded(self, key: str, raw: Any) -> Awarded:
        at = f"awarded.{key}"
        raw = self.mapping(raw, at, ("codes", "same", "gives"), ("year",))
        return Awarded(
            self.listed(raw["codes"], f"{at}.codes"),
            self.listed(raw["same"], f"{at}.same"),
            self.known(raw["gives"], GIVES, f"{at}.gives"),
            self.known(raw.get("year", ""), AWARD_YEARS, f"{at}.year"),
        )

    def columns(self, raw: Any, at: str) -> tuple[str, ...]:
        return (self.word(raw, at),) if isinstance(raw, str) else self.listed(raw, at)

    def among(self, raw: Any, known: tuple[str, ...], at: str) -> tuple[str, ...]:
        return tuple(self.known(name, known, at) for name in self.listed(raw, at))

    def word(self, raw: Any, at: str) -> str:
        if not isinstance(raw, str) or not raw.strip():
            self.complain(at, f"{raw!r} is no name")
        return raw

    def number(self, raw: Any, at: str) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int):
            self.complain(at, f"{raw!r} is no whole number")
        return raw

    def flag(self, raw: Any, at: str) -> bool:
        if not isinstance(raw, bool):
            self.complain(at, f"{raw!r} is neither true nor false")
        return raw
