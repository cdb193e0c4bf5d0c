"""What a draft would bring, for the page: per measure the sum and what is missing, per line of the roster its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.cases import choosing, flows
from wenjiu.bureau.cases.doubles import Double
from wenjiu.bureau.cases.queries.filings import Preview, PreviewLine
from wenjiu.bureau.parties.models import Party
from wenjiu.rules.policy import Policy
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.verdicts import fact_name, short, verdict

#: The order in which counts of verdicts are told.
ORDER = ("yes", "unknown", "no", "taken", "not_applicable", "fault")


@dataclass
class RosterLine:
    """One line of the roster over all measures that it is a subject of."""

    no: int
    name: str
    tail: str
    faults: tuple[str, ...] = ()
    verdicts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def stays(self) -> bool:
        """Whether the line is not sent, because something in it is wrong."""
        return bool(self.faults)

    @property
    def granted(self) -> bool:
        """Whether every measure would be granted."""
        return bool(self.verdicts) and all(v["verdict"] == "yes" for v in self.verdicts)


def drawn(form: FilingForm) -> dict[str, Any]:
    """Return the context of the preview and of the roster's table."""
    previews = form.previews
    lines = roster_lines(form, [p for p in previews if p.code in form.listed])
    return {
        "previews": [_measure(form, p) for p in previews],
        "lines": lines,
        "staying": [line for line in lines if line.stays],
        "refusable": [line for line in lines if not line.stays and not line.granted],
        "going": sum(1 for line in lines if not line.stays),
        "total_fen": sum(p.total_fen for p in previews),
        "several": len(previews) > 1,
    }


def roster_lines(form: FilingForm, previews: list[Preview]) -> list[RosterLine]:
    """Return the lines of the roster with a verdict for each measure."""
    found = [
        RosterLine(no, draft["name"], draft["tail"]) for no, draft in enumerate(form.filing.draft["lines"], start=1)
    ]
    for preview in previews:
        for line in preview.lines:
            row = found[line.subject.no - 1]
            row.faults = line.subject.faults
            if line.assessed is not None:
                row.verdicts.append(_of_line(form.policy, preview, line, form.lang))
    return found


def own_number(double: Double | None, roles: Mapping[str, Party]) -> str:
    """Return the number of the case that has a line already, where the filer of the draft may open it; else nothing."""
    case = None if double is None else double.case
    mine = {party.pk for party in roles.values()}
    return case.number if case is not None and case.filing.filer_id in mine else ""


def _of_line(policy: Policy, preview: Preview, line: PreviewLine, lang: str) -> dict[str, Any]:
    assert line.assessed is not None
    answer = line.assessed.answer
    return {
        "code": preview.code,
        "name": preview.name,
        "verdict": line.verdict,
        "word": flows.verdict_name(answer) if line.double is None else _("不计入"),
        "amount_fen": line.assessed.amount_fen if line.verdict == "yes" else None,
        "why": short(policy, answer, lang) if line.double is None else line.double.text,
        "near": line.near.text if line.near is not None else "",
        "number": own_number(line.double or line.near, line.subject.roles),
        "meetings": line.meetings,
        "claimed": line.verdict == "yes" and not line.assessed.rows,
    }


def _of_thing(policy: Policy, line: PreviewLine, lang: str) -> dict[str, Any]:
    """Return one row of a register that a measure is about, with its verdict."""
    assert line.assessed is not None and line.subject.row is not None
    answer = line.assessed.answer
    return {
        "label": line.subject.row.key,
        "word": flows.verdict_name(answer) if line.double is None else _("不计入"),
        "amount_fen": line.assessed.amount_fen if line.verdict == "yes" else None,
        "why": short(policy, answer, lang) if line.double is None else line.double.text,
    }


def _measure(form: FilingForm, preview: Preview) -> dict[str, Any]:
    """Return one measure of the preview; of a measure that has one subject, with its reasons."""
    listed = preview.code in form.listed
    things = choosing.of_things(form.policy.claims[preview.code])
    own = None if listed or things or not preview.lines else preview.lines[0]
    shown = None
    if own is not None and own.assessed is not None:
        shown = verdict(form.policy, own.assessed.answer, form.lang)
    # A line that no register knows is told apart: it stands on what was filled in alone.
    claimed = [x for x in preview.lines if x.verdict == "yes" and x.assessed and not x.assessed.rows]
    conflicts = dict.fromkeys(n for x in preview.lines if x.assessed for n in x.assessed.conflicts)
    meetings = {m.text: m for line in preview.lines for m in line.meetings}
    return {
        "code": preview.code,
        "name": preview.name,
        "listed": listed,
        "fault": "" if own is None or own.assessed is not None else _("；").join(own.subject.faults),
        "things": [_of_thing(form.policy, line, form.lang) for line in preview.lines] if things else None,
        "shown": shown,
        "total_fen": preview.total_fen,
        "unsettled": sum(
            1 for x in preview.lines if x.verdict == "yes" and x.assessed and x.assessed.amount_fen is None
        ),
        "claimed": len(claimed) if listed else 0,
        "claimed_fen": sum(x.assessed.amount_fen or 0 for x in claimed if x.assessed),
        "double": own.double if own is not None else None,
        "near": own.near if own is not None else None,
        "number": "" if own is None else own_number(own.double or own.near, own.subject.roles),
        "counts": [(name, preview.counts[name]) for name in ORDER if preview.counts.get(name)],
        "missing": [fact_name(form.policy, preview.code, name, form.lang) for name in preview.missing],
        "meetings": list(meetings.values()),
        "conflicts": [fact_name(form.policy, preview.code, name, form.lang) for name in conflicts],
    }
