"""Answer the check of a roster: the same verdicts and sums as on the site's page."""

from __future__ import annotations

from typing import Any

from wenjiu.api import problems
from wenjiu.api.exchange import Asked, one_of
from wenjiu.api.problems import Problem
from wenjiu.rosters import exchange
from wenjiu.rosters.checking import check
from wenjiu.rosters.columns import Form
from wenjiu.rosters.given import given_of
from wenjiu.rosters.kind_files import kinds_of
from wenjiu.rosters.limits import MOST_ROWS, RosterError
from wenjiu.rosters.tables import table_of
from wenjiu.rules.case.exchange import json_line
from wenjiu.rules.language.problems import shown
from wenjiu.rules.language.text import T, Text

FIELDS = ("kind", "facts", "rows")


def roster(asked: Asked) -> str:
    """Return the verdict and reason for each row of a roster, the sums, and every fault by row and column."""
    form, facts, rows = _asked(asked)
    given, errors = given_of(form, {name: exchange.cell_of(value) for name, value in facts.items()})
    for name, error in errors.items():
        raise Problem(problems.UNUSABLE, f"facts.{name}", _bare(error.message), _bare(error.fix))
    try:
        table = table_of(form, [exchange.sheet_of(rows)])
    except RosterError as error:
        raise Problem(problems.UNUSABLE, "rows", _bare(error.message), _bare(error.fix)) from error
    return json_line(exchange.result(check(form, table, given, asked.lang))) + "\n"


def _asked(asked: Asked) -> tuple[Form, dict[str, Any], list[dict[str, Any]]]:
    """Return the checked members of the body."""
    body, kinds = asked.body, kinds_of(asked.policy)
    shape = T("写成 {kind, facts, rows}", "write {kind, facts, rows}")
    if not isinstance(body, dict):
        raise _unusable("body", body, shape)
    for name in body:
        if name not in FIELDS:
            message = T(f"没有字段“{shown(name)}”", f"there is no field '{shown(name)}'")
            raise Problem(problems.UNUSABLE, shown(name) or '""', message, one_of(FIELDS))
    kind = body.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        message = T(f"没有名单“{shown(kind)}”", f"there is no roster '{shown(kind)}'")
        raise Problem(problems.UNUSABLE, "kind", message, one_of(kinds))
    form = Form(asked.policy, kinds[kind])
    facts = {} if body.get("facts") is None else body["facts"]
    if not isinstance(facts, dict):
        raise _unusable("facts", facts, T("写成 {名称: 值}", "write {name: value}"))
    for name, value in facts.items():
        if name not in kinds[kind].once:
            message = T(f"没有“{shown(name)}”", f"there is no '{shown(name)}'")
            raise Problem(problems.UNUSABLE, f"facts.{shown(name)}", message, one_of(kinds[kind].once))
        _refuse_nested(f"facts.{name}", value)
    rows = body.get("rows")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
        given = len(rows) if isinstance(rows, list) else shown(rows)
        message = T(f"不是1到{MOST_ROWS}行的列表（{given}）", f"it is no list of 1 to {MOST_ROWS} rows ({given})")
        raise Problem(problems.UNUSABLE, "rows", message, T("写成 [{列: 值}, ...]", "write [{column: value}, ...]"))
    for k, row in enumerate(rows):
        if not isinstance(row, dict):
            raise _unusable(f"rows[{k}]", row, T("写成 {列: 值}", "write {column: value}"))
        for name, value in row.items():
            _refuse_nested(f"rows[{k}].{shown(name)}", value)
    return form, facts, rows


def _refuse_nested(field: str, value: Any) -> None:
    if isinstance(value, dict | list):
        raise _unusable(field, value, T("写文字、数或 true、false", "write a text, a number, true or false"))


def _unusable(field: str, value: Any, fix: Text) -> Problem:
    message = T(f"值“{shown(value)}”不对", f"the value '{shown(value)}' is not usable here")
    return Problem(problems.UNUSABLE, field, message, fix)


def _bare(text: Text) -> Text:
    """Return a sentence without its full stop: the problem adds one."""
    return Text(text.zh.removesuffix("。"), text.en.removesuffix("."))
