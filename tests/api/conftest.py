"""A program that calls the API, without a network. No test here may touch a database: the API needs none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

ROOT = "/api/v1/"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "campaign: full counts; only run with -m campaign")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `campaign` run only where `-m` asks for them, as `make campaign` does."""
    if "campaign" not in (config.option.markexpr or ""):
        full = [item for item in items if item.get_closest_marker("campaign")]
        if full:
            config.hook.pytest_deselected(items=full)
            items[:] = [item for item in items if item not in full]


class Reply:
    """One answer of the API: status, headers, bytes, and the JSON in them."""

    def __init__(self, response: Any) -> None:
        self.status, self.headers, self.raw = response.status_code, response.headers, response.content
        self.cookies = response.cookies

    @property
    def json(self) -> Any:
        """The body as JSON; constants that are no JSON fail."""
        return json.loads(self.raw.decode(), parse_constant=lambda constant: pytest.fail(f"{constant} is not JSON"))


class Caller:
    """A program that calls the API."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def get(self, path: str, **headers: str) -> Reply:
        """GET an address below /api/v1/; underscores in names of headers stand for hyphens."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: bytes | str, **headers: str) -> Reply:
        """POST a body, as JSON if no other type is named."""
        return self.call("POST", path, body, **{"Content_Type": "application/json", **headers})

    def call(self, method: str, path: str, body: bytes | str = b"", **headers: str) -> Reply:
        """Call with any method."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
        kind = named.pop("Content-Type", "")
        # Django's client names no type where there is no body; a program may.
        return Reply(self.client.generic(method, ROOT + path, raw, kind, headers=named, CONTENT_TYPE=kind))


@pytest.fixture
def api() -> Caller:
    """A caller without cookies."""
    return Caller()
