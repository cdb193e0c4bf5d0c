"""A roster through the API: the verdicts, sums and faults of the site's page, and requests that are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from tests.support import rosters

from wenjiu.api import openapi
from wenjiu.api.operations import OPERATIONS
from wenjiu.policies import load_policy
from wenjiu.rosters.checking import check
from wenjiu.rosters.exchange import result, sheet_of
from wenjiu.rosters.given import given_of
from wenjiu.rosters.kind_files import kinds_of
from wenjiu.rosters.tables import table_of

KINDS = list(kinds_of(load_policy(settings.WENJIU_POLICY)))
HIRE = {"name": "a", "person": "A1", "is_new_hire": True, "hire_date": "2021-09-01", "person_hukou_district": "chaoyang",
        "is_registered_unemployed_before_hire": "是", "already_paid_3_2a": False}  # fmt: skip
FACTS = {"claim_year": 2021, "application_date": "2021-12-01"}


def body(*rows: dict[str, Any], kind: str = "hires", **more: Any) -> str:
    return json.dumps({"kind": kind, "facts": FACTS, "rows": list(rows), **more}, ensure_ascii=False)


def test_each_row_gets_a_verdict_and_the_sum_is_of_all(api: Any) -> None:
    told = api.post("roster", body(HIRE, {**HIRE, "person": "A2", "hire_date": "last year"}, HIRE)).json
    assert told["payable"] == "5000.00" and told["on"] == "2021-12-01"
    assert [row["verdicts"][0]["standing"] for row in told["rows"]] == ["can", "open", "stopped"]
    (fault,) = told["rows"][1]["faults"]
    assert (fault["row"], fault["column"], fault["value"]) == (2, "hire_date", "last year") and fault["fix"]
    assert "第1行的 3.2a" in told["rows"][2]["verdicts"][0]["sentence"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("id", KINDS)
def test_the_api_says_what_the_library_says_of_every_roster(api: Any, id: str, lang: str) -> None:
    form = rosters.form_of(settings.WENJIU_POLICY, id)
    drawn = rosters.draw(form, 11, rows=8, faults=2)
    rows = [
        {c.id: str(cell) for c, cell in zip(drawn.columns, cells, strict=True) if cell is not None}
        for cells in drawn.rows
    ]
    reply = api.post(f"roster?lang={lang}", json.dumps({"kind": id, "rows": rows}))
    given, _ = given_of(form, {})
    wanted = result(check(form, table_of(form, [sheet_of(rows)]), given, lang))
    assert reply.status == 200 and reply.json == json.loads(json.dumps(wanted))
    assert {(row["row"] + 1, f["column"]) for row in reply.json["rows"] for f in row["faults"]} == drawn.planted


def test_a_column_may_be_named_by_its_header_and_another_is_reported(api: Any) -> None:
    row = {"姓名": "甲", "新招用": "是", "招用日期": "2021年9月1日", "职工户籍": "朝阳区", "招用前登记失业": "是",
           "领过这项补贴（3.2a）": "否", "部门": "销售"}  # fmt: skip
    told = api.post("roster", body(row)).json
    assert told["payable"] == "5000.00" and told["ignored_columns"] == ["部门"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ("[]", "body"),
        ('{"kind": "x", "rows": [{}]}', "kind"),
        ('{"rows": [{}]}', "kind"),
        ('{"kind": "hires"}', "rows"),
        ('{"kind": "hires", "rows": []}', "rows"),
        ('{"kind": "hires", "rows": [1]}', "rows[0]"),
        ('{"kind": "hires", "rows": [{"name": []}]}', "rows[0].name"),
        ('{"kind": "hires", "rows": [{"x": 1}]}', "rows"),
        ('{"kind": "hires", "rows": [{"name": "a", "person": "b"}], "x": 1}', "x"),
        ('{"kind": "hires", "facts": [], "rows": [{"name": "a"}]}', "facts"),
        ('{"kind": "hires", "facts": {"x": 1}, "rows": [{"name": "a"}]}', "facts.x"),
        ('{"kind": "hires", "facts": {"claim_year": "soon"}, "rows": [{"name": "a"}]}', "facts.claim_year"),
    ],
)
def test_what_is_wrong_with_the_request_is_told_with_field_and_remedy(api: Any, sent: str, field: str) -> None:
    told = api.post("roster?lang=en", sent)
    assert (told.status, told.json["field"]) == (422, field)
    assert told.json["message"] and told.json["fix"] and not told.json["fix"].endswith(".")


def test_the_document_describes_the_rosters_of_its_policy() -> None:
    for name in ("chaoyang_2020", "sample_district"):
        policy = load_policy(name)
        document = openapi.document(OPERATIONS, policy, "en")
        assert "/api/v1/roster" in document["paths"]
        assert set(document["components"]["schemas"]["roster_rows"]["discriminator"]["mapping"]) == set(
            kinds_of(policy)
        )
