"""The published schema of a line of output: sound itself, and tight enough to refuse what the contract rules out."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.support.answers import SCHEMA, breaches
from tests.support.cases import FACTS, case

from wenjiu.cli.case_files import parse_json
from wenjiu.policies import load_policy

POLICY = load_policy("chaoyang_2020")
DOCUMENT = json.loads(SCHEMA.read_text("utf-8"))
VALIDATOR = Draft202012Validator(DOCUMENT)
YES, NO, UNKNOWN = (
    json.loads(POLICY.assess(parse_json(case(facts={**FACTS, "chaoyang_hukou_workers": n}))).json())
    for n in (3, 2, None)
)
ERROR = {"id": "a", "line": 1, "error": {"field": "facts", "message": "m", "fix": "f"}}


def test_the_schema_is_a_sound_one_and_accepts_answers_and_errors() -> None:
    Draft202012Validator.check_schema(DOCUMENT)
    for line in (YES, NO, UNKNOWN, ERROR, {k: v for k, v in ERROR.items() if k != "id"}):
        assert VALIDATOR.is_valid(line) and breaches(line) == []


@pytest.mark.parametrize("name", sorted(YES))
def test_an_answer_that_lacks_a_field_is_refused(name: str) -> None:
    assert not VALIDATOR.is_valid({k: v for k, v in YES.items() if k != name})


@pytest.mark.parametrize("line", [YES, NO, UNKNOWN, ERROR])
def test_a_field_that_the_contract_does_not_name_is_refused(line: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid({**line, "extra": 1})


def put(*path: str | int, value: Any) -> Callable[[Any], None]:
    """A change of one place in an answer."""

    def change(line: Any) -> None:
        for step in path[:-1]:
            line = line[step]
        line[path[-1]] = value

    return change


@pytest.mark.parametrize(("line", "change"), [
    (YES, put("amount", value="30000")), (YES, put("amount", value=30000)), (YES, put("amount", value="30,000.00")),
    (YES, put("amount", value="-1.00")), (YES, put("amount", value="030000.00")), (YES, put("amount_range", value=["0.00"])),
    (YES, put("amount_range", value=[None, "1.00"])), (YES, put("eligible", value="maybe")), (YES, put("eligible", value=True)),
    (YES, put("payees", 0, "amount", value=30000)), (YES, put("payees", 0, "extra", value=1)),
    (YES, put("fails", value=["5.2.C4"])), (YES, put("missing", value=["tax_district"])), (YES, put("measure", value="C5.2")),
    (YES, put("conditions", value=[])), (YES, put("conditions", 0, "result", value="ok")),
    (YES, put("conditions", 0, "id", value="C4")), (YES, put("conditions", 0, "facts", "Name", value=1)),
    (YES, put("conditions", 0, "facts", "tax_district", value=-1.5)), (YES, put("conditions", 0, "extra", value=1)),
    (YES, put("conditions", 0, "parameters", "p", value={"value": 1})), (YES, put("readings", "A-5.2-3", value="b")),
    (YES, put("readings", "5.2-3", value="B")), (YES, put("versions", "parameters", value="today")),
    (YES, put("validations", value=[{"id": "4.3c.C1", "result": "failed", "text": "t"}])),
    (YES, put("missing_parameters", value=["table[]"])), (YES, put("notes", value=[""])),
    (NO, put("amount", value=None)), (NO, put("amount", value="1.00")), (NO, put("fails", value=[])),
    (NO, put("payees", value=[{"payee": "enterprise", "amount": "0.00"}])), (NO, put("missing", value=["tax_district"])),
    (NO, put("near_misses", 0, "needed", value="1 more")), (NO, put("near_misses", 0, "fact", value="")),
    (UNKNOWN, put("amount", value="0.00")), (UNKNOWN, put("missing", value=[])),
    (ERROR, put("line", value=0)), (ERROR, put("line", value="1")), (ERROR, put("error", "fix", value="")),
    (ERROR, put("id", value=None)), (ERROR, put("error", value={"field": "a", "message": "b"})),
])  # fmt: skip
def test_what_the_contract_rules_out_is_refused(line: dict[str, Any], change: Callable[[Any], None]) -> None:
    damaged = copy.deepcopy(line)
    change(damaged)
    assert not VALIDATOR.is_valid(damaged) and breaches(damaged)
