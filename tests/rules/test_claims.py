"""Claims that do not fit their policy are refused with file and field; keys and months are made of ids and facts."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.rules.invented import measure, policy, vocabulary

from wenjiu.policies.chaoyang_2020 import policy as chaoyang
from wenjiu.policies.chaoyang_2020.policy import policy as real
from wenjiu.policies.vocabulary import _state_sensitivity, suppliers
from wenjiu.rules.document.claim_files import load_claims
from wenjiu.rules.document.claims import ClaimError, claim_key, claim_year, months_of
from wenjiu.rules.language.facts import Vocabulary, yes_no
from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.rules.language.sources import load_suppliers
from wenjiu.rules.language.text import T

FILE = Path(chaoyang.__file__).with_name("claims.yaml")
DATA = yaml.safe_load(FILE.read_text("utf-8"))


def changed(tmp_path: Path, *at: str, to: Any) -> None:
    """Load the real policy with one value of its claims changed, or taken out where `to` is None."""
    data = copy.deepcopy(DATA)
    inner = data
    for name in at[:-1]:
        inner = inner[name]
    if to is None:
        del inner[at[-1]]
    else:
        inner[at[-1]] = to
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    dataclasses.replace(real, claims=load_claims(path), _programs={})


@pytest.mark.parametrize(
    ("at", "to", "message"),
    [
        (("claims", "5.2"), None, r"claims\.5\.2: is missing; every measure has a claim"),
        (("claims", "9.9"), DATA["claims"]["5.2"], r"claims\.9\.9: there is no such measure"),
        (("claims", "3.2a", "roles", "employer"), "org_id", r"claims\.3\.2a\.roles\.employer: 'org_id' is none of id, firm_id"),
        (("claims", "4.3c", "things", "edition"), "event_id.x", r"claims\.4\.3c\.things\.edition: 'x' is none of"),
        (("claims", "3.2a", "key"), ["employer", "house"], r"claims\.3\.2a\.key: 'house' is none of employer, person"),
        (("claims", "3.2a", "pays", "employer"), "boss", r"claims\.3\.2a\.pays\.employer: 'boss' is none of"),
        (("claims", "3.2a", "pays"), {"firm": "employer"}, r"claims\.3\.2a\.pays: 'firm' is none of employer"),
        (("claims", "4.1a", "pays"), {"worker": "person"}, r"claims\.4\.1a\.pays\.training_institution: is missing"),
        (("claims", "3.2a", "files"), {"organisation": "boss"}, r"claims\.3\.2a\.files\.organisation: 'boss'"),
        (("claims", "3.2a", "files"), {"company": "employer"}, r"claims\.3\.2a\.files: 'company' is none of person"),
        (("claims", "3.2a", "subject"), "worker", r"claims\.3\.2a\.subject: 'worker'"),
        (("claims", "3.2a", "opened_by"), ["friend"], r"claims\.3\.2a\.opened_by: 'friend' is none of applicant"),
        (("claims", "3.2a", "many"), "yes", r"claims\.3\.2a\.many: 'yes' is neither true nor false"),
        (("claims", "3.2a", "lines"), 1, r"claims\.3\.2a\.lines: there is no such field"),
        (("claims", "3.2a", "once_facts"), ["year"], r"claims\.3\.2a\.once_facts: 'year' is none of"),
        (("claims", "5.3", "anew"), ["rent"], r"claims\.5\.3\.anew: 'rent' is none of"),
        (("claims", "3.1a", "year_of"), "layoff_count", r"claims\.3\.1a\.year_of: the fact layoff_count is no year or date"),
        (("claims", "3.1a", "year_of"), None, r"claims\.3\.1a\.year_of: is missing"),
        (("claims", "3.1a", "key"), ["employer"], r"claims\.3\.1a\.key: a claim for each year needs year in its key"),
        (("claims", "3.4a", "months_of"), {"first": "start", "count": "x"}, r"claims\.3\.4a\.months_of: 'start' is none"),
        (("claims", "3.4a", "months_of"), {"first": "traineeship_start"}, r"claims\.3\.4a\.months_of: needs either"),
        (("claims", "3.4a", "once_role"), None, r"claims\.3\.4a\.once_group: goes together with once_role"),
        (("claims", "3.4a", "cap", "most"), "3.4a.longest", r"claims\.3\.4a\.cap\.most: '3\.4a\.longest' is none of"),
        (("claims", "3.4a", "cap", "most"), 0, r"claims\.3\.4a\.cap\.most: 0 is neither a number"),
        (("claims", "3.4a", "cap", "per"), ["office"], r"claims\.3\.4a\.cap\.per: 'office' is none of"),
        (("claims", "5.3", "slots"), None, r"claims\.5\.3\.slots: goes together with the period slot"),
        (("claims", "5.2", "counted"), {"facts": ["entity_type"]}, r"claims\.5\.2\.counted\.facts: the fact entity_type is no"),
        (("claims", "5.2", "counted", "counts"), {"size": {}}, r"claims\.5\.2\.counted\.counts: 'size' is none of"),
        (("claims", "5.2", "counted", "counts"), {"other_workers": {"sex": ["f"]}}, r"counts\.other_workers: 'sex' is none"),
        (("claims", "5.2", "counted", "counts"), {"other_workers": {"household": ["x"]}}, r"household: 'x' is none of elsewhere, home"),
        (("claims", "5.2", "counted", "apart"), [["size"]], r"counted\.apart\[0\]: 'size' is none of"),
        (("claims", "5.2", "counted", "asks", "household"), {"zh": "户籍", "en": "household"}, r"answers: is missing"),
        (("first",), ["person.nobody"], r"first: 'person\.nobody' is none of"),
        (("claims", "5.2", "counted", "table"), "people", r"claims\.5\.2\.counted\.table: 'people' is none of"),
        (("claims", "5.2", "changes", ), [{"under": {"A-5.2-3": "Z"}, "key": ["employer"]}], r"changes\.under: 'A-5\.2-3 Z'"),
        (("claims", "5.2", "changes", ), [{"under": {"A-5.2-3": "B"}}], r"changes\[0\]: names no reading, or changes nothing"),
        (("claims", "5.2", "changes", ), [{"under": {"A-5.2-3": "B"}, "key": ["owner"]}], r"claims\.5\.2\.key: 'owner'"),
        (("awarded", "hire.already_paid"), None, r"awarded\.hire\.already_paid: is missing; 3\.2a asks already_paid_3_2a"),
        (("awarded", "hire.paid"), DATA["awarded"]["hire.already_paid"], r"awarded\.hire\.paid: no measure accepts"),
        (("awarded", "hire.date"), {"codes": ["3.2a"], "same": ["person"], "gives": "first"}, r"awarded\.hire\.date: the source of"),
        (("awarded", "hire.already_paid", "gives"), "months", r"awarded\.hire\.already_paid\.gives: months is no"),
        (("awarded", "hire.already_paid", "codes"), ["9.9"], r"awarded\.hire\.already_paid\.codes: '9\.9'"),
        (("awarded", "hire.already_paid", "same"), ["shop"], r"awarded\.hire\.already_paid\.same \(of 3\.2a\): 'shop'"),
        (("awarded", "hire.already_paid", "year"), "same", r"awarded\.hire\.already_paid\.year: the claim of 3\.2a has no"),
        (("awarded", "stability.refund_this_year", "codes"), ["5.2"], r"refund_this_year\.codes: '5\.2' is none of none, 3\.1a"),
    ],
)  # fmt: skip
def test_a_wrong_claim_is_refused_with_file_and_field(
    tmp_path: Path, at: tuple[str, ...], to: Any, message: str
) -> None:
    with pytest.raises(DefinitionError, match=rf"claims\.yaml: .*{message}"):
        changed(tmp_path, *at, to=to)


def test_a_measure_that_is_tried_out_needs_no_claim() -> None:
    day = real.dates["event_date"]
    tried = real.with_measures(measure(trigger=day, vocabulary=Vocabulary({"event_date": day})))
    assert "9.9" in tried.measures and "9.9" not in tried.claims


def test_a_fact_from_a_supplier_that_nobody_knows_is_refused_by_name() -> None:
    rumour = yes_no(
        T("传闻", "rumour"), T("听说了吗？", "Heard?"), T("没有用", "no use"), key="x.rumour", source="hearsay"
    )
    with pytest.raises(DefinitionError, match=r"fact rumour \(x\.rumour\): source 'hearsay' is no supplier"):
        policy(measure(vocabulary=Vocabulary(vocabulary().names | {"rumour": rumour})))


def test_a_supplier_without_a_provision_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "suppliers.yaml"
    path.write_text(
        "provisions: {}\nsuppliers:\n  post: {kind: register, zh: 邮局, en: post, provision: law}\n", "utf-8"
    )
    with pytest.raises(DefinitionError, match=r"suppliers\.yaml: suppliers\.post\.provision: 'law' is none of"):
        load_suppliers(path)
    path.write_text("provisions: {}\nsuppliers:\n  post: {kind: register, zh: 邮局, en: post}\n", "utf-8")
    with pytest.raises(DefinitionError, match=r"suppliers\.post\.provision: is missing"):
        load_suppliers(path)


def test_a_fact_about_a_person_without_sensitivity_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sensitivity.yaml"
    path.write_text("hire: {}\n", "utf-8")
    with pytest.raises(DefinitionError, match=r"sensitivity\.yaml: hire\.is_new: is missing"):
        _state_sensitivity(path)


def test_a_key_names_roles_things_and_dates_in_the_order_of_the_claim() -> None:
    claims = real.claims
    assert claim_key(claims["3.2a"], {"person": "77", "employer": "12"}, {}) == "employer=12;person=77"
    ids = {"edition": "e1", "event": "v2", "person": "77"}
    assert claim_key(claims["4.3c"], ids, {}) == "edition=e1;event=v2;person=77"
    assert (
        claim_key(claims["4.4b"], {"institution": "5"}, {"event_date": dt.date(2020, 12, 31)})
        == "institution=5;year=2020"
    )
    topped_up = claims["5.2"].under({"A-5.2-3": "B"})
    assert claim_key(topped_up, {"employer": "12"}, {"application_date": "2021-03-15"}) == "employer=12;day=2021-03-15"


@pytest.mark.parametrize(
    ("code", "ids", "facts", "part"),
    [
        ("3.2a", {"employer": "12"}, {}, "person"),
        ("3.2a", {"employer": " ", "person": "7"}, {}, "employer"),
        ("3.2a", {"employer": "1;person=7", "person": "7"}, {}, "employer"),
        ("4.4a", {"institution": "5"}, {}, "grading"),
        ("3.1a", {"employer": "12"}, {}, "year"),
        ("3.2b", {"employer": "12", "person": "7"}, {"insured_months": 6}, "months"),
        ("3.3", {"person": "7"}, {}, "day"),
        ("3.3", {"person": "7"}, {"application_date": "soon"}, "application_date"),
    ],
)
def test_a_key_that_lacks_a_part_is_refused_and_names_it(
    code: str, ids: dict[str, str], facts: dict[str, Any], part: str
) -> None:
    with pytest.raises(ClaimError, match=f"{code}: .*{part}") as refused:
        claim_key(real.claims[code], ids, facts)
    assert refused.value.part == part


M = 2020 * 12


@pytest.mark.parametrize(
    ("code", "facts", "span"),
    [
        # Complete months from the first day on: 15 September to 14 December are three.
        ("3.4a", {"traineeship_start": "2020-09-15", "traineeship_end": "2020-12-14"}, (M + 8, M + 11)),
        ("3.4a", {"traineeship_start": "2020-09-15", "traineeship_end": "2020-12-13"}, (M + 8, M + 10)),
        ("3.4a", {"traineeship_start": "2020-09-15", "traineeship_end": "2020-10-01"}, None),
        ("3.4a", {"traineeship_start": "2020-09-15", "traineeship_end": "2020-09-01"}, None),
        ("3.4a", {"traineeship_start": "2020-09-15"}, None),
        # Over a year's end.
        ("3.4b", {"retention_start": "2020-11-20", "retention_insured_months": 4}, (M + 10, M + 14)),
        ("3.4b", {"retention_start": "2020-11-20", "retention_insured_months": 0}, None),
        # A whole year needs no first month; part of it does.
        ("3.5a", {"subsidy_year": 2020, "placed_months": 12}, (M, M + 12)),
        ("3.5a", {"subsidy_year": 2020, "placed_months": 5}, None),
        ("3.5a", {"subsidy_year": 2020, "placed_months": 5, "first_month": "2020-03"}, (M + 2, M + 7)),
        ("3.2b", {"insured_months": 6}, None),
        ("3.2b", {"insured_months": 6, "first_month": "2020-01"}, (M, M + 6)),
        ("3.2b", {"insured_months": 6, "first_month": dt.date(2020, 1, 31)}, (M, M + 6)),
        ("3.2a", {"hire_date": "2020-01-01"}, None),
    ],
)
def test_months_are_counted_from_the_facts(code: str, facts: dict[str, Any], span: tuple[int, int] | None) -> None:
    assert months_of(real.claims[code], facts) == span


def test_the_months_of_a_key_are_the_first_and_the_last() -> None:
    facts = {"insured_months": 6, "first_month": "2020-09"}
    assert claim_key(real.claims["3.2b"], {"employer": "1", "person": "2"}, facts).endswith("months=2020-09..2021-02")


def test_a_claim_without_a_year_has_none_and_a_year_that_is_unknown_is_none() -> None:
    assert claim_year(real.claims["3.2a"], {}) is None
    assert claim_year(real.claims["3.1b"], {}) is None
    assert claim_year(real.claims["3.1b"], {"application_year": 2021}) == 2021


def test_the_suppliers_of_the_vocabulary_are_those_of_the_policy() -> None:
    assert real.suppliers is suppliers
