"""What apps that stand after this one know about the people of a list, such as past awards. They register here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wenjiu.bureau.parties.models import Party
from wenjiu.rules.policy import Policy

#: Called with (policy, measure, people); returns for each person public fact name -> value that past awards answer.
past_facts: list[Callable[[Policy, str, Sequence[Party]], list[Mapping[str, Any]]]] = []
