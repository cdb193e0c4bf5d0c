"""What is given in writing beside the steps of a case: objection, end, withdrawal, visit, promise; and the answer to a complaint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Case, Complaint, Objection, PromiseCheck, SiteVisit
from wenjiu.bureau.documents.blocks import Paper, day, ended
from wenjiu.bureau.documents.letters import about, basis, open_letter, phones
from wenjiu.bureau.documents.models import Kind
from wenjiu.bureau.documents.of_case import measure_name, names_of, notice_name, office_of, where
from wenjiu.bureau.documents.offices import district_office
from wenjiu.bureau.documents.wording import Words
from wenjiu.rules.document.flows import Step
from wenjiu.standards.civil import SHANGHAI

Content = dict[str, Any]


def _paper(case: Case, kind: Kind) -> Paper:
    return Paper(Words(case.policy, kind), clock.today(), district_office(case.policy))


def _letter(paper: Paper, case: Case) -> Content:
    phones(paper, case)
    return paper.content(paper.words("title"), case.filing.filer.name)


def objection(case: Case, found: Objection) -> Content:
    """Return what the filer is told of the result of an objection to one line."""
    paper = _paper(case, Kind.OBJECTION)
    line = found.notice_line.line
    which = where(paper.words, line.no, names_of(case))
    notice = notice_name(found.notice_line.notice)
    paper.p("opening", measure=measure_name(case), case=case.number, notice=notice, line=which)
    paper.p("upheld" if found.upheld else "dismissed", line=which)
    paper.p("why", reason=ended(found.reason))
    basis(paper, case)
    about(paper, case)
    return _letter(paper, case)


def ending(case: Case, lines: Sequence[int], reason: str) -> Content:
    """Return the notice that lines of a case end before they are paid."""
    paper = _paper(case, Kind.ENDING)
    open_letter(paper, case)
    names = names_of(case)
    paper.p("ends", lines="、".join(where(paper.words, no, names) for no in lines))
    paper.p("why", reason=ended(reason))
    paper.p("note")
    return _letter(paper, case)


def withdrawal(case: Case, reason: str) -> Content:
    """Return the confirmation that a filing was withdrawn, or that what the office opened was given up."""
    paper = _paper(case, Kind.WITHDRAWAL)
    open_letter(paper, case)
    if reason.strip():
        paper.p("why", reason=ended(reason.strip()))
    paper.p("note")
    return _letter(paper, case)


def visit(case: Case, step: Step, found: SiteVisit) -> Content:
    """Return the record of a site visit, for the file of the office."""
    words = Words(case.policy, Kind.VISIT)
    paper = Paper(words, clock.today(), office_of(case, step), red=False)
    visited = words("not_visited") if found.visited_on is None else day(words, found.visited_on)
    paper.rows(
        [
            (words("applicant"), case.filing.filer.name),
            (words("measure"), measure_name(case)),
            (words("case"), case.number),
            (words("purpose"), found.why),
            (words("visited"), visited),
            (words("with"), found.with_whom or words("nobody")),
            (words("result"), words(f"found_{found.found}")),
            (words("seen"), found.result),
            (words("photos"), words("photos_of", n=found.photos.count())),
            (words("signed"), found.done_by.name if found.done_by is not None else ""),
        ]
    )
    about(paper, case)
    return paper.content(words("title"))


def promise(case: Case, check: PromiseCheck) -> Content:
    """Return what somebody is told whose promise two people found untrue."""
    paper = _paper(case, Kind.PROMISE)
    open_letter(paper, case)
    paper.p("promised", text=ended(check.evidence.promised))
    paper.p("why", reason=ended(check.reason))
    assert check.until is not None
    paper.p("until", day=day(paper.words, check.until), source=check.source)
    paper.p("note")
    return _letter(paper, case)


def answer(complaint: Complaint) -> Content:
    """Return the answer to a complaint, a suggestion or a call for help."""
    policy = settings.WENJIU_POLICY
    words = Words(policy, Kind.ANSWER)
    paper = Paper(words, clock.today(), district_office(policy))
    received = day(words, timezone.localtime(complaint.received_at, SHANGHAI).date())
    paper.p("opening", received=received, kind=complaint.get_kind_display(), number=complaint.number)
    paper.p("result", outcome=complaint.get_outcome_display())
    for part in filter(None, map(str.strip, complaint.answer.splitlines())):
        paper.blocks.append({"p": part})
    paper.p("note")
    paper.point("complaint_point", complaint.number)
    return paper.content(words("title"), complaint.name or words("nameless"))
