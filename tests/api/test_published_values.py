"""The published schema of values of parameters: amounts and words as strings, shares as numbers from 0 to 1."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.support.answers import SCHEMA

from wenjiu.policies import load_policy

VALUE = Draft202012Validator(
    {"$ref": "#/$defs/parameter_value", "$defs": json.loads(SCHEMA.read_text("utf-8"))["$defs"]}
)


@pytest.mark.parametrize("value", [
    {}, {"large": 0.5}, {"large": 0, "small": 1, "micro": 0.005}, {"large": "0.33333333333333333333"}, {"2019": "1651.00"},
    {"basis": "per_person", "yuan": "5.00"}, 0.2, 12, "5.00", None, True, ["a"], [],
    [{"from": "2019-07-01", "yuan_month": "1500.00"}], [{"from": "2019-07-01", "employer": "1.00", "individual": "2.00"}],
])  # fmt: skip
def test_a_value_that_a_parameter_can_have_is_accepted(value: Any) -> None:
    assert VALUE.is_valid(value)


@pytest.mark.parametrize("value", [
    {"large": 1.5}, {"large": -0.1}, {"large": None}, {"large": True}, {"large": [0.5]}, {"large": {}}, {"2019": ""},
    {"2019": 1651}, -1, [1], [{}], [{"from": "2019-07-01"}], [{"from": "2019-07-01", "yuan_month": 1500}],
])  # fmt: skip
def test_a_value_that_no_parameter_has_is_refused(value: Any) -> None:
    assert not VALUE.is_valid(value)


def test_every_value_of_every_parameter_keeps_to_it(api: Any) -> None:
    shares = 0
    for param in load_policy().book.params.values():
        told = api.get(f"parameters/{param.name}").json
        for value in (told["value"], *(row["value"] for row in told["rows"])):
            assert list(VALUE.iter_errors(value)) == [], param.name
        for row in param.rows:
            whole = param.public(getattr(param.at(row.start), "value", None))
            assert list(VALUE.iter_errors(whole)) == [], (param.name, whole)
            shares += isinstance(whole, dict) and any(isinstance(v, float) for v in whole.values())
    assert shares, "no map of shares was among them"
