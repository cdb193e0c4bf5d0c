"""The second version of the invented document changes one figure from its day on, in the rules as in the text."""

from pathlib import Path

import pytest

import wenjiu
from wenjiu.policies import load_policy
from wenjiu.policies.documents import coverage_report, load_document
from wenjiu.standards import civil

TEXTS = Path(wenjiu.__file__).parent / "policies" / "sample_district" / "texts"
POLICY = load_policy("sample_district")


@pytest.mark.parametrize(("issued", "amount", "version"), [
    ("2023-03-01", "2600.00", 1),
    ("2024-12-31", "2600.00", 1),
    ("2025-01-01", "3000.00", 2),
    ("2026-06-30", "3000.00", 2),
])  # fmt: skip
def test_the_sum_for_a_technician_is_that_of_the_version_in_force_on_the_day_of_issue(issued, amount, version):
    facts = POLICY.measures["2.2"].example | {"certificate_date": issued, "application_date": issued}
    answer = POLICY["2.2"].assess(facts)
    assert (answer.eligible, answer.amount) == ("yes", amount)
    assert POLICY.version_on(civil.parse(issued)).number == version


def test_the_sum_for_a_senior_worker_is_the_same_in_both_versions():
    for issued in ("2024-12-31", "2025-01-01"):
        facts = POLICY.measures["2.2"].example | {"certificate_date": issued, "application_date": issued}
        assert POLICY["2.2"].assess(facts, certificate_level="senior").amount == "1800.00"


def test_a_figure_that_was_not_public_when_a_case_was_decided_is_not_used():
    facts = POLICY.measures["2.2"].example | {"certificate_date": "2025-01-01", "application_date": "2025-01-01"}
    assert POLICY["2.2"].assess(facts, decision_date="2024-12-09").amount == "2600.00"
    assert POLICY["2.2"].assess(facts, decision_date="2024-12-10").amount == "3000.00"


def test_the_rate_of_a_traineeship_follows_the_dated_table_through_its_months():
    facts = POLICY.measures["3.1"].example | {"traineeship_start": "2025-06-01", "traineeship_end": "2025-07-31"}
    assert POLICY["3.1"].assess(facts).amount == "1950.00"


def test_both_texts_load_by_their_title_and_differ_in_one_sentence(tmp_path):
    first = load_document(TEXTS / "2023.txt", None, tmp_path)
    second = load_document(TEXTS / "2025.txt", None, tmp_path)
    assert (first.policy, second.policy) == ("sample_district", "sample_district")
    assert (first.document.unrecognised, second.document.unrecognised) == ([], [])
    assert (first.status, second.status, second.version) == ("first", "changed", 2)
    changed = second.comparison
    assert [(old.clause, old.number, new.number) for old, new in changed.changed] == [("2.2", 2, 2)]
    assert not (changed.added or changed.removed or changed.moved)


def test_coverage_notices_that_the_first_text_is_not_the_one_that_was_coded(tmp_path):
    load_document(TEXTS / "2023.txt", None, tmp_path)
    report = coverage_report("sample_district", tmp_path)
    assert [(u.sentence.clause, u.sentence.number, u.why) for u in report.unmarked] == [("2.2", 2, "reworded")]
