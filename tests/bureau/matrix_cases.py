"""A case, a file of it, a notice and an objection for the matrix: all of the firm of ``demo-firm``, in the first street."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from tests.bureau.files.made import PDF
from tests.bureau.people import resident_number

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.actions import drafts, filing, notices, steps
from wenjiu.bureau.cases.models import Case, Evidence
from wenjiu.bureau.cases.queries.notices import lines_of
from wenjiu.bureau.files import actions as files
from wenjiu.bureau.messages import actions as messages
from wenjiu.bureau.messages.models import Contact, Delivery
from wenjiu.bureau.writes import action
from wenjiu.policies import load_policy

#: Facts of a hire that every condition of 3.2a grants, as the firm declares them.
HIRED = {
    "applicant_is_employer": True,
    "registered_district": "chaoyang",
    "is_new_hire": True,
    "hire_date": "2026-03-02",
    "claim_year": 2026,
    "person_hukou_district": "chaoyang",
    "is_registered_unemployed_before_hire": True,
}
REVIEW = (
    ("specialist", "accept", "accepted"),
    ("reviewer", "first", "agree"),
    ("district-1", "second", "agree"),
    ("approver", "decide", "approved"),
)


def make(people: dict[str, User]) -> dict[str, Any]:
    """Return the rows by name. The budget of the matrix pays for the case that is decided."""
    waiting, shown = file_case(people, 11), file_case(people, 12)
    for who, step, outcome in REVIEW:
        shown.refresh_from_db()
        steps.take_step(
            actor=people[who], case_id=shown.id, step=step, outcome=outcome, seen_version=shown.version,
            without_papers="纸质材料核对过",
        )  # fmt: skip
    contact, failed = _contact(people["firm"])
    notice = notices.publish_notice(actor=people["district-1"], case_ids=[shown.id])
    objection = notices.object_to(actor="a test", notice_line_id=lines_of(notice).get().id, text="虚构的异议")
    return {
        "case": waiting,
        "decided case": shown,
        "file of the case": waiting.evidence.get(),
        "notice": notice,
        "objection": objection,
        "contact": contact,
        "failed message": failed,
    }


def file_case(people: dict[str, User], n: int) -> Case:
    """File a hire of the firm for an invented person, with a contract, and return its case."""
    agent = people["firm"]
    firm = agent.authorisations.get().organisation
    made = drafts.open_filing(
        actor=agent, policy=load_policy(settings.WENJIU_POLICY), filer=firm, measures=["3.2a"], intent_key=f"matrix{n}"
    )
    _hand_in(actor=agent, filing_id=made.pk)
    line = {"number": resident_number(n), "name": f"虚构第{n}人", "facts": HIRED}
    drafts.save_lines(actor=agent, filing_id=made.pk, lines=[line])
    [case] = filing.submit_filing(actor=agent, filing_id=made.pk)
    return case


def _contact(agent: User) -> tuple[Contact, Delivery]:
    """Enter where the firm is reached, and let a message to it fail."""
    firm = agent.authorisations.get().organisation
    contact = messages.enter_contact(actor=agent, party=firm, channel="sms", address="13800001234")
    case = Case.objects.filter(filing__filer=firm).latest("id")
    messages.tell(actor="a test", notes=[messages.Note("filed", "a test", case, firm)])
    failed = messages.claim(actor="a test")
    assert failed is not None
    messages.note_failed(actor="a test", delivery=failed, said="a test")
    return contact, failed


@action
def _hand_in(*, actor: User, filing_id: int) -> None:
    kept = files.store(actor=actor, name="合同.pdf", data=PDF)
    Evidence.objects.create(
        filing_id=filing_id, measure="3.2a", material="contract", origin="upload", file=kept, given_by=actor
    )


#: What the addresses of these rows are made of.
ARGUMENTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "desk:case": lambda rows: {"number": rows["case"].number},
    "desk:file": lambda rows: {"number": rows["case"].number, "id": rows["file of the case"].pk},
    "desk:document": lambda rows: {"id": rows["case"].documents.get().pk},
    "desk:document_file": lambda rows: {"id": rows["case"].documents.get().pk, "form": "pdf"},
    "my:document": lambda rows: {"id": rows["case"].documents.get().pk},
    "my:document_file": lambda rows: {"id": rows["case"].documents.get().pk, "form": "pdf"},
    "desk:try_again": lambda rows: {"id": rows["failed message"].pk},
    "my:close_contact": lambda rows: {"id": rows["contact"].pk},
    "desk:end_notice": lambda rows: {"number": rows["notice"].number},
    "desk:settle": lambda rows: {"id": rows["objection"].pk},
}
