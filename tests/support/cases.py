"""A case that is answered, to be damaged by a test: an invented firm that asks for clause 5.2."""

from __future__ import annotations

import json
from typing import Any

FACTS: dict[str, Any] = {
    "registered_district": "chaoyang",
    "tax_district": "chaoyang",
    "operating_normally": True,
    "operation_start_date": "2018-06-15",
    "application_date": "2020-09-15",
    "enterprise_size": "small",
    "chaoyang_hukou_workers": 3,
    "already_paid_5_2": False,
}


def case(id: Any = "good", **changes: Any) -> str:
    """The case as one line of JSON, with top-level fields replaced."""
    return json.dumps({"id": id, "measure": "5.2", "params_only": True, "facts": FACTS, **changes}, ensure_ascii=False)


def fact(name: str, value: str, id: str = "case") -> str:
    """The case with one fact written as the given JSON text, whatever that is."""
    others = json.dumps({k: v for k, v in FACTS.items() if k != name}, ensure_ascii=False)[1:-1]
    return (
        f'{{"id": "{id}", "measure": "5.2", "params_only": true, "facts": {{{others}, {json.dumps(name)}: {value}}}}}'
    )
