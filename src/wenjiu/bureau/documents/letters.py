"""What the applicant of a case is given in writing: receipt, acceptance, correction notice, decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows, periods
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.models import Appeal, Case, Correction, Decision, Line
from wenjiu.bureau.cases.queries import holding, review
from wenjiu.bureau.cases.queries.refusals import Refusal, Refused, refusal
from wenjiu.bureau.cases.queries.review import LineView
from wenjiu.bureau.documents.blocks import Paper, day, ended, in_capitals, yuan
from wenjiu.bureau.documents.models import Kind
from wenjiu.bureau.documents.of_case import (
    amount_of,
    lines_of,
    measure_name,
    names_of,
    office_of,
    person_of,
    phones_of,
    where,
)
from wenjiu.bureau.documents.wording import Words
from wenjiu.bureau.documents.working import counted, workings
from wenjiu.rules.document.flows import Step
from wenjiu.standards.money import grouped

Content = dict[str, Any]


def receipt(case: Case) -> Content:
    """Return the receipt of a filing: what was taken in, and who has it now."""
    words = Words(case.policy, Kind.RECEIPT)
    first = flows.first_of(flows.flow_of(case))
    paper = Paper(words, clock.today(), office_of(case, first), red=False)
    paper.p("opening")
    on, _space, at = clock.written(case.filed_at).partition(" ")
    rows = [
        *_about(case, words),
        (words("received"), f"{day(words, dt.date.fromisoformat(on))} {at}"),
        *_number(case, words),
        (words("handled_by"), office_of(case, first)),
        (words("due"), holding.until(case)),
        (words("materials"), "、".join(_materials(case, words)) or words("no_materials")),
        (words("lacking"), _lacking(case, words)),
        (words("expected"), _expected(case, words)),
    ]
    paper.rows(rows)
    paper.small("note")
    about(paper, case)
    phones(paper, case)
    return paper.content(words("title"))


def _number(case: Case, words: Words) -> list[tuple[str, str]]:
    """Return how many people or items are filed; nothing for what is no list."""
    lines = lines_of(case)
    found = counted(case, lines, words)
    return [] if found is None else [found]


def _materials(case: Case, words: Words) -> list[str]:
    papers = review.papers_of(case, [])
    names = []
    for found in papers:
        name = review.paper_name(case, found)
        if any(row.origin == "upload" for row in found.given):
            names.append(name)
        elif any(row.origin == "promise" for row in found.given):
            names.append(words("promise", name=name))
    return names


def _lacking(case: Case, words: Words) -> str:
    """Return the papers that have to be handed in and were not, and until when they can be."""
    names = [review.paper_name(case, paper) for paper in review.missing_uploads(case, [])]
    return words("lacking_until", text="、".join(names)) if names else words("none_lacking")


def _expected(case: Case, words: Words) -> str:
    """Return the sum of the lines that would be granted as they are filed."""
    sums = [fen(line.answer["amount"]) for line in case.lines.all() if line.answer.get("eligible") == "yes"]
    known = [amount for amount in sums if amount is not None]
    return yuan(words, sum(known)) if known else words("not_expected")


def accepted(case: Case, step: Step) -> Content:
    """Return the notice that a filing is accepted, with the steps that follow and their periods."""
    words = Words(case.policy, Kind.ACCEPTED)
    paper = Paper(words, clock.today(), office_of(case, step))
    open_letter(paper, case)
    paper.p("steps")
    for later in periods.flow_today(case).steps:
        if later.number > step.number and later.scope != "system":
            days = words("no_days") if later.days is None else words("days", days=later.days)
            paper.p("step", name=later.name("zh"), office=office_of(case, later), days=days)
    paper.p("note")
    phones(paper, case)
    return paper.content(words("title"), case.filing.filer.name)


def correction(case: Case, step: Step, asked: Correction) -> Content:
    """Return the one notice of everything that is to be corrected."""
    words = Words(case.policy, Kind.CORRECTION)
    paper = Paper(words, clock.today(), office_of(case, step))
    open_letter(paper, case)
    names = names_of(case)
    for no, item in enumerate(asked.items, start=1):
        place = words("place", where=where(words, item["line"], names)) if item["line"] else words("whole")
        paper.p("item", no=no, where=place, text=item["text"])
    if asked.due_on is None:
        paper.p("no_due")
    else:
        paper.p("due", day=day(words, asked.due_on))
    paper.p("how")
    phones(paper, case)
    return paper.content(words("title"), case.filing.filer.name)


def not_accepted(case: Case, step: Step, decision: Decision) -> Content:
    """Return the decision not to accept a filing, with reason and remedies."""
    words = Words(case.policy, Kind.NOT_ACCEPTED)
    paper = Paper(words, clock.today(), office_of(case, step))
    open_letter(paper, case)
    numbers = case.lines.values_list("no", flat=True)
    text = _refusal(case, step, decision, dict.fromkeys(numbers, decision.reason))
    paper.p("why", reason=ended(decision.reason))
    _grounds(paper, text.refused)
    basis(paper, case)
    _remedies(paper, text)
    phones(paper, case)
    return paper.content(words("title"), case.filing.filer.name)


def refused(
    case: Case, step: Step, decision: Decision, reasons: Mapping[int, str], appeal: Appeal | None = None
) -> Content:
    """Return the decision that grants nothing: reasons line by line, clauses, remedies with their last day.

    `appeal`: the one that it decides; the letter is that of the appeal then.
    """
    words = Words(case.policy, Kind.REFUSAL if appeal is None else Kind.APPEAL)
    paper = Paper(words, clock.today(), office_of(case, step))
    open_letter(paper, case)
    if appeal is not None:
        paper.p("kept")
    _against(paper, case, _refusal(case, step, decision, reasons))
    phones(paper, case)
    return paper.content(words("title"), case.filing.filer.name)


def decided(
    case: Case, step: Step, decision: Decision, reasons: Mapping[int, str], appeal: Appeal | None = None
) -> Content:
    """Return the decision that grants lines of a case, with those that it refuses.

    `appeal`: the one that it decides; the letter is that of the appeal then, and names its lines alone.
    """
    words = Words(case.policy, Kind.DECISION if appeal is None else Kind.APPEAL)
    paper = Paper(words, clock.today(), office_of(case, step))
    open_letter(paper, case)
    if appeal is not None:
        paper.p("changed")
    named = None if appeal is None else appeal.lines
    lines = [
        line
        for line in lines_of(case)
        if line.no not in reasons and line.state not in ("refused", "ended") and (named is None or line.no in named)
    ]
    granted_table(paper, lines)
    for text in workings(case, lines, words):
        paper.blocks.append({"p": text})
    if flows.flow_of(case).has("notice"):
        paper.p("notice")
    if reasons:
        paper.h("refused", n=len(reasons))
        _against(paper, case, _refusal(case, step, decision, reasons))
    else:
        basis(paper, case)
    phones(paper, case)
    return paper.content(words("title"), case.filing.filer.name)


def granted_table(paper: Paper, lines: Sequence[Line]) -> None:
    """Add the lines that are granted, with their sum where they are paid."""
    words = paper.words
    amounts = [amount_of(line) for line in lines]
    total = sum(amounts)
    paper.point("granted_point", words("granted_of", n=len(lines), amount=yuan(words, total)))
    if not total:
        paper.h("granted_unpaid", n=len(lines))
        rows = [[str(line.no), *person_of(line)] for line in lines]
        paper.table(words.list("heads_unpaid"), rows, [1, 4, 4])
        return
    paper.h("granted", n=len(lines), amount=yuan(words, total) + in_capitals(words, total))
    rows = [[str(line.no), *person_of(line), grouped(fen)] for line, fen in zip(lines, amounts, strict=True)]
    foot = [words("total"), "", "", grouped(total)]
    paper.table(words.list("heads"), rows, [1, 4, 4, 2], right=[3], foot=foot)


def _about(case: Case, words: Words) -> list[tuple[str, str]]:
    return [
        (words("applicant"), case.filing.filer.name),
        (words("measure"), measure_name(case)),
        (words("case"), case.number),
    ]


def open_letter(paper: Paper, case: Case) -> None:
    """Add which filing a letter is about."""
    measure = measure_name(case)
    name = "opening_office" if case.filing.origin == "office" else "opening"
    paper.p(name, filed=day(paper.words, case.filed_on), measure=measure, case=case.number)
    about(paper, case)


def about(paper: Paper, case: Case) -> None:
    """Say as main points what a document is about."""
    paper.point("measure", measure_name(case))
    paper.point("case", case.number)


def basis(paper: Paper, case: Case) -> None:
    """Add the clause of the measure."""
    policy = flows.policy_of(case)
    paper.p("basis", document=policy.document, clause=policy.measures[case.measure].clause)


def _refusal(case: Case, step: Step, decision: Decision, reasons: Mapping[int, str]) -> Refusal:
    """Return what is refused, by the answers that the decision keeps."""
    kept = {part["line"]: part["answer"] for part in decision.snapshot or ()}
    filer = case.filing.filer_id
    views = []
    for line in lines_of(case):
        people = tuple(role.party for role in line.roles.all() if role.party_id != filer)
        views.append(LineView(line, kept.get(line.no, line.answer), line.facts, people))
    outcome = step.outcomes[decision.outcome]
    return refusal(case, step, outcome, reasons, views, clock.today())


def _against(paper: Paper, case: Case, text: Refusal) -> None:
    """Add what is refused, why, by which clause, what is missing, and the remedies."""
    paper.point("refused_point", paper.words("items_of", n=sum(len(part.lines) for part in text.refused)))
    names = names_of(case)
    for part in text.refused:
        who = "、".join(where(paper.words, no, names) for no, _name in part.lines)
        paper.p("why", who=who, reason=ended(part.reason))
        _grounds(paper, [part])
    basis(paper, case)
    _remedies(paper, text)


def _grounds(paper: Paper, refused: Sequence[Refused]) -> None:
    for part in refused:
        for ground in part.grounds:
            text = ground.text.removesuffix("。")
            if ground.clause:
                paper.p("ground", clause=ground.clause, text=text)
            else:
                paper.p("ground_plain", text=text)
        if part.changes:
            paper.p("change", changes="；".join(text.removesuffix("。") for text in part.changes))
        if part.from_day is not None:
            paper.p("again", day=day(paper.words, part.from_day))


def _remedies(paper: Paper, text: Refusal) -> None:
    if not text.ways:
        return
    paper.h("ways")
    for way in text.ways:
        last = day(paper.words, way.last_day)
        said = paper.words("way", name=way.name, since=way.since, period=way.period, to=way.to, last=last)
        answer = paper.words("way_answer", answer=way.answer) if way.answer else ""
        paper.blocks.append({"p": said + answer + paper.words("way_source", source=way.source)})


def phones(paper: Paper, case: Case) -> None:
    """Add whom to ask."""
    known = phones_of(case.policy)
    if known:
        paper.small("phones", phones=known)
