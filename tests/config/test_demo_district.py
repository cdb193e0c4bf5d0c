"""The demo district: what a visitor finds after `make run`. All its people and firms are invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count
from tests.bureau.offers.agreement import disagreements
from tests.config.demo_by_hand import paid_by_hand, paid_by_ledger

from wenjiu.bureau.cases.models import Case, Filing, Notice, Objection
from wenjiu.bureau.cases.replay import replay
from wenjiu.bureau.funds.checks import ledger_check
from wenjiu.bureau.funds.models import Batch, BatchLine, BudgetChange
from wenjiu.bureau.offers.models import Entitled, Offer, OfficeList, Screening
from wenjiu.bureau.offers.queries import paid_by_list
from wenjiu.config.demo.district import make_district
from wenjiu.config.demo.material import RowForm, material_of
from wenjiu.policies import load_policy, names

pytestmark = pytest.mark.django_db


def test_it_has_cases_in_every_state_money_on_its_way_and_figures_that_agree(tmp_path: Path) -> None:
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
    made = OfficeList.objects.get()
    firms = dict(Case.objects.filter(measure="3.1a").values_list("state").annotate(n=Count("id")))
    assert firms == {"closed": 3, "ended": 1} and made.rows.filter(entitled=False).count() == 1
    assert paid_by_list([made])[made.pk].rows == 3 and Offer.objects.filter(state="open").exists()
    # Every row that a screening of its own finds is an offer, a claim, an award or a refusal; no row is two of them.
    assert disagreements(load_policy("chaoyang_2020"), tmp_path) == []
    last, rows = Screening.objects.latest("id"), Entitled.objects.values_list("outcome")
    counted = dict(rows.annotate(n=Count("id")).order_by())
    assert {outcome: s["rows"] for outcome, s in last.sums.items()} == counted
    assert {"offered", "claimed", "paid"} <= set(counted)
    the_money_is_as_by_hand()
    before = Case.objects.count()
    assert "already" in make_district("chaoyang_2020") and Case.objects.count() == before


def the_money_is_as_by_hand() -> None:
    """What the ledger paid by measure is what the clauses give for the same rows; the sums are in docs/evidence/demo-year.md."""
    paid = paid_by_ledger()
    assert paid == paid_by_hand()
    assert paid == {
        "refund": (24_000_00 + 8_600_00 + 9_800_00) * 60 // 100,
        "3.2a": 6 * 5_000_00,
        "3.4a": 3 * 6 * 2_540_00,
        "3.4b": 2 * 6 * 1_883_61,
        "4.1a": 4 * 2 * 1_000_00,
        "4.2": 38 * 1_500_00,
        "4.3b": 50_000_00,
        "4.4a": 100_000_00,
        "5.1": 50_000_00,
        "5.2": 30_000_00 + 10_000_00,
        "5.3": 48_000_00,
    }
    assert sum(paid.values()) == 476_763_32


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
    assert {form["measure"] for form in material.paid} <= {code for code, claim in policy.claims.items() if claim.pays}


@pytest.mark.parametrize("facts", [{"a": "{home}", "b": 1}, {"a": "{nowhere}"}])
def test_what_is_in_braces_is_filled_in_and_an_unknown_name_is_refused(facts: dict[str, Any]) -> None:
    form = RowForm("t", facts)
    if "b" in facts:
        assert form.filled(home="x") == {"a": "x", "b": 1}
    else:
        with pytest.raises(KeyError, match="nowhere"):
            form.filled(home="x")
