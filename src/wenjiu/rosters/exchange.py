"""A roster as plain data: rows as a program sends them, and the result as the API answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from .. import __version__
from ..rules.language.text import COLON, T, Text, joined
from ..standards import civil, money
from .cells import Cell
from .checking import Checked, RowResult, Sum
from .columns import NAME
from .reading import Sheet
from .tables import Fault
from .unused import in_words
from .verdicts import Verdict


def sheet_of(rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """Return rows given as objects as a table: the names of all rows are its header, and the rows count from 1."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    header: list[Cell] = list(names)
    return Sheet([(0, header), *((k, [cell_of(row.get(n)) for n in names]) for k, row in enumerate(rows, 1))])


def cell_of(value: Any) -> Cell:
    """Return a value of JSON as a cell: a decimal as its digits."""
    return (
        format(value, "f")
        if isinstance(value, Decimal) and value.is_finite()
        else value
        if _plain(value)
        else str(value)
    )


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int)


def result(checked: Checked) -> dict[str, Any]:
    """Return the result of a roster: rows with verdicts, sums, faults, and what was left out."""
    lang, policy = checked.lang, checked.form.policy
    return {
        "policy": policy.name,
        "kind": checked.form.kind.id,
        "on": civil.iso(checked.day),
        "payable": money.yuan(checked.payable),
        "sums": [_sum(checked, s) for s in checked.sums],
        "whole": [_verdict(v, lang) for v in checked.whole],
        "counts": [{"fact": c.fact, "name": c.name(lang), "low": c.low, "high": c.high} for c in checked.counts],
        "rows": [_row(r, lang) for r in checked.rows],
        "faults": [_fault(f, lang) for f in checked.table.faults],
        "ignored_columns": checked.table.ignored_columns,
        "ignored_rows": checked.table.ignored_rows,
        "versions": {
            "policy": policy.version_on(checked.day).number,
            "rules": policy.rules_version,
            "wenjiu": __version__,
        },
    }


def _sum(checked: Checked, s: Sum) -> dict[str, Any]:
    m = checked.form.policy.measures[s.measure]
    payees = [
        {"payee": payee, "name": m.payees[payee](checked.lang), "amount": money.yuan(fen)}
        for payee, fen in s.payees.items()
    ]
    return {
        "measure": s.measure,
        "name": m.name(checked.lang),
        "amount": money.yuan(s.amount),
        "payees": payees,
        "standings": dict(s.standings),
        "without_amount": s.without_amount,
    }


def _row(result: RowResult, lang: str) -> dict[str, Any]:
    return {
        "row": result.row.number,
        "name": result.row.labels.get(NAME, ""),
        "amount": money.yuan(result.amount),
        "verdicts": [_verdict(v, lang) for v in result.verdicts],
        "note": (result.note or joined(T("", " "), [_unused(f) for f in result.unused]))(lang),
        "faults": [_fault(f, lang) for f in result.faults],
    }


def _unused(f: Fault) -> Text:
    return joined(COLON, [f.column.label, in_words(f)])


def _verdict(v: Verdict, lang: str) -> dict[str, Any]:
    return {
        "measure": v.measure,
        "eligible": v.eligible,
        "standing": v.standing,
        "standing_text": v.word(lang),
        "amount": None if v.amount is None else money.yuan(v.amount),
        "sentence": v.sentence(lang),
    }


def _fault(f: Fault, lang: str) -> dict[str, Any]:
    return {
        "row": f.row,
        "column": f.column.id,
        "name": f.column.label(lang),
        "value": f.value,
        "message": f.message(lang),
        "fix": f.fix(lang),
    }
