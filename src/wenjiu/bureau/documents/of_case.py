"""What documents say of a case: its people, amounts, offices, telephones."""

from __future__ import annotations

from wenjiu import policies
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case, Line, Notice
from wenjiu.bureau.documents.offices import district_office, street_office
from wenjiu.bureau.documents.wording import Words
from wenjiu.rules.document.flows import Step


def lines_of(case: Case) -> list[Line]:
    """Return the lines of a case with their people and awards."""
    lines = case.lines.select_related("award", "case__filing__filer").prefetch_related("roles__party")
    return list(lines.order_by("no"))


def amount_of(line: Line) -> int:
    """Return what was granted for a line in fen; 0 where nothing was."""
    award = getattr(line, "award", None)
    return 0 if award is None else int(award.amount_fen)


def person_of(line: Line) -> tuple[str, str]:
    """Return the name of whom a line is about, and the number with its mask.

    A line of a roster is about its subject, whoever files. Of others it is who is named besides the filer, or the filer.
    """
    filer, claim = line.case.filing.filer, flows.policy_of(line.case).claims.get(line.case.measure)
    roles = list(line.roles.all())
    people = [role.party for role in roles if claim is not None and claim.many and role.role == claim.subject]
    people = people or [role.party for role in roles if role.party_id != filer.pk] or [filer]
    return "、".join(party.name for party in people), "、".join(party.id_tail for party in people)


def names_of(case: Case) -> dict[int, str]:
    """Return number -> name of whom a line is about."""
    return {line.no: person_of(line)[0] for line in lines_of(case)}


def where(words: Words, no: int, names: dict[int, str]) -> str:
    """Return a line in words, with whom it is about."""
    return words("line_of", no=no, name=names[no]) if names.get(no) else words("line", no=no)


def office_of(case: Case, step: Step) -> str:
    """Return who signs a step of a case: the office of its street, or that of the district."""
    if step.scope == "street":
        return street_office(case.policy, case.street)
    return district_office(case.policy)


def notice_name(notice: Notice) -> str:
    """Return what readers call a notice: the number that its document has; its own where it was published without one."""
    found = notice.documents.values_list("number", flat=True).first()
    return str(found or notice.number)


def measure_name(case: Case) -> str:
    """Return the name of the measure of a case."""
    return str(flows.policy_of(case).measures[case.measure].name("zh"))


def phones_of(policy: str) -> str:
    """Return the telephones of a policy as one text; empty where it names none."""
    return "、".join(f"{number}（{name('zh')}）" for number, name in policies.load_policy(policy).phones)
