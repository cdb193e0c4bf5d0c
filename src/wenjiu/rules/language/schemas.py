"""JSON Schemas that the types of facts and of parameters share."""

from __future__ import annotations

from typing import Any

from ...standards import money

Schema = dict[str, Any]

DATE: Schema = {"$ref": "#/components/schemas/date"}
NULL: Schema = {"type": "null"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}


def yuan_schema(most_fen: int = money.LARGEST_FEN) -> Schema:
    """Return the schema of yuan: a number, or a decimal string to avoid floats."""
    whole, rest = divmod(most_fen, money.FEN_PER_YUAN)
    most = whole if not rest else most_fen / money.FEN_PER_YUAN
    return {
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": most},
            {"type": "string", "pattern": r"^[0-9]+(\.[0-9]*)?$", "maxLength": 40},
        ]
    }


def nullable(schema: Schema) -> Schema:
    """Return the schema of a value that may also be null."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], NULL]}
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, NULL]}
