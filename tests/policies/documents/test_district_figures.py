"""The kept figures of other readings: of these rules, synthetic, and never used for other rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wenjiu.policies import load_policy, names
from wenjiu.policies.documents.district_figures import (
    RENEW,
    Change,
    DistrictFigures,
    figures_of,
    kept_figures,
    outdated,
)

POLICIES = [name for name in names() if load_policy(name).registers is not None]


@pytest.mark.parametrize("name", POLICIES)
def test_the_kept_figures_are_of_these_rules_and_of_every_letter_that_a_measure_computes(name):
    assert list(outdated(load_policy(name))) == []


@pytest.mark.parametrize("name", POLICIES)
def test_figures_of_other_rules_are_refused_with_how_to_renew_them(name):
    other = replace(load_policy(name), rules_version="9999.9")
    (fault,) = outdated(other)
    assert "9999.9" in fault
    assert RENEW in fault
    assert figures_of(other) is None


def test_where_the_operator_switched_a_reading_no_figures_are_shown_for_they_compare_with_the_recommended_ones():
    policy = load_policy(POLICIES[0])
    id, ambiguity = next((id, a) for id, a in policy.ambiguities.items() if a.switchable)
    assert figures_of(policy) is not None
    assert figures_of(policy.with_letters({id: ambiguity.switchable[0]})) is None


@pytest.mark.parametrize("name", POLICIES)
def test_the_figures_say_that_they_are_synthetic_and_on_what_they_rest(name):
    figures = figures_of(load_policy(name))
    assert figures is not None
    assert figures.basis() == {
        "synthetic": True,
        "people": 100_000,
        "seed": 1,
        "on": figures.on,
        "rules_version": load_policy(name).rules_version,
    }


@pytest.mark.parametrize("name", POLICIES)
def test_a_reading_changes_only_measures_that_compute_it_and_never_more_than_its_cases(name):
    policy, figures = load_policy(name), kept_figures(name)
    for id, letters in figures.changes.items():
        for letter, changes in letters.items():
            for c in changes:
                assert letter in policy.ambiguities[id].computable[c.measure]
                assert c.gain + c.lose <= c.rows
                assert set(c.lacking) <= set(policy.book.params)


def figures(*changes: Change) -> DistrictFigures:
    return DistrictFigures("1", 10, 1, "2021-12-31", {"A-1": {"B": changes}})


def test_amounts_of_several_measures_are_added_up_and_each_is_given():
    found = figures(Change("1.1", 2, 1, 0, 500_00, 600_00), Change("1.2", 3, 0, 3, -700_00, None)).data("A-1", "B")
    assert (found["cases"], found["become_entitled"], found["cease"]) == (5, 1, 3)
    assert (found["certain_yuan"], found["most_yuan"]) == ("-200.00", None)
    assert [(m["measure"], m["certain_yuan"], m["most_yuan"]) for m in found["measures"]] == [
        ("1.1", "500.00", "600.00"),
        ("1.2", "-700.00", None),
    ]


def test_where_a_figure_is_missing_under_the_other_reading_no_amount_is_given():
    found = figures(Change("1.1", 2, 0, 0, -500_00, None, ("average_wage",))).data("A-1", "B")
    assert (found["certain_yuan"], found["most_yuan"], found["lacking"]) == (None, None, ["average_wage"])
    assert figures(Change("1.1", 2, 0, 0, -500_00, None, ("average_wage",))).weight("A-1") == (0, 2)


def test_a_letter_that_was_not_screened_has_no_figure():
    assert figures().data("A-1", "C") is None
    assert figures().data("A-2", "B") is None
    assert figures().data("A-1", "B")["cases"] == 0
