"""All writes of documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import actor_of, record
from wenjiu.bureau.cases.models import Case, Complaint, Notice
from wenjiu.bureau.documents import logic, wording
from wenjiu.bureau.documents.models import Document, Rendering
from wenjiu.bureau.writes import action


@action
def issue(
    *,
    actor: Any,
    policy: str,
    kind: str,
    key: str,
    content: Mapping[str, Any],
    case: Case | None = None,
    notice: Notice | None = None,
    complaint: Complaint | None = None,
    batch: str = "",
) -> Document:
    """Make a document and return it; the one that is there already for the same key.

    Call it last in a transaction: the next number of its kind stays locked until the end, so that no number is skipped.

    Args:
        actor: a user, or the name of a program.
        policy: name of the policy.
        kind: one of `Kind`.
        key: what makes it the same document.
        content: every word of it, without number and code.
        case, notice, complaint, batch: what it is about; one of them.
    """
    known = Document.objects.filter(key=key).first()
    if known is not None:
        return known
    year, code = clock.today().year, logic.new_code()
    serial = _next_serial(policy, kind, year)
    number = wording.number_of(policy, kind, year, serial)
    full = logic.cleaned({**content, **wording.marks_of(policy, number, code)})
    made_by, name = actor_of(actor)
    document: Document = Document.objects.create(
        policy=policy, kind=kind, year=year, serial=serial, number=number, code=code, key=key, case=case,
        notice=notice, complaint=complaint, batch=batch, content=full, sha256=logic.digest(full),
        version=wording.version_of(policy, kind), made_by_id=made_by, made_name=name,
        made_at=clock.now(),
    )  # fmt: skip
    record(actor=actor, kind="document.made", subject=document, data={"number": number, "sha256": document.sha256})
    return document


def _next_serial(policy: str, kind: str, year: int) -> int:
    """Count a kind's number of a year up by one and return it. Its row is locked until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_serial (policy, kind, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (policy, kind, year) DO UPDATE SET last = documents_serial.last + 1 RETURNING last",
            [policy, kind, year],
        )
        (serial,) = cursor.fetchone()
    return int(serial)


@action
def note_rendering(*, actor: Any, document: Document, form: str, sha256: str, program: str) -> None:
    """Keep the SHA-256 of a file that was rendered of a document, so that anybody can compare a copy with it."""
    rendering = Rendering(document=document, form=form, sha256=sha256, program=program[:80], made_at=clock.now())
    made = Rendering.objects.filter(document=document, form=form, sha256=sha256).exists()
    if not made:
        Rendering.objects.bulk_create([rendering], ignore_conflicts=True)
        data = {"number": document.number, "form": form, "sha256": sha256}
        record(actor=actor, kind="document.rendered", subject=document, data=data)
