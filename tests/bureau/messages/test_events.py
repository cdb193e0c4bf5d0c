"""A guard of events: each tells somebody and is written down, or says why not. A new kind of event cannot be forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import wenjiu.bureau
from wenjiu.bureau.cases.models.appeals import APPEAL_OUTCOMES
from wenjiu.bureau.cases.queries.history import SAYS, SAYS_TO_FILER
from wenjiu.bureau.documents import issuing, wording
from wenjiu.bureau.documents.models import FOR_APPLICANTS, Kind
from wenjiu.bureau.messages import following
from wenjiu.bureau.messages.wording import kinds

BUREAU = Path(wenjiu.bureau.__file__).parent
EVENT = re.compile(r"case_event\(\s*actor,\s*[\w.]+,\s*([^)]*)")
#: An event that is written into the history alone, for many cases at once: it tells nobody by itself.
RECORDED = re.compile(r'kind="case\.([a-z_]+)"')
NAME = re.compile(r'"([a-z_]+)"')


def events() -> set[str]:
    """Return every kind of event that the source records, but for the steps."""
    found: set[str] = set()
    for file in BUREAU.rglob("*.py"):
        for given in EVENT.findall(file.read_text(encoding="utf-8")):
            first = given.split(",")[0]
            if "step." in first:
                continue
            if "outcome" in first:
                found |= {f"appeal_{value}" for value in APPEAL_OUTCOMES}
            elif first == "case.state":
                found.add("closed")
            else:
                names = NAME.findall(first)
                assert names, (file.name, given)
                found |= set(names)
    return found


#: Event that is told to staff alone -> what tells it.
TO_STAFF = {"corrected": "staff_corrected", "urged": "staff_urged"}


def test_every_event_of_the_source_is_found_by_this_test() -> None:
    assert len(events()) >= 26
    assert {"filed", "withdrawn", "given_up", "appeal_kept", "ending_confirmed", "ending_dropped", "closed"} <= events()


@pytest.mark.parametrize("event", sorted(events()))
def test_an_event_has_a_message_and_a_document_or_a_reason_why_not(event: str) -> None:
    told = event in following.PLAIN or event in following._WITH_VALUES or event in TO_STAFF
    assert told != (event in following.SILENT), f"{event}: give it a message, or say in SILENT why it has none"
    made = event in issuing._MADE
    assert made != (event in issuing.UNWRITTEN), f"{event}: give it a document, or say in UNWRITTEN why it has none"
    assert event in SAYS or event == "objection_settled", f"{event}: the history has no words for it"


def test_what_is_kept_of_events_names_real_ones() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in BUREAU.rglob("*.py"))
    named = {*following.PLAIN, *following._WITH_VALUES, *following.SILENT, *issuing._MADE, *issuing.UNWRITTEN}
    assert named <= events()
    assert {*SAYS, *SAYS_TO_FILER} <= events() | set(RECORDED.findall(source))


@pytest.mark.django_db
def test_every_message_and_document_has_its_words() -> None:
    source = BUREAU.rglob("*.py")
    text = "".join(file.read_text(encoding="utf-8") for file in source)
    used = set(following.PLAIN.values()) | set(TO_STAFF.values())
    unused = [kind for kind in kinds() if kind not in used and f'"{kind}"' not in text]
    assert not unused and used <= set(kinds())
    assert all("title" in wording.shipped_words("chaoyang_2020")[kind] for kind in Kind.values if kind != Kind.APPROVAL)
    assert Kind.VISIT not in FOR_APPLICANTS and Kind.APPROVAL not in FOR_APPLICANTS
