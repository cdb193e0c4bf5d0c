"""The file of the rosters of a policy: what stands there exists, and a wrong entry is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support import rosters

from wenjiu.policies import load_policy
from wenjiu.rosters.kind_files import load
from wenjiu.rules.language.nodes import DefinitionError

SOUND = """
rosters:
  - id: hires
    audience: firm
    name: {zh: 招用, en: hires}
    about: {zh: 名单, en: a list}
    measures: [3.2a, 3.4b]
    once: [claim_year]
"""


def loaded(tmp_path: Path, text: str) -> object:
    path = tmp_path / "rosters.yaml"
    path.write_text(text, encoding="utf-8")
    return load(load_policy("chaoyang_2020"), path)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("rosters:", "lists:", "lists"),
        ("audience: firm", "audience: shop", "hires.audience: 'shop'"),
        ("    once: [claim_year]", "", "once: is missing"),
        ("[claim_year]", "[claim_day]", "hires.once: 'claim_day'"),
        ("[claim_year]", "claim_year", "hires.once: 'claim_year' is no list"),
        ("[3.2a, 3.4b]", "[3.2a, 9.9]", "hires.measures: '9.9'"),
        ("en: hires", "en: ''", "hires.name.en"),
        ("en: hires", "fr: hires", "hires.name.fr"),
        ("[claim_year]", "[claim_year]\n    each: {people: 1}", "hires.each: 'people'"),
        ("[claim_year]", "[claim_year]\n    members: hires", "hires.members: 'hires'"),
        ("[claim_year]", "[claim_year]\n    one_claim: {3.2a: certificate}", "hires.one_claim.3.2a: 'certificate'"),
        ("[claim_year]", "[claim_year]\n    one_claim: {4.1a: person}", "hires.one_claim: '4.1a'"),
        (
            "[claim_year]",
            "[claim_year]\n    counts: {retained_count: {group: a}}",
            "hires.counts.retained_count: 'group'",
        ),
        ("[claim_year]", "[claim_year]\n    counts: {people: {}}", "hires.counts: 'people'"),
        (
            "[claim_year]",
            "[claim_year]\n    borrowed: [{measure: 4.1a, fact: colour}]",
            "hires.borrowed.fact: 'colour'",
        ),
        ("[claim_year]", "[claim_year]\n    apart: [[retained_count]]", "hires.apart: 'retained_count'"),
        ("[claim_year]", "[claim_year]\n    colour: red", "colour"),
    ],
)
def test_a_wrong_entry_is_named_with_its_place(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert loaded(tmp_path, SOUND)
    with pytest.raises(DefinitionError, match="rosters.yaml") as caught:
        loaded(tmp_path, SOUND.replace(old, new))
    assert named in str(caught.value)


def test_an_id_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="twice"):
        loaded(tmp_path, SOUND + SOUND.replace("\nrosters:\n", ""))


@pytest.mark.parametrize(("policy", "id"), rosters.ROSTERS)
def test_every_header_of_a_roster_is_unlike_the_others_in_either_language(policy: str, id: str) -> None:
    form = rosters.form_of(policy, id)
    for lang in ("zh", "en"):
        headers = [c.header(lang) for c in form.columns]
        assert len(set(headers)) == len(headers) and all(headers)
    assert all(c.help.zh and c.help.en for c in (*form.columns, *form.once))


@pytest.mark.parametrize(("policy", "id"), rosters.ROSTERS)
def test_a_star_marks_exactly_the_columns_without_which_no_measure_that_uses_them_is_granted(
    policy: str, id: str
) -> None:
    form = rosters.form_of(policy, id)
    if form.kind.as_a_whole:
        return
    for column in form.columns:
        assert set(column.needed) <= set(column.measures)
    assert all(any(code in c.needed for c in form.columns) for code in form.kind.measures)


def test_the_columns_of_the_hires_are_the_facts_of_their_measures() -> None:
    form = rosters.form_of("chaoyang_2020", "hires")
    found = {c.id: (c.measures, c.needed) for c in form.columns if c.fact is not None}
    assert found["person_hukou_district"] == (("3.2a", "3.2b", "3.4b"),) * 2
    assert found["hire_date"] == (("3.2a",), ("3.2a",))
    assert found["is_fresh_university_graduate"] == (("3.2a",), ())
    assert not {"retained_count", "applicant_is_employer", "claim_year", "extra_key_group"} & set(found)


def test_one_column_serves_facts_of_two_measures_that_the_registers_call_the_same() -> None:
    form = rosters.form_of("chaoyang_2020", "trainees")
    (household,) = (c for c in form.columns if c.id == "person_hukou_district")
    assert household.keys == ("person.household_district", "hire.household_district")
