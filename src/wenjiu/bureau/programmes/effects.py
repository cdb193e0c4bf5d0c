"""What apps that stand after this one know or do, such as past awards and messages. They register here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes.models import Panellist
from wenjiu.rules.policy import Policy

#: Called with (policy, measure, people); returns for each person public fact name -> value that past awards answer.
past_facts: list[Callable[[Policy, str, Sequence[Party]], list[Mapping[str, Any]]]] = []
#: Called with (actor, panellist) in the transaction in which somebody is named for a panel or taken off it.
on_panel: list[Callable[[Any, Panellist], None]] = []
