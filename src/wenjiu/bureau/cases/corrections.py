"""What a correction notice lets its reader change: the facts and papers that it marks, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case, Correction
from wenjiu.rules.language.facts import Fact

#: Before the id of a material in the field of an item.
PAPER = "paper:"


@dataclass
class Marked:
    """What one notice marks.

    `facts`: (number of a line, public fact name) -> what the notice says about it. A fact that is marked for the case
      as a whole is marked in each open line.
    `papers`: id of a material -> what the notice says about it.
    `others`: (number of a line or 0, text) of items that name neither.
    """

    facts: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    papers: dict[str, list[str]] = field(default_factory=dict)
    others: list[tuple[int, str]] = field(default_factory=list)


def open_notice(case: Case) -> Correction | None:
    """Return the notice that waits for an answer; None where there is none."""
    found: Correction | None = case.corrections.filter(answered_at=None).order_by("-id").first()
    return found


def marked_by(case: Case, notice: Correction) -> Marked:
    """Return what a notice marks in a case."""
    policy = flows.policy_of(case)
    accepted = policy.accepted_facts(policy.measures[case.measure])
    materials = {m.id for m in policy.services[case.measure].materials}
    numbers = list(case.lines.filter(state="open").values_list("no", flat=True))
    marked = Marked()
    for no, name, text in _items(notice):
        if isinstance(accepted.get(name), Fact):
            for number in [no] if no else numbers:
                marked.facts.setdefault((number, name), []).append(text)
        elif name.startswith(PAPER) and name.removeprefix(PAPER) in materials:
            marked.papers.setdefault(name.removeprefix(PAPER), []).append(text)
        else:
            marked.others.append((no, text))
    return marked


def _items(notice: Correction) -> Iterator[tuple[int, str, str]]:
    for item in notice.items:
        yield int(item["line"]), str(item["field"]), str(item["text"])
