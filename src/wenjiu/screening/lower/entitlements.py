"""Computes the result of a screening: one row for each subject that is, or may be, entitled to a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ...rules.document.registers import Registers
from ...rules.language.facts import Fact
from ...rules.policy import Policy
from ...standards import civil
from ..columns.builder import Builder
from ..columns.expr import INT, STR, Expr, TooLarge, below
from ..columns.numbers import Num
from ..engines.plan import Counts, Field, Plan, Scan
from .measuring import lowered
from .subjects import Shapes, SubjectSource
from .verdicts import NO, UNKNOWN, VERDICTS, Verdict

NAMES = pa.list_(pa.string())
#: The table of kept rows, and the prefix of its columns that the answers are computed from.
KEPT_TABLE = "rows kept"
KEPT = "kept "


def schema(registers: Registers) -> pa.Schema:
    """Return the columns of entitlements. Amounts are in fen. `high_fen` is NULL if there is no upper limit."""
    groups = [(name, _group_type(registers, name)) for name in registers.groups]
    return pa.schema(
        [
            ("measure", pa.string()),
            ("subject", pa.string()),
            ("id", pa.string()),
            ("payee", pa.string()),
            ("verdict", pa.string()),
            ("amount_fen", pa.int64()),
            ("low_fen", pa.int64()),
            ("high_fen", pa.int64()),
            ("deciding", pa.string()),
            ("fails", NAMES),
            ("missing", NAMES),
            ("missing_parameters", NAMES),
            *groups,
        ]
    )


def _group_type(registers: Registers, name: str) -> pa.DataType:
    fact = registers.dimensions.get(name)
    return pa.int64() if fact is not None and fact.kind == "date" else pa.string()


class Screened:
    """All measures of one subject as one plan, in which shared facts are read, joined and computed once.

    `policy`: the policy.
    `codes`: the measures.
    `shapes`: the tables of the population.
    `on`: the day of the screening (civil key).
    `own`: parameters that replace those of the policy.
    `refused`: whether the result includes rows that are certainly refused.
    `sound`: whether the references of the population have been checked.
    """

    def __init__(
        self,
        policy: Policy,
        codes: Sequence[str],
        shapes: Shapes,
        *,
        on: int,
        own: Mapping[str, Any] | None = None,
        refused: bool = False,
        sound: bool = True,
    ) -> None:
        assert policy.registers is not None
        self.policy, self.codes, self.on, self.refused = policy, tuple(codes), on, refused
        self.registers = policy.registers
        self.table = self.registers.subject(codes[0])
        self.b = Builder()
        self.source = SubjectSource(self.b, policy, self.registers, self.table, shapes, on, sound=sound)
        self._answers: dict[Verdict, dict[str, Expr]] = {}
        self.verdicts: dict[str, Verdict] = {code: self.lowered(policy, code, own or {}) for code in codes}

    def lowered(self, policy: Policy, code: str, own: Mapping[str, Any]) -> Verdict:
        """Return the columns of a measure over these rows. The policy may have other readings or parameters.

        Raises `TooLarge`, with the measure, if its numbers can exceed the integers of a column.
        """
        try:
            found = lowered(self.b, policy, code, self.source, on=self.on, letters=None, own=own)
            self.answer(found)  # builds all columns here, so that an error can name the measure
        except TooLarge as error:
            raise TooLarge(error.reach, error.bits, code) from error
        return found

    def plan(self, *, kept: bool = False) -> Plan:
        """Return the plan of the screening.

        `kept`: whether to include the columns that the answers are computed from, for what-ifs about amounts.
        """
        b, found = self.b, self.source.plan
        found.filter = None if self.refused else b.any(*(v.sieve for v in self.verdicts.values()))
        found.outputs = {"id": self.source.key(), "payee": self.source.payee()}
        found.outputs |= {f"group {name}": self._group(name) for name in self.registers.groups}
        for code, v in self.verdicts.items():
            found.outputs |= {f"{code} {name}": x for name, x in self.answer(v).items()}
        if kept:
            found.outputs |= {f"{KEPT}{x.data}": x for x in self.columns()}
        return found

    def by_payee(self) -> Counts:
        """Return sums for each payee: ``<code> low_fen`` (the least amount) and ``<code> open`` (open answers)."""
        payee = self.source.payee()
        return Counts("payee", self.source.plan, payee.data, self._summed())

    def by_row(self) -> Plan:
        """Return the same values for each row by its key, ``id``. They need no sum if each row is its own payee."""
        found = self.source.plan
        found.outputs = {"id": self.source.key(), **self._summed()}
        return found

    def _summed(self) -> dict[str, Expr]:
        b = self.b
        self.source.plan.filter = b.any(*(v.sieve for v in self.verdicts.values()))
        sums: dict[str, Expr] = {}
        for code, v in self.verdicts.items():
            sums[f"{code} low_fen"] = v.total.low
            sums[f"{code} open"] = b.case([(b.compare("==", v.verdict, b.const(UNKNOWN)), b.const(1))], b.zero)
        return sums

    def plan_of_kept(self, verdicts: Mapping[str, Verdict]) -> Plan:
        """Return the plan of some measures over kept rows. It has no joins, because the kept rows have all columns."""
        scan = Scan("k", KEPT_TABLE, "id")
        columns = self.columns(tuple(verdicts.values()))
        scan.fields = {x.data: Field(x.data, f"{KEPT}{x.data}") for x in columns}
        found = Plan(scan, self.b)
        found.outputs = {name: self.b.column(scan.take(name), "any", null=True) for name in self.beside()}
        for code, v in verdicts.items():
            found.outputs |= {f"{code} {name}": x for name, x in self.answer(v).items()}
        return found

    def beside(self) -> list[str]:
        """Return the columns of the plan that are not answers: key, payee, groups."""
        return ["id", "payee", *(f"group {name}" for name in self.registers.groups)]

    def answer(self, v: Verdict) -> dict[str, Expr]:
        """Return the columns of an entitlement to a measure."""
        if v not in self._answers:
            self._answers[v] = self._answer(v)
        return self._answers[v]

    def _answer(self, v: Verdict) -> dict[str, Expr]:
        b, total = self.b, v.total
        amount = b.case(
            [(b.all(v.settled, v.paid, b.certain(b.compare("==", total.low, total.high))), total.low)], b.nothing(INT)
        )
        return {
            "verdict": v.verdict,
            "amount_fen": amount,
            "low_fen": total.low,
            "high_fen": total.high,
            "deciding": v.deciding,
            "fails": v.failing if self.refused else b.names(()),
            "missing": v.missing,
            "missing_parameters": v.missing_parameters,
        }

    def columns(self, verdicts: Sequence[Verdict] | None = None) -> list[Expr]:
        """Return the columns that the answers are computed from."""
        roots = [x for v in (verdicts or self.verdicts.values()) for x in self.answer(v).values()]
        return [x for x in below(roots) if x.op == "col"]

    def _group(self, name: str) -> Expr:
        fact = self.registers.dimensions.get(name)
        if fact is None:
            return self.source.group(name)
        return self._age(fact) if fact.kind == "date" else self._code(fact)

    def _known(self, fact: Fact) -> Expr:
        found = self.source.fact(fact)
        return found.value if isinstance(found, Num) else found

    def _code(self, fact: Fact) -> Expr:
        found = self._known(fact)
        return found if found.type == STR else self.b.nothing(STR)

    def _age(self, fact: Fact) -> Expr:
        """Return the age in full years on the day of the screening."""
        born = self._known(fact)
        return self.b.div(self.b.sub(self.b.const(self.on), born), civil.YEAR)

    # ---- results ----

    def long(self, wide: pa.Table, codes: Sequence[str] | None = None) -> pa.Table:
        """Convert the result of the plan to entitlements, sorted by measure, then by key."""
        wide = ordered(wide)
        return pa.concat_tables([self._of_measure(wide, code) for code in self.codes if codes is None or code in codes])

    def _of_measure(self, wide: pa.Table, code: str) -> pa.Table:
        if not self.refused:
            wide = wide.filter(pc.not_equal(wide[f"{code} verdict"], NO))
        columns: dict[str, Any] = {
            "measure": pa.repeat(pa.scalar(code), len(wide)),
            "subject": pa.repeat(pa.scalar(self.table.name), len(wide)),
            "id": wide["id"],
            "payee": wide["payee"],
            "verdict": worded(wide[f"{code} verdict"]),
        }
        for name in ("amount_fen", "low_fen", "high_fen", "deciding", "fails", "missing", "missing_parameters"):
            columns[name] = wide[f"{code} {name}"]
        columns |= {name: wide[f"group {name}"] for name in self.registers.groups}
        return pa.table(columns).cast(schema(self.registers))


def ordered(table: pa.Table) -> pa.Table:
    """Sort rows by key, because engines return them in any order."""
    return table.take(pc.sort_indices(table, sort_keys=[("id", "ascending")]))


def worded(verdicts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Convert verdicts to words: no, unknown, yes."""
    words = pa.array(VERDICTS)
    return pa.chunked_array([words.take(chunk) for chunk in verdicts.chunks], pa.string())
