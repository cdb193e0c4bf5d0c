"""All reads of documents. What the applicant reads later is the kept content, never computed anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.masking import masked_name
from wenjiu.bureau.cases.models import Case, Complaint, Line, LineRole, Notice, NoticeLine
from wenjiu.bureau.cases.parts import rows_of
from wenjiu.bureau.cases.queries import complaints, desk, filings
from wenjiu.bureau.documents import logic
from wenjiu.bureau.documents.models import FOR_APPLICANTS, Document, Kind, Rendering
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import same_party_ids
from wenjiu.bureau.rulebook.models import Change
from wenjiu.rules.language.fact_types import day_words
from wenjiu.standards import civil

#: Who reads the documents of payment batches, with the names of payees.
TREASURY = (Role.FINANCE_MAKER, Role.FINANCE_RELEASER, Role.AUDITOR)


def given_to(case: Case) -> QuerySet[Document]:
    """Return the documents that the applicant of a case was given, the latest first."""
    found: QuerySet[Document] = rows_of(case, "documents").filter(kind__in=FOR_APPLICANTS).order_by("-id")
    return found


def of_case(case: Case) -> QuerySet[Document]:
    """Return every document of a case, the latest first, with those of notices that show it."""
    shown = NoticeLine.objects.filter(line__case=case).values("notice")
    found: QuerySet[Document] = Document.objects.filter(Q(case=case) | Q(notice__in=shown)).order_by("-id")
    return found


def of_notice(notice: Notice) -> Document | None:
    """Return the document of a notice; None where it was published before there were documents."""
    found: Document | None = Document.objects.filter(notice=notice).first()
    return found


def numbers_of_notices(notices: Iterable[Notice]) -> dict[int, str]:
    """Return notice -> the number of its document; a notice without a document is missing."""
    found = Document.objects.filter(notice__in=[notice.pk for notice in notices])
    return dict(found.values_list("notice", "number"))


def of_batch(number: str) -> Document | None:
    """Return the summary of a payment batch; None before its release."""
    found: Document | None = Document.objects.filter(batch=number).first()
    return found


def certificate_key(case_id: int, line_no: int) -> str:
    """Return how the keys of the certificates of a line begin."""
    return f"{Kind.CERTIFICATE}/{case_id}/{line_no}/"


def honours_of(actor: Any) -> QuerySet[Document]:
    """Return the certificates of the actor's own person, whoever filed for it, the latest first."""
    wanted = Q(pk__in=[])
    if actor.party_id is not None:
        named = LineRole.objects.filter(
            party__in=same_party_ids(actor.party), line__case__documents__kind=Kind.CERTIFICATE
        )
        for case, no in named.values_list("line__case", "line__no").distinct():
            wanted |= Q(key__startswith=certificate_key(case, no))
    found: QuerySet[Document] = Document.objects.filter(wanted, kind=Kind.CERTIFICATE).order_by("-id")
    return found


def honours_in(policy: str, rows: Iterable[str]) -> dict[str, Document]:
    """Return number of a register row -> the certificate that followed from a claim for it."""
    lines = Line.objects.filter(case__policy=policy, row__key__in=list(rows), case__documents__kind=Kind.CERTIFICATE)
    keys = {certificate_key(case, no) + "1": row for case, no, row in lines.values_list("case", "no", "row__key")}
    return {keys[paper.key]: paper for paper in Document.objects.filter(key__in=keys)}


def of_complaint(complaint: Complaint) -> Document | None:
    """Return the answer to a complaint as a document; None before it is answered."""
    found: Document | None = Document.objects.filter(complaint=complaint).first()
    return found


def access_own_document(actor: Any, id: int) -> Document:
    """Return a document that was given to the actor or to whom he acts for. Raise Forbidden where there is none.

    A certificate is given to whom it honours, too.
    """
    own = filings.own_cases(actor).order_by().values("pk")
    found: Document | None = Document.objects.filter(pk=id, case__in=own, kind__in=FOR_APPLICANTS).first()
    found = found or honours_of(actor).filter(pk=id).first()
    if found is None:
        raise Forbidden(f"document {id}")
    return found


def visible_documents(actor: Any) -> QuerySet[Document]:
    """Return the documents that an actor may see as staff: of cases in his streets, of notices that show one, of complaints, of batches."""
    cases = desk.visible_cases(actor).order_by().values("pk")
    noticed = NoticeLine.objects.filter(notice=OuterRef("notice"), line__case__in=cases)
    wanted = Q(case__in=cases) | Q(Exists(noticed), notice__isnull=False)
    wanted |= Q(complaint__in=complaints.visible_complaints(actor).order_by().values("pk"))
    if scopes.has_role(actor, *TREASURY):
        wanted |= Q(kind=Kind.BATCH)
    found: QuerySet[Document] = (
        Document.objects.filter(wanted).select_related("case__filing__filer", "notice", "complaint").order_by("-id")
    )
    return found


def access_document(actor: Any, id: int) -> Document:
    """Return a document that an actor may see as staff. Raise Forbidden where there is none."""
    found = visible_documents(actor).filter(pk=id).first()
    if found is None:
        raise Forbidden(f"document {id}")
    return found


def search(actor: Any, text: str, kind: str = "") -> QuerySet[Document]:
    """Return the documents that staff sees whose number, code or case a text names; all of them for an empty one."""
    found, wanted = visible_documents(actor), text.strip()[:60]
    if kind:
        found = found.filter(kind=kind)
    if wanted:
        code = logic.read_code(wanted)
        about = Q(number__contains=wanted) | Q(case__number=wanted) | Q(notice__number=wanted) | Q(batch=wanted)
        about |= Q(complaint__number=wanted)
        found = found.filter(about | Q(code=code) if code else about)
    return found


@dataclass(frozen=True)
class Checked:
    """What anybody may know of a document: kind, number, day, office, main points, the masked name of whom it is about."""

    document: Document
    name: str

    @property
    def version(self) -> str:
        """Return which change of the rulebook its words follow; empty where nobody has changed them."""
        return version_words(self.document)

    @property
    def points(self) -> list[list[str]]:
        """Return its main points, name and value; none where they were not kept yet."""
        found: list[list[str]] = self.document.content.get("points", [])
        return found

    @property
    def day(self) -> str:
        """Return the day that stands on it."""
        return str(self.document.content["day"])

    @property
    def office(self) -> str:
        """Return the office that made it."""
        return str(self.document.content["office"])


def version_words(document: Document) -> str:
    """Return which change of the rulebook the words of a document follow; empty where nobody has changed them."""
    number = document.version.partition("+")[2]
    change = Change.objects.filter(policy=document.policy, number=int(number)).first() if number else None
    if change is None:
        return ""
    said = {"number": number, "day": day_words(civil.of(change.from_day), flows.lang())}
    return _("按第%(number)s号改动的文字（%(day)s起）") % said


def check_code(typed: str) -> Checked | None:
    """Return the document with a code; None where there is none."""
    code = logic.read_code(typed)
    document = Document.objects.filter(code=code).select_related("case__filing__filer").first() if code else None
    if document is None:
        return None
    return Checked(document, _masked(document))


def _masked(document: Document) -> str:
    if document.case is None:
        return ""
    filer = document.case.filing.filer
    return masked_name(filer.name, filer.kind == Party.Kind.ORGANISATION)


def rendered(sha256: str) -> Document | None:
    """Return the document of which a file with these bytes was rendered; None where there is none."""
    found = Rendering.objects.filter(sha256=sha256).select_related("document__case__filing__filer").first()
    return None if found is None else found.document


def checked(document: Document) -> Checked:
    """Return what anybody may know of a document."""
    return Checked(document, _masked(document))


def untouched(document: Document) -> bool:
    """Whether the kept content still has the hash that was kept with it."""
    return logic.digest(document.content) == document.sha256
