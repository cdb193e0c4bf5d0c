"""The index of the Chaoyang policy, made once."""

from __future__ import annotations

import pytest

from wenjiu.policies import load_policy
from wenjiu.rules.policy import Policy
from wenjiu.search.answers import index_of
from wenjiu.search.index import Index
from wenjiu.standards import civil


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy("chaoyang_2020")


@pytest.fixture(scope="session")
def index(policy: Policy) -> Index:
    return index_of(policy, civil.today())
