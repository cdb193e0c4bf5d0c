"""The summary of a released batch, as a document: by measure, and line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import override

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.documents.actions import issue
from wenjiu.bureau.documents.blocks import Paper, day, in_capitals, yuan
from wenjiu.bureau.documents.models import Kind
from wenjiu.bureau.documents.offices import district_office
from wenjiu.bureau.documents.wording import Words
from wenjiu.bureau.funds.models import Batch, BatchLine
from wenjiu.standards.money import grouped


def issue_summary(actor: Any, batch: Batch, lines: Sequence[BatchLine]) -> None:
    """Make the summary of a batch that is being released."""
    with override("zh-hans"):
        content = summary(batch, lines)
    key = f"{Kind.BATCH}/{batch.pk}"
    issue(actor=actor, policy=batch.policy, kind=Kind.BATCH, key=key, content=content, batch=batch.number)


def summary(batch: Batch, lines: Sequence[BatchLine]) -> dict[str, Any]:
    """Return what the summary of a batch says."""
    words, on = Words(batch.policy, Kind.BATCH), clock.today()
    paper = Paper(words, on, district_office(batch.policy), red=False)
    total = sum(line.obligation.amount_fen for line in lines)
    paper.p(
        "opening", number=batch.number, n=len(lines), amount=yuan(words, total), capitals=in_capitals(words, total),
        maker=batch.made_by.name, releaser=batch.released_by.name, day=day(words, on),
    )  # fmt: skip
    paper.point("paid_point", words("granted_of", n=len(lines), amount=yuan(words, total)))
    foot = [words("total"), str(len(lines)), grouped(total)]
    paper.h("by_measure")
    paper.table(words.list("heads_measure"), _by_measure(batch, lines), [6, 2, 3], right=[1, 2], foot=foot)
    paper.h("lines")
    rows = [_row(line) for line in lines]
    foot = [words("total"), "", "", "", grouped(total)]
    paper.table(words.list("heads"), rows, [2, 5, 4, 5, 3], right=[4], foot=foot)
    return paper.content(words("title"))


def _by_measure(batch: Batch, lines: Sequence[BatchLine]) -> list[list[str]]:
    """Return name, number and sum of each measure; a past award can be of one that the policy no longer has."""
    measures = policies.load_policy(batch.policy).measures
    sums: dict[str, list[int]] = {}
    for line in lines:
        sums.setdefault(line.obligation.award.measure, []).append(line.obligation.amount_fen)
    return [
        [measures[code].name("zh") if code in measures else code, str(len(found)), grouped(sum(found))]
        for code, found in sorted(sums.items())
    ]


def _row(line: BatchLine) -> list[str]:
    owed = line.obligation
    case = owed.award.line.case.number if owed.award.line is not None else ""
    return [str(line.no), owed.payee.name, line.account.tail, case, grouped(owed.amount_fen)]
