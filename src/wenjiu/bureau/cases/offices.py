"""Names of the offices that take steps. The app that keeps the words of documents gives them, so that pages say the same."""

from __future__ import annotations

from collections.abc import Callable

from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases import flows
from wenjiu.rules.language.text import Text

#: Called with (policy, area): the name of its office. Without one, the name of the area stands for it.
names: list[Callable[[str, Area], Text]] = []


def name_of(policy: str, area: Area) -> str:
    """Return the name of the office of an area in the language of the request."""
    return names[0](policy, area)(flows.lang()) if names else str(area.label)
