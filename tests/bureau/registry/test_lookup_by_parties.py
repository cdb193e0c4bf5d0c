"""The look-up by the parties of a claim: with a row, without one, with several, and after two records were merged."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.bureau.people import new_user
from tests.bureau.registry.people import POLICY, organisation, person

from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.lookup import Found, facts_of, facts_of_many
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement
from wenjiu.rules.case.filing import form_facts

pytestmark = pytest.mark.django_db
ON = dt.date(2021, 6, 30)


def store(table: str, *rows: Statement, source: str = "test") -> None:
    bring(actor="a test", policy=POLICY, table=table, rows=rows, source=source)


def party(identity: Any) -> Party:
    return parties.ensure_parties(actor="a test", rows=[identity])[0]


def hire(n: int, day: str = "2021-01-15", **facts: Any) -> Statement:
    return Statement({"date": day, **facts}, {"firm_id": organisation(1), "person_id": person(n)})


def found(code: str, **roles: Party) -> Found:
    return facts_of(policy=POLICY, code=code, parties=roles, on=ON)


def test_a_hire_and_what_the_tables_of_person_and_firm_say() -> None:
    store("persons", Statement({"household_district": "chaoyang", "school": "university"}, {"self": person(1)}))
    store("firms", Statement({"registered_district": "chaoyang"}, {"self": organisation(1)}))
    store("hires", hire(1, is_new=True))
    one = found("3.2a", employer=party(organisation(1)), person=party(person(1)))
    public = one.public(POLICY, "3.2a")
    names = {fact.key: name for name, fact in POLICY.accepted_facts(POLICY.measures["3.2a"]).items()}
    assert public[names["hire.household_district"]] == "chaoyang" and public[names["hire.date"]] == "2021-01-15"
    rows = {row.table: row.pk for row in Row.objects.all()}
    assert one.sources["hire.household_district"] == rows["persons"] and one.sources["hire.date"] == rows["hires"]
    assert one.rows == (rows["hires"],)


def test_without_a_hire_the_tables_of_person_and_firm_still_speak() -> None:
    store("persons", Statement({"household_district": "chaoyang"}, {"self": person(1)}))
    one = found("3.2a", employer=party(organisation(1)), person=party(person(1)))
    assert one.facts["hire.household_district"] == "chaoyang" and one.rows == () and "hire.date" not in one.facts


def test_what_the_business_register_knows_of_a_founders_firm_is_not_asked_again() -> None:
    """The rent is asked in every filing: the register may hold that of the year before."""
    known = {"registered_district": "chaoyang", "tax_district": "chaoyang", "operates_normally": True}
    store("firms", Statement({**known, "operation_start": "2019-05-01"}, {"self": organisation(1)}))
    store("founders", Statement({"is_founder": True, "annual_rent": "12000"},
                                {"person_id": person(1), "firm_id": organisation(1)}))  # fmt: skip
    public = found("5.3", person=party(person(1))).public(POLICY, "5.3")
    firms = {**known, "operating_normally": True, "operation_start_date": "2019-05-01"}
    del firms["operates_normally"]
    assert firms.items() <= public.items() and public["is_founder"] is True and "annual_rent" not in public
    assert "annual_rent" in form_facts(POLICY, "5.3", set(public)) and "tax_district" not in form_facts(
        POLICY, "5.3", set(public)
    )


def test_somebody_without_a_row_is_known_by_the_tables_of_the_parties_though_others_have_rows_of_their_own() -> None:
    store("firms", Statement({"registered_district": "chaoyang"}, {"self": organisation(1)}))
    store("founders", Statement({"registered_district": "haidian"}, {"person_id": person(2)}))
    one = found("5.3", person=party(person(1)), entity=party(organisation(1)))
    assert one.facts["founder.registered_district"] == "chaoyang" and one.rows == ()


def test_of_several_hires_only_what_they_agree_on_is_known() -> None:
    store("hires", hire(1, is_new=True), hire(1, "2021-03-01", is_new=True))
    one = found("3.2a", employer=party(organisation(1)), person=party(person(1)))
    assert one.facts["hire.is_new"] is True and "hire.date" not in one.facts and len(one.rows) == 2


def test_the_people_of_a_firm_are_counted() -> None:
    for n in range(4):
        store("persons", Statement({"household_district": "chaoyang" if n < 3 else "other"}, {"self": person(n)}))
    store("hires", *(hire(n, left_on="2021-02-01" if n == 0 else "2022-01-01") for n in range(4)))
    one = found("5.2", employer=party(organisation(1)))
    assert (one.facts["firm.local_workers"], one.sources["firm.local_workers"]) == (2, "count")
    store("hires", hire(9, left_on="2022-01-01"))
    one = found("5.2", employer=party(organisation(1)))
    assert "firm.local_workers" not in one.facts and one.ranges["firm.local_workers"] == (2, 3)


def test_the_newest_source_is_heard_first_fact_by_fact() -> None:
    store("persons", Statement({"school": "university", "is_employed": True}, {"self": person(1)}), source="a")
    store("persons", Statement({"school": "none"}, {"self": person(1)}), source="b")
    one = found("3.3", person=party(person(1)))
    assert one.facts["person.school"] == "none" and one.facts["person.is_employed"] is True


def test_merged_records_are_one_subject() -> None:
    store("persons", Statement({"school": "university"}, {"self": person(1)}))
    store("persons", Statement({"is_employed": True}, {"self": person(2)}))
    store("hires", hire(2, is_new=True))
    keep, gone = party(person(1)), party(person(2))
    one, two = new_user("one"), new_user("two")
    merge = parties.propose_merge(actor=one, keep=keep, gone=gone, fields={})
    parties.confirm_merge(actor=two, merge=merge)
    for who in (keep, Party.objects.get(pk=gone.pk)):
        got = found("3.2a", employer=party(organisation(1)), person=who)
        assert got.facts["hire.is_new"] is True and got.facts["person.school"] == "university"
        assert got.facts["person.is_employed"] is True


def test_many_subjects_take_few_statements(django_assert_max_num_queries: Any) -> None:
    store("persons", *(Statement({"household_district": "chaoyang"}, {"self": person(n)}) for n in range(50)))
    store("hires", *(hire(n) for n in range(50)))
    firm = party(organisation(1))
    asked = [{"employer": firm, "person": party(person(n))} for n in range(50)]
    with django_assert_max_num_queries(20):
        many = facts_of_many(policy=POLICY, code="3.2a", on=ON, subjects=asked)
    assert [one.facts["hire.household_district"] for one in many] == ["chaoyang"] * 50
