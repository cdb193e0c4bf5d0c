"""The command line works for any policy that is installed, and says in one line when one is not."""

import json
from pathlib import Path

import pytest
from tests.policies.sample_district.tables import POLICY
from tests.support.command import wenjiu

import wenjiu as package

TEXT = Path(package.__file__).parent / "policies" / "sample_district" / "texts" / "2025.txt"
HERE = ("--policy", "sample_district")


def test_one_case_is_answered_with_a_list_of_people() -> None:
    facts = json.dumps(POLICY.measures["2.1"].example)
    run = wenjiu("assess", "2.1", *HERE, "--facts", "-", "--json", given=facts)
    assert (run.status, run.lines[0]["eligible"], run.lines[0]["amount"]) == (0, "yes", "10500.00")


def test_the_measures_are_listed_and_shown() -> None:
    listed = json.loads(wenjiu("policy", "list", *HERE, "--json").text)
    assert (listed["policy"], [m["code"] for m in listed["measures"]]) == ("sample_district", list(POLICY.measures))
    for code in POLICY.measures:
        for lang in ("zh", "en"):
            run = wenjiu("policy", "show", code, *HERE, "--lang", lang)
            assert run.status == 0 and POLICY[code].name(lang) in run.text


@pytest.mark.parametrize("code", list(POLICY.measures))
def test_the_boundary_questions_of_every_measure_can_be_asked_for(code: str) -> None:
    run = wenjiu("policy", "boundaries", code, *HERE)
    assert run.status == 0 and run.text.count("\n- id:") >= 25


def test_the_text_is_recognised_by_its_title_loaded_and_covered(tmp_path: Path) -> None:
    env = {"WENJIU_DATA": str(tmp_path)}
    loaded = json.loads(wenjiu("policy", "load", TEXT, "--json", env=env).text)
    assert (loaded["policy"], loaded["status"]) == ("sample_district", "first")
    run = wenjiu("policy", "coverage", *HERE, "--lang", "en", env=env)
    assert run.status == 0, run.text


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", "2.1", "--policy", "nowhere", "--facts", "-"),
        ("policy", "list", "--policy", "nowhere"),
        ("policy", "show", "2.1", "--policy", "nowhere"),
        ("policy", "boundaries", "2.1", "--policy", "nowhere"),
        ("policy", "coverage", "--policy", "nowhere"),
        ("policy", "load", TEXT, "--policy", "nowhere"),
    ],
)
def test_a_policy_that_is_not_there_is_refused_in_one_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    run = wenjiu(*arguments, given="{}", env={"WENJIU_DATA": str(tmp_path)})
    assert run.status == 2
    assert len(run.messages.strip().splitlines()) == 1 and "nowhere" in run.messages
    assert list(tmp_path.iterdir()) == []


def test_the_site_is_not_served_under_the_name_of_no_policy(settings) -> None:
    from wenjiu.config.checks import served_policy_exists

    assert served_policy_exists() == []
    settings.WENJIU_POLICY = "nowhere"
    assert [message.id for message in served_policy_exists()] == ["wenjiu.E009"]
