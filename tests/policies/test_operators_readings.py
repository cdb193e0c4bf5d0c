"""Readings that the operator switches on for a whole installation hold for every case that does not ask otherwise."""

import pytest

from wenjiu.policies import READINGS, load_policy, published_policy

POLICY = load_policy("chaoyang_2020")
BUSINESS = POLICY.measures["5.2"].example | {"entity_type": "individual_business"}


def test_a_case_goes_by_the_operators_reading_unless_it_names_its_own() -> None:
    switched = POLICY.with_letters({"A-5.2-4": "B"})
    assert POLICY["5.2"].assess(BUSINESS).eligible == "unknown"
    answer = switched["5.2"].assess(BUSINESS)
    assert (answer.eligible, answer["readings"]["A-5.2-4"]) == ("yes", "B")
    assert switched["5.2"].assess(BUSINESS, readings={"A-5.2-4": "A"}).eligible == "unknown"
    assert switched["4.4a"].assess({})["readings"]["A-4.4-1"] == "A"


def test_the_guide_and_the_check_go_by_it_too() -> None:
    switched = POLICY.with_letters({"A-5.2-4": "B"})
    assert {r["id"]: r["letter"] for r in switched["5.2"].guide("en")["readings"]}["A-5.2-4"] == "B"
    answers = [r.answer for r in switched.check("firm", {}).results if r.code == "5.2"]
    assert answers[0].case.letters == {"A-5.2-4": "B"}


@pytest.mark.parametrize("letters", [{"A-5.2-4": "Z"}, {"A-9.9-9": "B"}])
def test_a_reading_that_does_not_exist_is_refused(letters: dict[str, str]) -> None:
    with pytest.raises(KeyError, match="has no reading"):
        POLICY.with_letters(letters)


def test_the_environment_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    load = published_policy.__wrapped__
    monkeypatch.setenv(READINGS, "A-5.2-4=B, elsewhere:G3=B")
    assert load("chaoyang_2020").letters == {"A-5.2-4": "B"}
    monkeypatch.setenv(READINGS, "A-5.2-4")
    with pytest.raises(KeyError, match="is not ID=LETTER"):
        load("chaoyang_2020")
