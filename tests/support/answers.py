"""Comparing answers with what was expected, and with the published JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "assess.schema.json"
LISTS = ("fails", "missing", "missing_parameters")
_document = json.loads(SCHEMA.read_text("utf-8"))
_parts = {"answer": "#/$defs/answer", "error": "#/$defs/error_line"}


class Form:
    """A JSON Schema. One library says within microseconds that data is sound; what it objects to, another puts in words."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.is_sound = jsonschema_rs.Draft202012Validator(schema).is_valid
        self.validator = Draft202012Validator(schema)

    def objections(self, data: Any) -> list[str]:
        """What is wrong with data, a line each; empty where nothing is."""
        if self.is_sound(data):
            return []
        return [f"{error.json_path}: {error.message}" for error in self.validator.iter_errors(data)]


_forms = {name: Form({"$ref": ref, "$defs": _document["$defs"]}) for name, ref in _parts.items()}


def breaches(line: Mapping[str, Any]) -> list[str]:
    """What the published schema objects to in a parsed line of output; an answer if it has a verdict, else an error."""
    return _forms["answer" if "eligible" in line else "error"].objections(line)


def differences(expected: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """One line for each expected field that the answer does not give; fields that are not expected are not looked at.

    Amounts compare as numbers, lists of ids as sets with repetition, near misses by those listed being among those given,
    validations by those that failed.
    """
    found = []
    for field, wanted in expected.items():
        given = answer[field]
        if field in LISTS:
            same = sorted(wanted) == sorted(given)
        elif field == "amount":
            same = _yuan(wanted) == _yuan(given)
        elif field == "amount_range":
            same = [_yuan(v) for v in wanted] == [_yuan(v) for v in given]
        elif field == "payees":
            same = [(p["payee"], _yuan(p["amount"])) for p in wanted] == [
                (p["payee"], _yuan(p["amount"])) for p in given
            ]
        elif field == "validations":
            same = wanted == [{"id": v["id"], "result": v["result"]} for v in given if v["result"] == "failed"]
        elif field == "near_misses":
            same = all(any(_as_text(miss).items() <= _as_text(g).items() for g in given) for miss in wanted)
        else:
            same = wanted == given
        if not same:
            found.append(f"{field}: expected {wanted!r}, answered {given!r}")
    return found


def _yuan(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _as_text(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
