"""Drafts of filings: opened once, saved as they are typed, dropped or submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import choosing, drafting, locking, promising
from wenjiu.bureau.cases.duties import may_file_for
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.writes import action
from wenjiu.rules.policy import Policy

#: Rows of one roster.
MOST_LINES = 2000
#: People of one list of whom only the number counts.
MOST_COUNTED = 10_000


@refusing
@action
def open_filing(
    *, actor: Any, policy: Policy, filer: Party, measures: Sequence[str], intent_key: str, origin: str = "applicant"
) -> Filing:
    """Open a filing, or return the one that was opened with the same key.

    Args:
        measures: codes; they are filed together.
        intent_key: made with the page that offers to begin, so that a second click opens no second filing.

    Raises:
        CaseRefused: a measure cannot be filed by this party, or the actor may not file for it.
    """
    may_file_for(actor, filer, origin)
    known = Filing.objects.filter(filer=filer, intent_key=intent_key).first()
    if known is not None:
        return known
    for code in measures:
        drafting.check_opener(policy, code, filer, origin)
    if not measures:
        raise CaseRefused(_("请至少选一项补贴。"), code="measures")
    filing = Filing(
        policy=policy.name,
        filer=filer,
        opened_by=actor,
        intent_key=intent_key,
        origin=origin,
        created_at=clock.now(),
        draft={"measures": list(dict.fromkeys(measures)), "answers": {}, "lines": [], "promises": {}},
    )
    try:
        with transaction.atomic():
            filing.save(force_insert=True)
    except IntegrityError:
        return Filing.objects.get(filer=filer, intent_key=intent_key)
    record(actor=actor, kind="filing.opened", subject=filing, data={"measures": list(measures)})
    return filing


@refusing
@action
def save_answers(*, actor: Any, filing_id: int, answers: Mapping[str, str]) -> dict[str, str]:
    """Save what was typed into fields of a draft, and return field -> what is wrong with it.

    A value that cannot be read is kept as it was typed, so that nothing is lost. An empty value removes the answer. The
    same values again leave the draft as it is: a field that is saved late does not disturb who checks it meanwhile.

    Raises:
        CaseRefused: the filing is submitted, dropped, or not the actor's.
    """
    filing = _draft(actor, filing_id)
    policy = drafting.policy_of(filing)
    before = deepcopy(filing.draft)
    faults = drafting.put_answers(policy, filing.draft, answers)
    if filing.draft != before:
        _store(filing)
    return faults


@refusing
@action
def save_lines(*, actor: Any, filing_id: int, lines: Sequence[Mapping[str, Any]]) -> int:
    """Put the lines of a roster in place of those of the draft, and return how many have a fault.

    Args:
        lines: {number, name, facts, faults}; `number` is the identity number as typed. It is encrypted in the draft.
            `number_told`: the faults say already what is wrong with it.

    Raises:
        CaseRefused: there are too many lines, or the draft cannot be changed.
    """
    if len(lines) > MOST_LINES:
        raise CaseRefused(
            _("名单有%(count)s行，一次最多%(most)s行。请分几次申报。") % {"count": len(lines), "most": MOST_LINES},
            code="lines",
        )
    filing = _draft(actor, filing_id)
    filing.draft["lines"] = drafting.draft_lines(actor, filing, lines)
    _store(filing)
    return sum(1 for line in filing.draft["lines"] if line["faults"])


@refusing
@action
def save_line(*, actor: Any, filing_id: int, no: int | None, line: Mapping[str, Any] | None) -> None:
    """Add one line (no `no`), change it, or remove it (no `line`)."""
    filing = _draft(actor, filing_id)
    lines = filing.draft["lines"]
    if no is not None and not 1 <= no <= len(lines):
        raise CaseRefused(_("名单里没有第%(no)s行。") % {"no": no}, code="line")
    made = drafting.draft_lines(actor, filing, [line]) if line is not None else []
    if no is None:
        if len(lines) >= MOST_LINES:
            raise CaseRefused(_("名单已经有%(most)s行，不能再加。") % {"most": MOST_LINES}, code="lines")
        lines += made
    else:
        lines[no - 1 : no] = made
    _store(filing)


@refusing
@action
def save_rows(*, actor: Any, filing_id: int, code: str, keys: Sequence[str]) -> None:
    """Save which register rows a measure of a draft is about.

    Args:
        keys: their keys; `choosing.NONE` for none of those that the registers have.

    Raises:
        CaseRefused: a row is not one of the filer's, or the draft cannot be changed.
    """
    filing = _draft(actor, filing_id)
    policy = drafting.policy_of(filing)
    if code not in filing.draft["measures"]:
        raise CaseRefused(_("这份申报里没有这项补贴。请刷新页面再试。"), code="measure")
    offered = {x.row.key for x in choosing.choices(policy, code, filing.filer, clock.today())} | {choosing.NONE}
    if not set(keys) <= offered:
        raise CaseRefused(_("登记刚有变化，您选的已经不在登记里。请重新选。"), code="row")
    filing.draft.setdefault("rows", {})[code] = list(dict.fromkeys(keys))
    _store(filing)


@refusing
@action
def save_counted(
    *, actor: Any, filing_id: int, code: str, lines: Sequence[Mapping[str, Any]], keep: bool = False, drop: int = 0
) -> int:
    """Save the list of people of whom a measure of a draft needs the number, and return how many lines have a fault.

    Args:
        lines: {number, name, facts, unread, faults}; `number` is the identity number as typed.
        keep: the lines are added to those of the draft, instead of taking their place.
        drop: number of a line of the draft that is removed.

    Raises:
        CaseRefused: the measure counts nobody, there are too many lines, or the draft cannot be changed.
    """
    filing = _draft(actor, filing_id)
    claim = drafting.policy_of(filing).claims.get(code)
    if code not in filing.draft["measures"] or claim is None or claim.counted is None or claim.many:
        raise CaseRefused(_("这项补贴没有人员名单。请刷新页面再试。"), code="measure")
    lists = filing.draft.setdefault("counted", {})
    kept = list(lists.get(code, ())) if keep else []
    if drop:
        kept[drop - 1 : drop] = []
    if len(kept) + len(lines) > MOST_COUNTED:
        raise CaseRefused(
            _("名单有%(count)s行，最多%(most)s行。请拆开，或先由登记部门导入登记。")
            % {"count": len(kept) + len(lines), "most": MOST_COUNTED},
            code="lines",
        )
    lists[code] = kept + drafting.draft_lines(actor, filing, lines)
    _store(filing)
    return sum(1 for line in lists[code] if line["faults"])


@refusing
@action
def save_party(*, actor: Any, filing_id: int, code: str, role: str, number: str, name: str) -> list[str]:
    """Save who has a further role of a measure, such as the founder of the firm that files; return what is wrong.

    Without number and name nobody is named.

    Raises:
        CaseRefused: the measure has no such role, or the draft cannot be changed.
    """
    filing = _draft(actor, filing_id)
    claim = drafting.policy_of(filing).claims.get(code)
    if code not in filing.draft["measures"] or claim is None or role not in claim.others(filing.filer.kind):
        raise CaseRefused(_("这项补贴不用写明这一方。请刷新页面再试。"), code="role")
    named = filing.draft.setdefault("parties", {})
    named.pop(f"{code}/{role}", None)
    if number.strip() or name.strip():
        [line] = drafting.draft_lines(actor, filing, [{"number": number, "name": name}], claim.kind_of(role))
        named[f"{code}/{role}"] = line
    _store(filing)
    return list(named.get(f"{code}/{role}", {"faults": []})["faults"])


@refusing
@action
def save_promises(*, actor: Any, filing_id: int, promises: Mapping[str, str]) -> None:
    """Save the written promises that stand in for papers: measure/material -> the text that was agreed to.

    Raises:
        CaseRefused: the filer is on the list of those whose promise was untrue.
    """
    filing = _draft(actor, filing_id)
    if any(promises.values()):
        promising.refuse_listed(filing.filer)
    filing.draft["promises"] = {key: text for key, text in promises.items() if text}
    _store(filing)


@refusing
@action
def drop_filing(*, actor: Any, filing_id: int) -> None:
    """Drop a draft. It stays in the records and can no longer be submitted."""
    filing = _draft(actor, filing_id)
    filing.dropped_at = clock.now()
    filing.save(update_fields=["dropped_at"])
    record(actor=actor, kind="filing.dropped", subject=filing)


def _draft(actor: Any, filing_id: int) -> Filing:
    filing = locking.lock_filing(filing_id)
    may_file_for(actor, filing.filer, filing.origin)
    if filing.submitted_at is not None:
        raise CaseRefused(_("这份申报已经提交，不能再改。要改请等补正通知，或先撤回。"), code="submitted")
    if filing.dropped_at is not None:
        raise CaseRefused(_("这份草稿已经删除。请重新开始。"), code="dropped")
    return filing


def _store(filing: Filing) -> None:
    filing.version += 1
    filing.save(update_fields=["draft", "version"])
