"""The demo district: what a visitor finds after `make run`. All its people and firms are invented."""

from __future__ import annotations

from typing import Any

import pytest

from wenjiu.bureau.cases.models import Case, Filing, Notice, Objection
from wenjiu.bureau.cases.replay import replay
from wenjiu.bureau.funds.checks import ledger_check
from wenjiu.bureau.funds.models import Batch, BatchLine, BudgetChange
from wenjiu.config.demo.district import make_district
from wenjiu.config.demo.material import RowForm, material_of
from wenjiu.policies import load_policy, names

pytestmark = pytest.mark.django_db


def test_it_has_cases_in_every_state_money_on_its_way_and_figures_that_agree() -> None:
    said = make_district("chaoyang_2020")
    assert str(Case.objects.count()) in said
    states = set(Case.objects.values_list("state", flat=True))
    ways = {"accept", "first", "second", "decide", "correcting", "notice", "pay"}
    assert states >= ways | {"closed", "refused", "withdrawn"}
    assert Filing.objects.filter(submitted_at=None).exists()
    assert Notice.objects.filter(ended_at=None).exists() and Objection.objects.filter(settled_at=None).exists()
    assert Batch.objects.filter(released_at=None).exists() and BudgetChange.objects.filter(confirmed_by=None).exists()
    assert BatchLine.objects.filter(state="returned").exists()
    assert [fault for _number, faults in replay() for fault in faults] == [] and ledger_check() == []
    before = Case.objects.count()
    assert "already" in make_district("chaoyang_2020") and Case.objects.count() == before


def test_a_policy_without_material_has_its_people_and_no_district() -> None:
    assert "demo.yaml" in make_district("sample_district")
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", [name for name in names() if material_of(name)])
def test_the_material_names_what_the_policy_has(name: str) -> None:
    policy, material = load_policy(name), material_of(name)
    assert material is not None and policy.registers is not None
    tables = {table.name for table in policy.registers.tables}
    groups = {claim.group or code for code, claim in policy.claims.items()}
    assert {form.table for form in material.registers.values()} <= tables
    assert set(material.budgets) <= groups
    measures = {case["measure"] for case in (material.roster, material.refused, material.founder)}
    assert measures <= set(policy.measures)


@pytest.mark.parametrize("facts", [{"a": "{home}", "b": 1}, {"a": "{nowhere}"}])
def test_what_is_in_braces_is_filled_in_and_an_unknown_name_is_refused(facts: dict[str, Any]) -> None:
    form = RowForm("t", facts)
    if "b" in facts:
        assert form.filled(home="x") == {"a": "x", "b": 1}
    else:
        with pytest.raises(KeyError, match="nowhere"):
            form.filled(home="x")
