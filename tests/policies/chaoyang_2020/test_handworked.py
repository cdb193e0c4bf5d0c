"""Every case worked out by hand is answered as it was worked out: by the library, and alike by the program.

A table is judged in one pass; a failure lists every row that differs, by its id.
"""

import json

import pytest
from tests.support.command import wenjiu
from tests.support.counts import some
from tests.support.handworked import FOLDER, TABLES, Handworked, disagreements, files

from wenjiu.cli.case_files import parse_json
from wenjiu.policies import load_policy
from wenjiu.rules.language.problems import CaseError

POLICY = load_policy("chaoyang_2020")
CODES = sorted(files())
#: Rows of each table when it was last counted; tables only grow.
ROWS = {"handworked": 2683, "boundaries": 2245, "combinations": 366}


@pytest.mark.parametrize("code", CODES)
def test_each_answer_is_the_one_worked_out_by_hand(code: str) -> None:
    found = disagreements(POLICY, files()[code])
    assert not found, "\n\n".join([f"{len(found)} of {len(files()[code])} rows differ", *found])


@pytest.mark.parametrize("table", TABLES)
def test_no_row_of_a_table_is_lost(table: str) -> None:
    assert sorted(files(table)) == sorted(POLICY.measures)
    assert sum(len(cases) for cases in files(table).values()) >= ROWS[table]
    for code, cases in files(table).items():
        lines = (FOLDER / table / f"{code}.yaml").read_text("utf-8").splitlines()
        written = [line for line in lines if line.lstrip(" -{").startswith("id:") and line.lstrip().startswith("-")]
        assert len(cases) == len({case.id for case in cases}) == len(written), code


def test_a_row_that_differs_is_listed_by_its_id_whatever_the_rows_before_it_did() -> None:
    first, second, third, *_ = files()["5.2"]
    wrong = {"eligible": "perhaps"}
    rows = [Handworked("a", "", first.text, wrong), second, Handworked("c", "", "{", {}), Handworked("d", "", "3", wrong),
            Handworked("e", "", third.text, {"error": True})]  # fmt: skip
    found = disagreements(POLICY, rows)
    assert [said.partition(":")[0] for said in found] == ["a", "c", "d", "e"]
    assert "expected 'perhaps', answered" in found[0] and "not refused" in found[3]


@pytest.mark.parametrize("code", some(CODES, 4, "a file of the program"))
def test_the_program_answers_a_whole_file_as_the_library_does(code: str) -> None:
    cases = files()[code]
    run = wenjiu("assess", "--cases", "-", "--json", "--lang", "en", given="\n".join(case.text for case in cases))
    lines = run.lines
    assert [line["id"] for line in lines] == [case.id for case in cases]
    for number, (case, line) in enumerate(zip(cases, lines, strict=True), 1):
        try:
            expected = json.loads(POLICY.assess(parse_json(case.text), "en").json())
        except CaseError as error:
            expected = {"id": case.id, "line": number, "error": error.as_dict("en")}
        assert line == expected, case.why
    assert run.status == (2 if any(case.refused for case in cases) else 0)


def test_no_two_handworked_cases_share_an_id() -> None:
    ids = [case.id for cases in files().values() for case in cases]
    assert len(ids) == len(set(ids)) >= ROWS["handworked"]


@pytest.mark.parametrize("code", CODES)
def test_failed_conditions_come_first_and_then_open_ones(code: str) -> None:
    rank = ["failed", "unknown", "met", "not_applicable"]
    for case in some(files()[code], 4, f"the order of conditions {code}"):
        if not case.refused:
            results = [rank.index(c["result"]) for c in POLICY.assess(parse_json(case.text))["conditions"]]
            assert results == sorted(results), case.id
