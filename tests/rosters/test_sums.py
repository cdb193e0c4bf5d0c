"""The sums of a roster are those of `assess --together` over the same cases."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support import rosters
from tests.support.counts import most, seed

from wenjiu.rosters.checking import Checked, check, labels_of
from wenjiu.rosters.columns import Form
from wenjiu.rosters.reading import from_text
from wenjiu.rosters.tables import Row, table_of
from wenjiu.rules.ask.standings import result_of
from wenjiu.standards import money

BY_ROW = [(policy, id) for policy, id in rosters.ROSTERS if not rosters.form_of(policy, id).kind.as_a_whole]


def cases_of(form: Form, found: Checked) -> list[dict[str, Any]]:
    """The cases of a roster as `assess --together` takes them, in the order of the rows."""
    shared = {**form.constants, **found.given}
    return [_case(form, m.code, result.row, shared) for result in found.rows for m in form.measures]


def _case(form: Form, code: str, row: Row, shared: dict[str, Any]) -> dict[str, Any]:
    accepted = form.policy.accepted_facts(form.policy.measures[code])
    values = {**shared, **{key: row.values[c.id] for c in form.columns for key in c.keys if c.id in row.values}}
    facts = {name: f.type.public(values[f.key]) for name, f in accepted.items() if values.get(f.key) is not None}
    label = form.kind.one_claim.get(code)
    case = {"id": row.number, "measure": code, "facts": facts, "same": labels_of(form, row)}
    return case | ({"key": row.labels[label].upper()} if label and row.labels.get(label) else {})


@pytest.mark.parametrize("k", range(most(20, 20, 60, 500)))
def test_the_sum_of_a_roster_is_that_of_its_cases_together(k: int) -> None:
    form = rosters.form_of(*BY_ROW[k % len(BY_ROW)])
    drawn = rosters.draw(form, int(seed()) + 1000 + k, rows=16, faults=k % 4)
    table = table_of(form, from_text(rosters.pasted(drawn.header, drawn.rows)))
    found = check(form, table, rosters.given_example(form))
    together = form.policy.together(cases_of(form, found))
    assert not together.errors
    told = {(case["id"], case["measure"]): case for case in together.data["cases"]}
    for result in found.rows:
        for verdict in result.verdicts:
            case = told[result.row.number, verdict.measure]
            stopped = (case["id"], verdict.measure) in {(c.id, c.measure) for c in together.claims if c.stopped_by}
            assert (verdict.standing == "stopped") == stopped, (result.row, case)
            if case["eligible"] == "yes":
                assert verdict.amount == (None if case["amount"] is None else money.fen(case["amount"]))
            else:
                assert verdict.amount is None
    unpriced = sum(s.without_amount for s in found.sums)
    assert together.payable == (None if unpriced else money.yuan(found.payable))
    priced = sum(money.fen(case["amount"]) for case in told.values() if case["eligible"] == "yes" and case["amount"])
    assert found.payable == priced == sum(result.amount for result in found.rows)
    for s in found.sums:
        assert s.amount == sum(s.payees.values())
        assert sum(s.standings.values()) == len(found.rows)


@pytest.mark.parametrize("k", range(most(10, 10, 40, 200)))
def test_the_standing_and_the_reason_are_those_of_the_check_for_all_facts_of_the_row(k: int) -> None:
    form = rosters.form_of(*BY_ROW[k % len(BY_ROW)])
    drawn = rosters.draw(form, int(seed()) + 5000 + k, rows=20, faults=0)
    table = table_of(form, from_text(rosters.pasted(drawn.header, drawn.rows)))
    found = check(form, table, rosters.given_example(form))
    shared = {**form.constants, **found.given}
    for result in found.rows:
        for verdict in result.verdicts:
            if verdict.standing not in ("can", "almost", "cannot") or verdict.remarks:
                continue  # a remark says what other rows of the person change
            case = _case(form, verdict.measure, result.row, shared)
            answer = form.policy.assess({"measure": case["measure"], "facts": case["facts"]})
            answered = {*found.given, *(key for c in form.columns if c.id in result.row.values for key in c.keys)}
            wanted = result_of(form.policy, answer, answered, 0, found.day)
            assert (verdict.standing, verdict.why.zh.split("。")[0]) == (
                wanted.standing,
                wanted.headline.split("。")[0],
            )
