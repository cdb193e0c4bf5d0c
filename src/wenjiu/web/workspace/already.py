"""What a filer has asked for already: open cases of a measure, and the cases that may be about the same as a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wenjiu.bureau.cases.models import ENDS, Case
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.cases.queries.filings import Preview
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.preview import own_number


@dataclass(frozen=True)
class Already:
    """One line of a draft that another case may have already.

    `name`: of the measure. `who`: of the line, where it is one of a roster. `number`: of the case, where the filer may
    open it. `stops`: it cannot be granted a second time.
    """

    name: str
    who: str
    text: str
    number: str
    stops: bool


def already(form: FilingForm) -> list[Already]:
    """Return what a draft asks for that another case may have. Lines of a roster that cannot be granted are told there."""
    return [row for preview in form.previews for row in _of(form, preview)]


def _of(form: FilingForm, preview: Preview) -> list[Already]:
    listed = preview.code in form.listed
    found = []
    for line in preview.lines:
        other = line.near or (None if listed else line.double)
        if other is not None:
            number = own_number(other, line.subject.roles)
            found.append(Already(preview.name, line.name if listed else "", other.text, number, other.stops))
    return found


def under_way(user: Any, filer: Party) -> dict[str, dict[str, Any]]:
    """Return measure -> the newest open case of a filer, and how many there are."""
    cases = filings.own_cases(user).filter(filing__filer__in=parties.same_party_ids(filer)).exclude(state__in=ENDS)
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.measure, []).append(case)
    return {code: {"number": rows[0].number, "count": len(rows)} for code, rows in found.items()}
