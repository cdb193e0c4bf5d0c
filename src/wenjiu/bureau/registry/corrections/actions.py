"""All writes of corrections: they are asked for, and the keeper of the register accepts or declines them."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.files.actions import store
from wenjiu.bureau.registry import storing
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.corrections import queries
from wenjiu.bureau.registry.corrections.logic import read_value
from wenjiu.bureau.registry.models import Correction, Row
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.registry.values import columns_of, registers_of
from wenjiu.bureau.writes import action
from wenjiu.rules.ask.typed import Unreadable
from wenjiu.rules.policy import Policy

#: Who states what a keeper put right at somebody's request.
SOURCE = "更正"
LONGEST = 500


class CorrectionRefused(ValueError):
    """A request or an answer is refused. The message is for the user."""


@action
def ask_correction(
    *,
    actor: Any,
    policy: Policy,
    row_id: int,
    column: str,
    text: str,
    reason: str,
    lang: str = "zh",
    file: tuple[str, bytes] | None = None,
) -> Correction:
    """Ask the keeper of a register to put one value of a row right, and return the request.

    Args:
        actor: a user whom, or whose organisation, the row names.
        column: the column of the row's table.
        text: what is right, as typed.
        reason: why.
        file: name and bytes of what proves it.

    Raises:
        Forbidden: the actor may not see the row, or the table has no such column.
        CorrectionRefused: the value cannot be read or is the registered one, there is no reason, a later row says
            something else already, or another request about it waits.
        RefusedFile: the file is not of a kind that is kept.
    """
    row, party = queries.access_own_row(actor, policy, row_id)
    wanted = _wanted(policy, row, column, text, lang)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST:
        raise CorrectionRefused(
            _("请写明为什么是这样，最多%(n)s字，例如哪天有了变化、哪份证件上写着。") % {"n": LONGEST}
        )
    storing.lock(policy.name, row.table)
    _refuse_idle(policy, row, column, wanted)
    made = Correction(
        policy=policy.name,
        table=row.table,
        key=row.key,
        column=column,
        row=row,
        was=row.facts.get(column),
        wanted=wanted,
        reason=reason,
        evidence=None if file is None else store(actor=actor, name=file[0], data=file[1]),
        party=party,
        street_id=row.street_id or party.street_id,
        asked_by=actor,
        asked_at=clock.now(),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise CorrectionRefused(_("这一项刚刚有人申请更正，还在等登记部门答复。")) from error
    record(actor=actor, kind="correction.asked", subject=made, data={"row": row.pk, "column": column})
    return made


def _wanted(policy: Policy, row: Row, column: str, text: str, lang: str) -> Any:
    """Return the typed text as the value that the row would hold."""
    fact = columns_of(policy, row.table).facts.get(column)
    if fact is None:
        raise scopes.Forbidden(f"column {column}")
    try:
        return read_value(policy, fact, text)
    except Unreadable as error:
        raise CorrectionRefused(f"{error.message(lang)}{error.fix(lang)}") from error


def _refuse_idle(policy: Policy, row: Row, column: str, wanted: Any) -> None:
    """Refuse what changes nothing: a replaced row, the registered value, a request that waits already."""
    if not queries.says_now(policy, row, column):
        raise CorrectionRefused(_("这条记录已经有新的内容。请回到“我可以享受什么”看现在登记的是什么。"))
    if row.facts.get(column) == wanted:
        raise CorrectionRefused(_("您写的和现在登记的一样，不用更正。"))
    if (waiting := queries.open_of(row, column)) is not None:
        raise CorrectionRefused(
            _("这一项在%(day)s已经有人申请更正，还在等登记部门答复。请等答复后再申请。")
            % {"day": clock.day_in_words(waiting.asked_at)}
        )


@action
def answer_correction(*, actor: Any, policy: Policy, correction_id: int, accept: bool, answer: str = "") -> Correction:
    """Answer a request as keeper of the register. What is accepted becomes a row of the source `SOURCE`.

    Args:
        answer: why; a request that is declined needs it.

    Raises:
        Forbidden: the actor keeps no register of that area.
        NotSeparate: the actor asked for it, or is a party of the row.
        CorrectionRefused: it is answered already, no reason is given, or the row has new content since.
    """
    found = queries.access_correction(actor, policy, correction_id)
    storing.lock(policy.name, found.table)
    found = queries.access_correction(actor, policy, correction_id)
    scopes.refuse_same_person(actor, [found.asked_by_id])
    scopes.refuse_own_matter(actor, [link.party for link in found.row.links.select_related("party")])
    if found.answered_at is not None and found.answered_by is not None:
        raise CorrectionRefused(_("%(who)s已经答复过这个申请。") % {"who": found.answered_by.name})
    answer = answer.strip()[:LONGEST]
    if not accept and not answer:
        raise CorrectionRefused(_("请写明为什么不更正，申请人会看到，例如“与户籍登记一致，请先到派出所办理迁移”。"))
    if accept and not queries.says_now(policy, found.row, found.column):
        raise CorrectionRefused(_("申请以后，这条记录已经有新的内容，不能照这个申请改。请答复申请人看新的内容。"))
    found.new_row = _put_right(actor, policy, found) if accept else None
    found.answered_by, found.answered_at, found.accepted, found.answer = actor, clock.now(), accept, answer
    found.save(update_fields=["new_row", "answered_by", "answered_at", "accepted", "answer"])
    data = {"row": found.row_id, "column": found.column, "accepted": accept, "new_row": found.new_row_id}
    record(actor=actor, kind="correction.answered", subject=found, data=data)
    return found


def _put_right(actor: Any, policy: Policy, asked: Correction) -> Row:
    """Store what was asked for, beside what was put right before, on the days of the row; return the new row."""
    row = asked.row
    earlier = Row.objects.filter(
        policy=row.policy,
        table=row.table,
        key=row.key,
        source=SOURCE,
        valid=row.valid,
        replaced_by=None,
        withdrawn_at=None,
    ).first()
    facts = {**(earlier.facts if earlier is not None else {}), asked.column: asked.wanted}
    own = row.table in registers_of(policy).parties
    statement = Statement(
        facts,
        {link.role: link.party for link in row.links.select_related("party")},
        number="" if own else row.key,
        refers=row.refers,
        street=row.street_id,
        valid_from=row.valid.lower,
        valid_to=row.valid.upper,
    )
    done = bring(actor=actor, policy=policy, table=row.table, rows=[statement], source=SOURCE)
    return Row.objects.get(pk=done.rows[0])
