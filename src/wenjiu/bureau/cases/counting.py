"""Lists of people of whom a measure needs the number: who counts, and who stands in another list of the same months."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.cases.models import Filing, Line, ListedPerson
from wenjiu.rules.case.filing import listed_facts
from wenjiu.rules.document.claims import Claim, ClaimError, months_of
from wenjiu.rules.language.facts import Relation
from wenjiu.rules.policy import Policy

#: States of lines whose people count no longer.
OVER = ("refused", "ended")


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list of a draft. `faults`: why the person is not counted."""

    no: int
    line: Mapping[str, Any]
    faults: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether the person is counted."""
        return self.line["party"] is not None and not self.faults


def people_of(policy: Policy, filing: Filing, code: str) -> list[Listed]:
    """Return the list of a draft for one measure, with what is wrong with each person of it."""
    lines: Sequence[Mapping[str, Any]] = filing.draft.get("counted", {}).get(code, [])
    taken = elsewhere(policy, code, filing, [x["party"] for x in lines if x["party"]])
    seen: dict[str, int] = {}
    found = []
    for no, line in enumerate(lines, start=1):
        faults = list(line["faults"])
        if line["party"] is not None and not faults:
            first = seen.setdefault(f"{line['party']}/{sorted(line['facts'].items())}", no)
            if first != no:
                faults.append(_("和第%(no)s行是同一个人，只算一次") % {"no": first})
            elif line["party"] in taken:
                faults.append(_("同一段时间已在 %(number)s 的名单里，不重复计算") % {"number": taken[line["party"]]})
        found.append(Listed(no, line, tuple(faults)))
    return found


def numbers(policy: Policy, filing: Filing, code: str) -> dict[str, Any]:
    """Return public name -> what follows from the list of a draft: numbers of people, or the people as members."""
    claim = policy.claims[code]
    if claim.counted is None or not filing.draft.get("counted", {}).get(code):
        return {}
    good = [x for x in people_of(policy, filing, code) if x.counts]
    accepted = policy.accepted_facts(policy.measures[code])
    found: dict[str, Any] = claim.counted.numbers((x.line["party"], x.line["facts"]) for x in good)
    for name in listed_facts(policy, code):
        if isinstance(accepted[name], Relation):
            found[name] = [dict(x.line["facts"]) for x in good]
    return found


def elsewhere(policy: Policy, code: str, filing: Filing, parties: Collection[int]) -> dict[int, str]:
    """Return party -> number of the other live case whose list has it for some of the same months.

    Only a measure that is paid for months counts a person once for all filers; the key of the others is enough.
    """
    return _in_lists(policy, code, filing.pk, _months(policy.claims[code], filing.draft["answers"]), parties)


def twice(policy: Policy, line: Line) -> dict[int, str]:
    """Return party -> number of the other live case whose list has somebody of the list of a line for the same months.

    Two filings that are sent at once do not see each other before.
    """
    claim = policy.claims[line.case.measure]
    if claim.counted is None or claim.period != "months":
        return {}
    people = list(ListedPerson.objects.filter(line=line).values_list("party", flat=True))
    return _in_lists(policy, claim.code, line.case.filing_id, _months_of_line(claim, line), people)


def _in_lists(
    policy: Policy, code: str, filing: int, own: tuple[int, int] | None, parties: Collection[int]
) -> dict[int, str]:
    """Return party -> number of the live case of another filing whose list has it for some of some months."""
    claim = policy.claims[code]
    if claim.period != "months" or not parties:
        return {}
    rows = (
        ListedPerson.objects.filter(party__in=parties, line__case__policy=policy.name, line__case__measure=code)
        .exclude(line__case__filing=filing)
        .exclude(line__state__in=OVER)
        .select_related("line__case")
        .order_by("-id")
    )
    return {row.party_id: row.line.case.number for row in rows if _meet(own, _months_of_line(claim, row.line))}


def _months_of_line(claim: Claim, line: Line) -> tuple[int, int] | None:
    return _months(claim, {**line.declared, **{name: fact["value"] for name, fact in line.facts.items()}})


def _months(claim: Claim, facts: Mapping[str, Any]) -> tuple[int, int] | None:
    try:
        return months_of(claim, facts)
    except ClaimError:
        return None


def _meet(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def store(policy: Policy, filing: Filing, line: Line) -> None:
    """Store the people whom a draft lists with the line that stands for them."""
    good = [x.line for x in people_of(policy, filing, line.case.measure) if x.counts]
    ListedPerson.objects.bulk_create(_rows(line, good), batch_size=1000)


def _rows(line: Line, people: Iterable[Mapping[str, Any]]) -> list[ListedPerson]:
    return [
        ListedPerson(line=line, no=no, party_id=x["party"], said=x["facts"]) for no, x in enumerate(people, start=1)
    ]
