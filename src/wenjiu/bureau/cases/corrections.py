"""What a correction notice lets its reader change: the facts and papers that it marks, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.cases import drafting, flows
from wenjiu.bureau.cases.models import Case, Correction, Evidence
from wenjiu.rules.ask.typed import Unreadable
from wenjiu.rules.case.filing import proofs
from wenjiu.rules.language.facts import Fact

#: Before the id of a material in the field of an item.
PAPER = "paper:"
#: The most characters of a reply to one item.
LONGEST_REPLY = 500


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


@dataclass
class Weighed:
    """The answer to a notice before it is stored.

    `values`: (line, fact) -> value that differs from what stands. `same`: (line, fact) -> value that was typed and is the
    one that a register says. `faults`: (line, field) -> what is wrong. `kept`: what `Correction.answers` keeps.
    """

    values: dict[tuple[int, str], Any] = field(default_factory=dict)
    same: dict[tuple[int, str], Any] = field(default_factory=dict)
    faults: dict[tuple[int, str], str] = field(default_factory=dict)
    kept: list[dict[str, Any]] = field(default_factory=list)


def item_key(number: int) -> str:
    """Return the key under which `Weighed.faults` names an item of a notice, from 0."""
    return f"item:{number}"


def weigh(
    case: Case, notice: Correction, answers: Mapping[int, Mapping[str, str]], replies: Mapping[int, str]
) -> Weighed:
    """Read an answer, and say of each item whether it has one."""
    policy = flows.policy_of(case)
    accepted = drafting.askable(policy, case.measure)
    lines = {line.no: line for line in case.lines.filter(state="open")}
    marked = marked_by(case, notice).facts
    found = Weighed()
    for no, name in marked:
        text = answers.get(no, {}).get(name, "").strip()
        if not text or no not in lines or name not in accepted:
            continue
        try:
            value = drafting.public_value(policy, accepted[name], text)
        except Unreadable as error:
            found.faults[no, name] = drafting.fault_text(error)
            continue
        if value != standing(lines[no], name):
            found.values[no, name] = value
        elif name not in lines[no].declared:
            found.same[no, name] = value
    _keep(case, notice, lines, replies, found)
    return found


def _keep(case: Case, notice: Correction, lines: Mapping[int, Any], replies: Mapping[int, str], found: Weighed) -> None:
    """Add what is kept of each item, or that it has no answer; papers that answer none of them come last, on their own."""
    given = [row for row in _given_since(case) if row.file is not None]
    told: set[int] = set()
    for number, (line, name, text) in enumerate(_items(notice)):
        changed = [
            {"line": no, "field": name, "was": standing(lines[no], name), "now": value}
            for (no, fact), value in found.values.items()
            if fact == name and line in (0, no)
        ]
        same = [
            {"line": no, "field": name, "now": value}
            for (no, fact), value in found.same.items()
            if fact == name and line in (0, no)
        ]
        reply = replies.get(number, "").strip()[:LONGEST_REPLY]
        materials = papers_for(case, name, text)
        files = [row for row in given if row.material in materials]
        told |= {row.pk for row in files}
        found.kept.append({"reply": reply, "changed": changed, "same": same, **_filed(files)})
        unread = any(fact == name and line in (0, no) for no, fact in found.faults)
        if not (changed or same or reply or files or unread):
            found.faults[0, item_key(number)] = _("这一项还没有回答：请改好内容、上传材料，或写一句说明。")
    others = [row for row in given if row.pk not in told]
    if others:
        found.kept.append({"reply": "", "changed": [], "same": [], **_filed(others)})


def _filed(rows: list[Evidence]) -> dict[str, list[str]]:
    """Return the names of files, and in the same order the ids of the materials that they are given for."""
    return {"files": [row.file.name for row in rows if row.file is not None], "papers": [row.material for row in rows]}


def standing(line: Any, name: str) -> Any:
    """Return the value of a fact as it stands in a line: as declared, else as a register says; None for neither."""
    if name in line.declared:
        return line.declared[name]
    return line.facts.get(name, {}).get("value")


def papers_for(case: Case, name: str, text: str = "") -> set[str]:
    """Return the ids of the materials that answer an item: the one that it asks for, those that prove its fact, or all.

    `text`: that of the item. What it names in words answers it too.
    """
    policy = flows.policy_of(case)
    if name.startswith(PAPER):
        return {name.removeprefix(PAPER)}
    if isinstance(policy.accepted_facts(policy.measures[case.measure]).get(name), Fact):
        proving = {proof.material.id for proof in proofs(policy, case.measure) if name in proof.proves}
        return proving | named_in(case, text)
    return {material.id for material in policy.services[case.measure].materials}


def named_in(case: Case, text: str) -> set[str]:
    """Return the ids of the materials of a case that a text names."""
    policy = flows.policy_of(case)
    fill = policy.fill(policy.measures[case.measure], "zh")
    names = {material.id: material.name("zh", fill) for material in policy.services[case.measure].materials}
    return {id for id, name in names.items() if name in text}


def can_take_back(case: Case, evidence: Evidence) -> bool:
    """Whether a file was given after the open notice, and so is no part of what an official has seen."""
    notice = open_notice(case)
    return notice is not None and bool(evidence.given_at >= notice.made_at)


def _given_since(case: Case) -> list[Evidence]:
    """Return the files that were given since the notice."""
    rows = Evidence.objects.filter(case=case, replaced_at=None, origin="upload", given_at__gte=_asked_at(case))
    return list(rows.select_related("file").order_by("id"))


def _asked_at(case: Case) -> Any:
    notice = open_notice(case)
    return case.filed_at if notice is None else notice.made_at
