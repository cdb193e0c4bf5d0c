"""Cases of one person or firm together: byte for byte what `wenjiu assess --together --json` prints for the same file."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner
from tests.support.answers import ROOT, Form
from tests.support.cases import case
from tests.support.command import wenjiu
from tests.support.handworked import FOLDER, from_yaml

from wenjiu.api import openapi
from wenjiu.api.operations import OPERATIONS
from wenjiu.cli.assess import assess
from wenjiu.policies import load_policy, names

FILES = [c["file"] for c in from_yaml((FOLDER / "together" / "cases.yaml").read_text("utf-8"))["cases"]]
PUBLISHED = Form(json.loads((ROOT / "docs" / "together.schema.json").read_text("utf-8")))


def printed(asked: str, *options: str) -> bytes:
    """What the command line prints for a file; the command itself, run in this process because the files are many."""
    done = CliRunner().invoke(assess, ["--together", "-", "--json", *options], input=asked)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.stdout_bytes


@cache
def asked_schema() -> Form:
    """Checks a body against the OpenAPI document."""
    schemas = openapi.document(OPERATIONS, load_policy("chaoyang_2020"), "en")["components"]["schemas"]
    return Form({"$ref": "#/components/schemas/together_cases", "components": {"schemas": schemas}})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_file_worked_out_by_hand_is_answered_as_on_the_command_line(api: Any, lang: str) -> None:
    form = asked_schema()
    for file in FILES:
        asked = json.dumps(file, ensure_ascii=False)
        told = api.post(f"assess/together?lang={lang}", asked)
        assert told.status == 200, asked
        assert told.raw == printed(asked, "--lang", lang)
        assert PUBLISHED.objections(told.json) == form.objections(file) == [], asked
    assert len(FILES) > 25


def test_the_program_itself_prints_the_same_bytes(api: Any) -> None:
    asked = json.dumps(FILES[0])
    told = api.post("assess/together", asked).raw
    assert told == printed(asked) == wenjiu("assess", "--together", "-", "--json", given=asked).out


def test_a_list_of_cases_is_taken_as_one_persons(api: Any) -> None:
    asked = json.dumps(FILES[0]["cases"])
    assert api.post("assess/together", asked).raw == printed(asked) and asked_schema().is_sound(FILES[0]["cases"])


def test_settings_of_the_file_hold_for_every_case(api: Any) -> None:
    shared = {"params_only": True, "params": {"policy_effective_from": "2018-01-01"}, "on": "2020-06-01"}
    asked = json.dumps({"cases": [json.loads(case(1)), json.loads(case(2))], "readings": {"A-5.2-3": "B"}, **shared})
    told = api.post("assess/together", asked)
    assert told.raw == printed(asked)
    assert {c["readings"]["A-5.2-3"] for c in told.json["cases"]} == {"B"}
    assert {c["versions"]["parameters"] for c in told.json["cases"]} == {"2020-06-01"}


#: A malformed case, and the field that its line names.
MALFORMED: list[tuple[Any, str]] = [
    (None, "case"), (1, "case"), ([], "case"), ({}, "measure"), ({"measure": "9.9", "facts": {}}, "measure"),
    ({"measure": [], "facts": {}}, "measure"), ({"measure": {"a": 1}, "facts": {}}, "measure"),
    ({"clause": [[]], "facts": {}}, "measure"), ({"measure": "5.2"}, "facts"),
    ({"measure": "5.2", "facts": {"x": 1}}, "facts.x"), ({"measure": "5.2", "facts": {}, "params": []}, "params"),
    ({"measure": "5.2", "facts": {}, "readings": {"A-2.0-1": "B"}}, "readings.A-2.0-1"),
    ({"measure": "5.2", "facts": {}, "same": False}, "same"), ({"measure": "5.2", "facts": {}, "same": ""}, "same"),
    ({"measure": "5.2", "facts": {}, "same": ["p"]}, "same"), ({"measure": "5.2", "facts": {}, "period": {}}, "period"),
    ({"measure": "5.2", "facts": {}, "period": {"from": "2020-02-30", "to": "2020-03-01"}}, "period.from"),
    ({"measure": "5.2", "facts": {}, "period": {"from": "2020-03-02", "to": "2020-03-01"}}, "period.to"),
]  # fmt: skip


@pytest.mark.parametrize(("malformed", "field"), MALFORMED)
def test_a_malformed_case_leaves_the_others_as_they_are(api: Any, malformed: Any, field: str) -> None:
    file = FILES[0]
    whole = api.post("assess/together?lang=en", json.dumps(file)).json
    first, *rest = file["cases"]
    told = api.post("assess/together?lang=en", json.dumps({**file, "cases": [first, malformed, *rest]}))
    assert told.status == 200 and PUBLISHED.objections(told.json) == []
    answer = told.json
    line = answer["cases"].pop(1)
    assert (line["line"], line["error"]["field"]) == (2, field)
    assert line["error"]["message"] and line["error"]["fix"]
    assert answer == whole


def test_numbers_are_decimals_and_ids_of_any_type_come_back(api: Any) -> None:
    cases = ", ".join(case("ID").replace('"ID"', id) for id in ("1e400", "0.1", '{"a": [1]}', "null", "NaN"))
    asked = f'{{"cases": [{cases}], "past_awards": [{{"measure": "5.2", "amount": 0.29, "id": [1]}}]}}'
    assert api.post("assess/together", asked).raw == printed(asked)


def test_a_thousand_cases_and_past_awards_are_answered(api: Any) -> None:
    paid = [{"id": i, "measure": "5.3", "same": {"person": f"p{i}", "entity": f"e{i}"}} for i in range(999)]
    mine = {"id": "mine", "measure": "5.3", "facts": {}, "same": {"person": "p7", "entity": "another"}}
    told = api.post("assess/together", json.dumps({"cases": [mine], "past_awards": paid})).json
    assert [f["between"] for f in told["findings"]] == [[7, "mine"]] and len(told["cases"]) == 1


def test_a_policy_without_rules_of_stacking_answers_each_case_by_itself(api: Any) -> None:
    for name in names():
        rules = load_policy(name)
        measure = next(iter(rules.measures.values()))
        asked = json.dumps([{"measure": measure.code, "facts": measure.example}])
        told = api.post(f"assess/together?policy={name}", asked)
        assert told.raw == printed(asked, "--policy", name)
        assert (told.json["policy"], len(told.json["cases"]), told.json["findings"]) == (name, 1, [])
