"""What a measure says of a list of people is asked about like any other number: at each limit, a step beside it, unknown."""

from tests.policies.sample_district.tables import POLICY

from wenjiu.rules.verify.boundaries import boundary_rows

ROWS = boundary_rows(POLICY, "2.1")
LISTS = [row.change["hires"] for row in ROWS if "hires" in row.change]
OTHERS = POLICY.measures["2.1"].example["hires"][1:]


def asked(name: str) -> set[object]:
    """The values of one fact of the first member that some row asks about; None where it is left unknown."""
    return {members[0].get(name) for members in LISTS if members and members[0] is not None and members[1:] == OTHERS}


def test_each_limit_on_a_fact_of_a_member_is_asked_about_with_a_step_on_either_side() -> None:
    assert {49, 50, 51, None} <= asked("age")
    assert {5, 6, 7, 11, 12, 13, 23, 24, 25, None} <= asked("insured_months")
    assert {"qingxi", "other", None} <= asked("household")


def test_the_list_is_asked_about_unknown_open_and_without_its_first_member() -> None:
    assert {None} == {members for members in LISTS if members is None}
    assert any(members and members[-1] is None for members in LISTS)
    assert OTHERS in LISTS


def test_every_question_about_members_is_one_that_can_be_answered() -> None:
    for row in ROWS:
        facts = POLICY.measures["2.1"].example | row.change
        raw = {"measure": "2.1", "facts": {k: v for k, v in facts.items() if v is not None}, "readings": row.readings}
        assert POLICY.assess(raw).eligible in ("yes", "no", "unknown"), row.id


def test_no_two_rows_have_one_name_and_a_name_shows_the_members() -> None:
    ids = [row.id for row in ROWS]
    assert len(ids) == len(set(ids))
    assert any("hires=[age=49 insured_months=7 household=qingxi; " in id for id in ids)
    assert any(id.endswith("; unknown]") for id in ids)
