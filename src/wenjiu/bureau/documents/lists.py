"""Lists that are documents: the public notice, and the certificate that follows from a line."""

from __future__ import annotations

from typing import Any

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.masking import names_of
from wenjiu.bureau.cases.models import Case, Line, Notice
from wenjiu.bureau.documents.blocks import Paper, day, yuan
from wenjiu.bureau.documents.models import Kind
from wenjiu.bureau.documents.of_case import person_of, phones_of
from wenjiu.bureau.documents.offices import district_office
from wenjiu.bureau.documents.wording import Words
from wenjiu.standards.money import grouped


def public_notice(notice: Notice) -> dict[str, Any]:
    """Return a public notice: what its lines show to the public, and nothing else."""
    policy, words = policies.load_policy(notice.policy), Words(notice.policy, Kind.NOTICE)
    paper = Paper(words, notice.begins_on, district_office(notice.policy))
    measure = policy.measures[notice.measure]
    shown = list(notice.lines.order_by("id").values_list("shown", flat=True))
    total = sum(one["amount_fen"] for one in shown)
    paper.p(
        "opening", document=policy.document, clause=measure.clause, measure=measure.name("zh"), n=len(shown),
        amount=yuan(words, total), begins=day(words, notice.begins_on), ends=day(words, notice.ends_on),
    )  # fmt: skip
    paper.point("measure", measure.name("zh"))
    paper.point("granted_point", words("granted_of", n=len(shown), amount=yuan(words, total)))
    rows = [
        [str(no), "、".join(names_of(one)), one["street"], grouped(one["amount_fen"])]
        for no, one in enumerate(shown, start=1)
    ]
    paper.table(words.list("heads"), rows, [2, 9, 5, 4], right=[3], foot=[words("total"), "", "", grouped(total)])
    paper.p("objection", number=notice.number, phones=phones_of(notice.policy))
    return paper.content(words("title", measure=measure.name("zh")))


def titles_of(case: Case) -> list[str]:
    """Return the honours that come with the measure of a case; most have none."""
    measure = flows.policy_of(case).measures.get(case.measure)
    return [] if measure is None else [title("zh") for title in measure.titles]


def certificate(case: Case, line: Line, title: str) -> dict[str, Any]:
    """Return the certificate of an honour that comes with a line."""
    policy, words = flows.policy_of(case), Words(case.policy, Kind.CERTIFICATE)
    paper = Paper(words, clock.today(), district_office(case.policy), red=False)
    name, _number = person_of(line)
    paper.p("opening", name=name)
    paper.p("text", title=title)
    paper.point("honour", title)
    paper.small("basis", document=policy.document, clause=policy.measures[case.measure].clause)
    return paper.content(words("title"))
