"""Papers that a filer gives: files for a draft or for a case that is being corrected, and taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import corrections, drafting, locking
from wenjiu.bureau.cases.duties import may_file_for
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Case, Evidence, Filing
from wenjiu.bureau.cases.queries.evidence import adding
from wenjiu.bureau.files.actions import store
from wenjiu.bureau.writes import action

#: Files of one material.
MOST_FILES = 20


@action
def add_evidence(
    *, actor: Any, filing_id: int, measure: str, material: str, name: str, data: bytes, line_no: int = 0
) -> Evidence:
    """Store a file as evidence for a material, and return the row; the same file again returns the first row.

    Args:
        measure: code of one of the filing's measures.
        material: id of one of the measure's materials.
        name: the file's name as given.
        data: its bytes.
        line_no: the line that it is about; 0 is the whole.

    Raises:
        CaseRefused: neither draft nor correction, no such material, or too many files.
        RefusedFile: the file is not of a kind that is kept.
    """
    filing, case = _open(actor, filing_id, measure)
    materials = {m.id for m in drafting.policy_of(filing).services[measure].materials} if _has(filing, measure) else ()
    if material not in materials:
        raise CaseRefused(_("这项补贴不要这种材料。请刷新页面再试。"), code="material")
    given = Evidence.objects.filter(
        filing=filing, measure=measure, material=material, line_no=line_no, replaced_at=None, origin="upload"
    )
    stored = store(actor=actor, name=name, data=data)
    known = given.filter(file=stored).first()
    if known is not None:
        return known
    if given.count() >= MOST_FILES:
        raise CaseRefused(
            _("这种材料已经有%(most)s个文件。请先删去不要的，或合并成一个 PDF。") % {"most": MOST_FILES}, code="files"
        )
    evidence: Evidence = Evidence.objects.create(
        filing=filing, case=case, measure=measure, material=material, line_no=line_no, origin="upload", file=stored,
        given_by=actor, given_at=clock.now(),
    )  # fmt: skip
    record(actor=actor, kind="evidence.given", subject=evidence, data={"filing": filing.pk, "material": material})
    if case is not None and case.state != "correcting":  # what answers a correction notice is told with the answer
        case_event(actor, case, "paper_added", material=material, file=stored.name)
    return evidence


@action
def take_back_evidence(*, actor: Any, evidence_id: int) -> None:
    """Take a file back from a draft or from a case that is being corrected. It stays in the records.

    Raises:
        CaseRefused: the filing is submitted and waits for no correction, or it is not the actor's.
    """
    evidence = Evidence.objects.select_related("filing").get(pk=evidence_id)
    _filing, case = _open(actor, evidence.filing_id, evidence.measure)
    if case is not None and not corrections.can_take_back(case, evidence):
        raise CaseRefused(_("这份材料已经随申报提交，不能删除。可以补交新的。"), code="submitted")
    Evidence.objects.filter(pk=evidence.pk, replaced_at=None).update(replaced_at=clock.now())
    record(actor=actor, kind="evidence.taken_back", subject=evidence)


def _open(actor: Any, filing_id: int, measure: str) -> tuple[Filing, Case | None]:
    """Return a locked filing that papers can be added to, with the case that is being corrected."""
    filing = locking.lock_filing(filing_id)
    may_file_for(actor, filing.filer)
    if filing.dropped_at is not None:
        raise CaseRefused(_("这份草稿已经删除。请重新开始。"), code="dropped")
    if filing.submitted_at is None:
        return filing, None
    case = filing.cases.filter(measure=measure).first()
    if case is None or not adding(case):
        raise CaseRefused(_("这份申报已经受理，现在不能增减材料。要补材料请等补正通知。"), code="submitted")
    return filing, case


def _has(filing: Filing, measure: str) -> bool:
    measures: Sequence[str] = filing.draft["measures"]
    return measure in measures
