"""The claims of the 24 branches, worked out by hand from the clauses and held against the data."""

from __future__ import annotations

from typing import Any

import pytest

from wenjiu.policies import load_policy
from wenjiu.policies.vocabulary import CLASSES, PERSONAL
from wenjiu.rules.case.filing import (
    form_facts,
    line_questions,
    proofs,
    roster_columns,
    shared_facts,
    supplied,
)
from wenjiu.rules.document.claims import Claim, Months, claim_key
from wenjiu.rules.language.facts import LEVELS, Fact, Relation
from wenjiu.rules.language.sources import AWARD, CLOCK, KINDS, OFFICIAL

CHAOYANG = load_policy("chaoyang_2020")
SAMPLE = load_policy("sample_district")
POLICIES = [CHAOYANG, SAMPLE]

ONE, ROSTER, COUNTED = "one", "roster", "counted"
# branch: subject, lines, roles that are paid, key, period, cap (per, most, unit) — by hand from the clauses, not from the code.
BRANCHES: dict[str, tuple[str, str, set[str], str, str, str]] = {
    "3.1a": ("employer", ONE, {"employer"}, "employer year", "year", ""),
    "3.1b": ("employer", ONE, {"employer"}, "employer year", "year", ""),
    "3.2a": ("person", ROSTER, {"employer"}, "employer person", "once", ""),
    "3.2b": (
        "person",
        ROSTER,
        {"employer"},
        "person months",
        "months",
        "person: rural_si_subsidy_max_months months",
    ),
    "3.3": ("person", ONE, set(), "person day", "once", ""),
    "3.4a": ("person", ROSTER, {"person", "unit"}, "person months", "months", "person: 3.4a.most_months months"),
    "3.4b": ("person", ROSTER, {"employer"}, "person months", "months", "person: 3.4b.most_months months"),
    "3.5a": ("person", ROSTER, {"organisation"}, "person months", "months", ""),
    "3.5b": ("organisation", COUNTED, {"organisation"}, "organisation months", "months", ""),
    "4.1a": ("person", ROSTER, {"institution", "person"}, "person", "once", ""),
    "4.1b": ("person", ROSTER, {"institution", "person"}, "person", "once", ""),
    "4.2": ("project", COUNTED, {"institution", "employer"}, "project", "once", ""),
    "4.3a": ("district", ONE, set(), "year", "year", ""),
    "4.3b": ("edition", COUNTED, {"organiser"}, "edition", "once", ""),
    "4.3c": ("person", ROSTER, {"person"}, "edition event person", "once", ""),
    "4.3d": ("person", ROSTER, {"person"}, "edition event person", "once", ""),
    "4.4a": ("institution", ONE, {"institution"}, "institution grading", "once", ""),
    "4.4b": ("institution", COUNTED, {"institution"}, "institution year", "year", ""),
    "4.4c": ("institution", COUNTED, {"institution"}, "institution year", "year", ""),
    "5.1": ("project", ONE, {"owner"}, "project", "once", ""),
    "5.2": ("employer", COUNTED, {"employer"}, "employer", "once", ""),
    "5.3": ("entity", ONE, {"person"}, "entity", "slot", "person: 5.3.most_years slots"),
    "6.3a": ("programme", COUNTED, {"institution"}, "institution programme", "once", ""),
    "6.3b": ("project", ONE, {"institution"}, "project", "once", ""),
}


def _summed(claim: Claim) -> tuple[str, str, set[str], str, str, str]:
    lines = ROSTER if claim.many else COUNTED if claim.counted else ONE
    cap = "" if claim.cap is None else f"{' '.join(claim.cap.per)}: {claim.cap.most} {claim.cap.unit}"
    return claim.subject, lines, set(claim.pays.values()), " ".join(claim.key), claim.period, cap


def test_there_is_a_claim_for_every_branch() -> None:
    assert list(BRANCHES) == list(CHAOYANG.measures)
    assert sum(bool(m.pays) for m in CHAOYANG.measures.values()) == 22
    for policy in POLICIES:
        assert set(policy.claims) == set(policy.measures)


@pytest.mark.parametrize("code", BRANCHES)
def test_subject_lines_payees_key_period_and_cap_are_those_of_the_clause(code: str) -> None:
    assert _summed(CHAOYANG.claims[code]) == BRANCHES[code]


def test_the_two_refunds_exclude_each_other_until_the_reading_lets_both_be_paid() -> None:
    refunds = [CHAOYANG.claims[code] for code in ("3.1a", "3.1b")]
    assert [c.group for c in refunds] == ["refund", "refund"]
    assert [c.under({"A-3.1-3": "B"}).group for c in refunds] == ["3.1a", "3.1b"]
    ids = {"employer": "7"}
    assert [claim_key(c, ids, {"application_year": 2021}) for c in refunds] == ["employer=7;year=2021"] * 2


def test_the_office_opens_the_refund_by_itself_and_the_budget_duty_alone() -> None:
    opened = {code: c.opened_by for code, c in CHAOYANG.claims.items() if "office" in c.opened_by}
    assert opened == {"3.1a": ("office", "agent"), "4.3a": ("office",)}


def test_no_month_of_insurance_is_paid_twice_for_a_person_whichever_branch_pays() -> None:
    once = {code: (c.once_group, c.once_role) for code, c in CHAOYANG.claims.items() if c.once_group}
    assert once == {
        "3.2b": ("insurance", "person"),
        "3.4a": ("stipend", "person"),
        "3.4b": ("insurance", "person"),
        "3.5a": ("post", "person"),
        "3.5b": ("dispatch", "organisation"),
    }


@pytest.mark.parametrize("policy", POLICIES, ids=lambda p: p.name)
def test_what_a_rule_of_stacking_compares_has_one_name_in_the_claims_that_it_compares(policy: Any) -> None:
    """A label that one of two claims does not give agrees with any: a rule about one employer would meet two.

    No register knows the course of a training, and a claim that counts people names them in its list.
    """
    for rule in policy.stacking.rules:
        for code in {code for pair in rule.between for code in pair}:
            claim = policy.claims[code]
            given = {*claim.roles, *claim.things, *claim.key, "course"} | ({"person"} if claim.counted else set())
            if not rule.same_any:
                assert set(rule.same) <= given, (rule.id, code, sorted(set(rule.same) - given))
            assert not rule.same_any or set(rule.same_any) & given, (rule.id, code)


def test_the_months_come_from_the_facts_that_tell_them() -> None:
    months = {code: c.months_of for code, c in CHAOYANG.claims.items() if c.months_of}
    assert months == {
        "3.2b": Months(count="insured_months"),
        "3.4a": Months(first="traineeship_start", last="traineeship_end"),
        "3.4b": Months(first="retention_start", count="retention_insured_months"),
        "3.5a": Months(count="placed_months", year="subsidy_year"),
        "3.5b": Months(count="placed_months"),
    }


@pytest.mark.parametrize(
    ("code", "letters", "key", "period"),
    [
        ("4.4a", {"A-4.4-1": "B"}, "institution", "once"),
        ("4.4b", {"A-4.4-4": "B"}, "institution", "once"),
        ("4.4c", {"A-4.4-4": "B"}, "institution", "once"),
        ("5.2", {"A-5.2-3": "B"}, "employer day", "once"),
    ],
)
def test_a_reading_that_moves_once_moves_the_key(code: str, letters: dict[str, str], key: str, period: str) -> None:
    claim = CHAOYANG.claims[code]
    moved = claim.under(letters)
    assert (" ".join(moved.key), moved.period) == (key, period)
    assert claim.under({id: "A" for id in letters}) == claim.under({}) == claim


def test_top_ups_of_a_young_firm_share_the_cap_of_the_clause() -> None:
    cap = CHAOYANG.claims["5.2"].under({"A-5.2-3": "B"}).cap
    assert cap is not None and (cap.per, cap.most, cap.unit) == (("employer",), "5.2.cap", "fen")
    assert CHAOYANG.claims["5.2"].cap is None


def test_under_months_for_each_traineeship_the_cap_is_of_the_traineeship() -> None:
    cap = CHAOYANG.claims["3.4a"].under({"A-3.4-6": "B"}).cap
    assert cap is not None and cap.per == ("person", "traineeship")


@pytest.mark.parametrize("policy", POLICIES, ids=lambda p: p.name)
def test_whoever_is_paid_is_found_in_the_registers(policy: Any) -> None:
    for code, claim in policy.claims.items():
        table = policy.registers.subject(code)
        for role in claim.pays.values():
            assert {*claim.roles[role]} <= {table.key, *table.refers}, code


def test_fourteen_facts_are_answered_by_past_awards() -> None:
    assert len(CHAOYANG.claims.awarded) == 14
    for policy in POLICIES:
        facts = [f for m in policy.measures.values() for f in policy.accepted_facts(m).values() if isinstance(f, Fact)]
        assert {f.key for f in facts if policy.suppliers[f.source].kind == AWARD} == set(policy.claims.awarded)


def test_a_form_never_asks_for_dates_of_the_case_past_awards_or_rulings() -> None:
    for policy in POLICIES:
        for code, measure in policy.measures.items():
            accepted = policy.accepted_facts(measure)
            for name in form_facts(policy, code):
                fact = accepted[name]
                if isinstance(fact, Fact):
                    assert policy.suppliers[fact.source].kind not in (AWARD, CLOCK, OFFICIAL), (code, name)


def test_a_form_leaves_out_what_the_registers_know() -> None:
    known = {"registered_district", "tax_district", "operating_normally", "operation_start_date"}
    assert form_facts(CHAOYANG, "5.2", known) == ["enterprise_size", "chaoyang_hukou_workers", "entity_type"]


def test_a_form_follows_the_readings_in_force() -> None:
    assert "rented_months" not in form_facts(CHAOYANG, "5.3")
    assert "rented_months" in form_facts(CHAOYANG.with_letters({"A-5.3-10": "B"}), "5.3")


def test_a_roster_of_hires_asks_once_for_the_firm_and_the_year_and_by_line_for_the_person() -> None:
    assert shared_facts(CHAOYANG, "3.2a") == ["applicant_is_employer", "registered_district", "claim_year"]
    known = {"is_new_hire", "person_hukou_district", "education_level", "graduation_date"}
    assert [c.id for c in roster_columns(CHAOYANG, "3.2a", known)] == [
        "id_number",
        "name",
        "hire_date",
        "is_fresh_university_graduate",
        "is_registered_unemployed_before_hire",
        "extra_key_group",
    ]


def test_a_line_says_its_first_month_or_event_where_no_register_does() -> None:
    asked = {code: [c.id for c in line_questions(CHAOYANG, code)] for code in CHAOYANG.claims}
    assert {code: ids for code, ids in asked.items() if ids} == {
        "3.2b": ["first_month"],
        "3.5a": ["first_month"],
        "3.5b": ["first_month"],
        "4.3c": ["event"],
        "4.3d": ["event"],
        "4.4a": ["grading"],
    }


def test_a_list_of_counted_people_has_their_identity() -> None:
    assert [c.id for c in roster_columns(CHAOYANG, "5.2")] == ["id_number", "name", "household"]
    assert [c.id for c in roster_columns(CHAOYANG, "6.3a")] == ["id_number", "name"]
    assert [c.id for c in roster_columns(SAMPLE, "2.1")][:3] == ["id_number", "name", "age"]
    assert next(c.id for c in roster_columns(SAMPLE, "2.2")) == "number"
    with pytest.raises(ValueError, match="3.1a"):
        roster_columns(CHAOYANG, "3.1a")


def test_a_line_of_one_person_is_not_asked_how_many_people_it_is() -> None:
    assert "placed_person_count" not in form_facts(CHAOYANG, "3.5a")
    assert "retained_count" not in form_facts(CHAOYANG, "3.4b")


def test_whoever_files_names_the_other_party_that_is_paid() -> None:
    assert CHAOYANG.claims["4.1a"].others("person") == ("institution",)
    assert CHAOYANG.claims["4.1a"].others("organisation") == ()
    assert CHAOYANG.claims["3.4a"].others("person") == ("unit",)


def test_papers_come_from_the_best_source_first_and_say_what_they_prove() -> None:
    found = proofs(CHAOYANG, "3.2a")
    assert [p.origin for p in found] == sorted(
        (p.origin for p in found), key=["shared", "on_file", "promise", "upload"].index
    )
    proved = {p.material.id: p.proves for p in found}
    assert proved["hukou"] == ("person_hukou_district",)
    assert set(proved["insurance"]) == {"is_new_hire", "hire_date"}


def test_papers_of_three_measures_prove_every_fact_of_the_form_but_these() -> None:
    left: dict[str, set[str]] = {}
    for code in ("3.2a", "5.2", "5.3"):
        proved = {name for p in proofs(CHAOYANG, code) for name in p.proves}
        left[code] = set(form_facts(CHAOYANG, code)) - proved
    assert left == {
        "3.2a": {"claim_year", "extra_key_group"},
        "5.2": set(),
        "5.3": {"extra_key_group", "operating_normally"},
    }


@pytest.mark.parametrize("policy", POLICIES, ids=lambda p: p.name)
def test_every_fact_has_a_supplier_and_a_provision(policy: Any) -> None:
    assert {s.kind for s in policy.suppliers.values()} == set(KINDS)
    for code in policy.measures:
        for name, found in supplied(policy, code).items():
            assert found.supplier.provision("zh") and found.supplier.name("zh") and found.clause, (code, name)


def test_every_fact_about_a_person_states_how_sensitive_it_is() -> None:
    for group in PERSONAL:
        for name, fact in vars(CLASSES[group]).items():
            if isinstance(fact, Fact):
                assert fact.sensitivity in LEVELS, f"{group}.{name}"
    assert CLASSES["person"].birth_date.sensitivity == "sensitive"
    assert CLASSES["hire"].household_district.sensitivity == "personal"
    hires = SAMPLE.accepted_facts(SAMPLE.measures["2.1"])["hires"]
    assert isinstance(hires, Relation) and {f.sensitivity for f in hires.facts.values()} == {"personal"}
