"""Somebody who posts statements and answers to the visit, without a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

Post = Callable[..., Any]


@pytest.fixture
def post(client: Client) -> Post:
    """Post to a page of the visit: ``post("/check/", ["founder"], answers, do="results", language="en")``."""

    def send(url: str, ticked: list[str], answers: dict[str, str], language: str = "zh-hans", **more: Any) -> Any:
        fields = {"s": ticked, **{f"a-{key}": text for key, text in answers.items()}, **more}
        return client.post(url, fields, headers={"accept-language": language})

    return send
