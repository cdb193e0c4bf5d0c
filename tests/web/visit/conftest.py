"""Somebody who posts statements and answers to the visit, without a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from wenjiu.policies import load_policy

POLICY = load_policy(settings.WENJIU_POLICY)
Post = Callable[..., Any]


@pytest.fixture
def post(client: Client) -> Post:
    """Post to a page of the visit: ``post("/check/", ["founder"], answers, do="results", language="en")``."""

    def send(url: str, ticked: list[str], answers: dict[str, str], language: str = "zh-hans", **more: Any) -> Any:
        fields = {"s": ticked, **{f"a-{key}": text for key, text in answers.items()}, **more}
        return client.post(url, fields, headers={"accept-language": language})

    return send


@pytest.fixture
def example() -> Callable[[str], dict[str, str]]:
    """The example case of a measure as a visitor types it: ``example("3.1a")``."""

    def typed(code: str) -> dict[str, str]:
        measure = POLICY.measures[code]
        facts = POLICY.accepted_facts(measure)
        return {
            facts[name].key: _typed(facts[name], value)
            for name, value in measure.example.items()
            if value is not None and name in facts
        }

    return typed


def _typed(fact: Any, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value * 100:g}" if fact.type.exact else str(value)
