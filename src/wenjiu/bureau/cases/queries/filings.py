"""What a filer sees: drafts, what they would bring, and the cases that came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import drafting, stacking
from wenjiu.bureau.cases.assessing import Asked, Assessed, assess_lines
from wenjiu.bureau.cases.awarded import PastAwards
from wenjiu.bureau.cases.doubles import Double, doubles_of
from wenjiu.bureau.cases.drafting import Subject
from wenjiu.bureau.cases.models import Case, Filing
from wenjiu.bureau.cases.stacking import Meeting
from wenjiu.rules.policy import Policy


def visible_filings(actor: Any) -> QuerySet[Filing]:
    """Return the filings of the actor and of the organisations that the actor acts for, the newest first."""
    found: QuerySet[Filing] = Filing.objects.filter(filer__in=scopes.parties_of(actor)).order_by("-id")
    return found


def access_filing(actor: Any, id: int) -> Filing:
    """Return a filing of the actor's. Raise Forbidden where there is none."""
    filing = visible_filings(actor).select_related("filer__street").filter(id=id).first()
    if filing is None:
        raise Forbidden(f"filing {id}")
    return filing


def access_office_filing(actor: Any, id: int) -> Filing:
    """Return a filing that the office opened by itself, for the official who opened it. Raise Forbidden where none is."""
    filing = Filing.objects.select_related("filer__street").filter(pk=id, origin="office", opened_by=actor.pk).first()
    if filing is None:
        raise Forbidden(f"filing {id}")
    return filing


def drafts_of(actor: Any) -> QuerySet[Filing]:
    """Return the filings of the actor's parties that are neither submitted nor dropped, the newest first."""
    return visible_filings(actor).filter(submitted_at=None, dropped_at=None).select_related("filer")


def opened_by(actor: Any) -> int:
    """Return how many filings an account has opened."""
    return Filing.objects.filter(opened_by=actor).count()


def last_filer(actor: Any) -> int | None:
    """Return the party for which an account opened its last filing; None before the first."""
    return Filing.objects.filter(opened_by=actor).order_by("-id").values_list("filer", flat=True).first()


def own_cases(actor: Any) -> QuerySet[Case]:
    """Return the cases that the actor filed or may act for, the newest first."""
    found: QuerySet[Case] = (
        Case.objects.filter(filing__filer__in=scopes.parties_of(actor))
        .select_related("filing__filer", "street")
        .order_by("-id")
    )
    return found


def access_own_case(actor: Any, number: str) -> Case:
    """Return a case that the actor may follow as its filer. Raise Forbidden where there is none."""
    case = own_cases(actor).filter(number=number).first()
    if case is None:
        raise Forbidden(f"case {number}")
    return case


@dataclass(frozen=True)
class PreviewLine:
    """One line of a filing for one measure, as it would be submitted now. `assessed` is None for a line with a fault.

    `near`: another case that may be about the same; the filer has to say that it is not.
    """

    subject: Subject
    name: str
    assessed: Assessed | None
    meetings: tuple[Meeting, ...] = ()
    double: Double | None = None
    near: Double | None = None

    @property
    def verdict(self) -> str:
        """Return yes, no, unknown or not_applicable; fault, or taken where another case has it already."""
        if self.assessed is None:
            return "fault"
        return "taken" if self.double is not None else self.assessed.eligible


@dataclass(frozen=True)
class Preview:
    """What a filing would bring for one measure."""

    code: str
    name: str
    lines: list[PreviewLine]
    counts: Mapping[str, int] = field(default_factory=dict)
    total_fen: int = 0

    @property
    def missing(self) -> list[str]:
        """Return the public names of facts that would settle a line that is not settled."""
        names = [n for x in self.lines if x.assessed and x.verdict == "unknown" for n in x.assessed.answer["missing"]]
        return list(dict.fromkeys(names))


def preview(filing: Filing, lang: str = "zh") -> list[Preview]:
    """Return what the draft of a filing would bring, measure by measure, with what excludes what."""
    policy = drafting.policy_of(filing)
    found = []
    for code in filing.draft["measures"]:
        subjects = drafting.subjects(policy, filing, code)
        lines = _lines(policy, code, filing, subjects)
        counts: dict[str, int] = {}
        for line in lines:
            counts[line.verdict] = counts.get(line.verdict, 0) + 1
        total = sum(x.assessed.amount_fen or 0 for x in lines if x.assessed and x.verdict == "yes")
        found.append(Preview(code, policy.measures[code].name(lang), lines, counts, total))
    return found


def _lines(policy: Policy, code: str, filing: Filing, subjects: Sequence[Subject]) -> list[PreviewLine]:
    today = clock.today()
    good = [s for s in subjects if not s.faults]
    asked = [Asked(s.roles, s.row, s.declared) for s in good]
    assessed = assess_lines(policy=policy, code=code, lines=asked, applied_on=today, today=today)
    answers = {s.no: a for s, a in zip(good, assessed, strict=True)}
    parties = {party.pk for a in assessed for party in a.roles.values()}
    past = PastAwards(policy, parties)
    pending = [x for x in stacking.open_lines(policy, code, parties) if x[0].case.filing_id != filing.pk]
    known = doubles_of(policy, code, assessed, filing.pk, [s.declared for s in good])
    doubles = dict(zip((s.no for s in good), known, strict=True))
    made = []
    for s in subjects:
        a = answers.get(s.no)
        met = () if a is None else tuple(stacking.meetings(policy, a, past.of(a.roles), pending, s))
        other = doubles.get(s.no)
        double, near = (other, None) if other is None or other.stops else (None, other)
        made.append(PreviewLine(s, _name(filing, s), a, met, double, near))
    return made


def _name(filing: Filing, subject: Subject) -> str:
    others = [party for party in subject.roles.values() if party.pk != filing.filer_id]
    if others:
        return str(others[0].name)
    lines = filing.draft["lines"]
    return lines[subject.no - 1]["name"] if subject.faults and lines else str(filing.filer.name)


def paid_for(actor: Any) -> QuerySet[Any]:
    """Return the lines that name the actor as a person for whom somebody else was granted something."""
    from wenjiu.bureau.cases.models import LineRole

    if actor.party_id is None:
        return LineRole.objects.none()
    found: QuerySet[Any] = (
        LineRole.objects.filter(party=actor.party_id, line__award__isnull=False)
        .exclude(line__case__filing__filer=actor.party_id)
        .select_related("line__case__filing__filer", "line__award")
        .order_by("-id")
    )
    return found
