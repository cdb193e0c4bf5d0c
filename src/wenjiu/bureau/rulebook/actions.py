"""All writes of the rulebook: a draft by one person, what was shown of its effect, the confirmation by another."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.rulebook import in_force, kinds, logic, set_values, typed
from wenjiu.bureau.rulebook.errors import RulebookRefused, words_of_day
from wenjiu.bureau.rulebook.models import Change, Draft, Look
from wenjiu.bureau.writes import action
from wenjiu.policies import names, published_policy
from wenjiu.rules.document.amendments import PARAMETER
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

ROLE = "policy_admin"
LONGEST_REASON = 300


@action
def draft_change(
    *,
    actor: Any,
    policy: str,
    kind: str,
    name: str,
    key: str = "",
    value: Any = None,
    from_day: dt.date,
    source: str,
    confirmed_source: bool,
) -> Draft:
    """Propose a change. It has no effect until another person confirms it.

    Args:
        actor: a policy administrator.
        policy: name of the policy.
        kind: parameter, reading or version, or a setting of the office (`kinds`).
        name: the parameter, the ambiguity, the number of the amending document, or what is set.
        key: the entry of a map.
        value: the public form of the value, the letter of the reading, none for a version; of a setting, its JSON data.
        from_day: the first day on which it applies.
        source: what states it.
        confirmed_source: whether the source is the official text itself.

    Raises:
        RulebookRefused: no such post, parameter, reading or value; a day before the document; no source; nothing would
            change; or a draft of the same thing waits already.
    """
    _check_role(actor)
    if policy not in names():
        raise RulebookRefused(_("没有政策“%(name)s”。") % {"name": policy[:40]}, code="policy")
    _lock(policy)
    draft = Draft(
        policy=policy, kind=kind, name=name.strip(), key=key, value=value, from_day=from_day, source=source.strip(),
        confirmed_source=confirmed_source, made_by=actor, made_at=clock.now(),
    )  # fmt: skip
    return _add(actor, draft)


@action
def edit_draft(
    *,
    actor: Any,
    draft_id: int,
    revision: int,
    value: Any = None,
    from_day: dt.date,
    source: str,
    confirmed_source: bool,
) -> Draft:
    """Change a draft of one's own. What was shown of its effect before counts no more.

    Raises:
        RulebookRefused: it is another person's, settled, or was edited since it was shown; or as for `draft_change`.
    """
    _check_role(actor)
    draft = _open(draft_id, revision)
    if draft.made_by_id != actor.pk:
        raise RulebookRefused(_("这份草案是%(who)s起草的，只有本人能改。") % {"who": draft.made_by.name}, code="maker")
    draft.value, draft.from_day = value, from_day
    draft.source, draft.confirmed_source = source.strip(), confirmed_source
    _check(draft)
    draft.revision += 1
    draft.save(update_fields=["value", "from_day", "source", "confirmed_source", "revision"])
    record(actor=actor, kind="rulebook.edited", subject=draft, data=_said(draft))
    return draft


@action
def draft_revocation(*, actor: Any, change_id: int, from_day: dt.date, source: str) -> Draft:
    """Propose that a confirmed change ends, from a day in the future on. The value that it replaced applies again.

    One that has not begun can end on its own first day: then it never applies.

    Raises:
        RulebookRefused: no such post or change, it is revoked already, the day is not after today, or before the change's
            own first day, or no source.
    """
    _check_role(actor)
    change = Change.objects.filter(pk=change_id).exclude(kind=logic.REVOCATION).first()
    if change is None:
        raise RulebookRefused(_("没有这项改动，或者它本身就是撤销。请从列表中选择。"), code="change")
    _lock(change.policy)
    draft = Draft(
        policy=change.policy, kind=logic.REVOCATION, name=change.name, key=change.key, from_day=from_day,
        source=source.strip(), confirmed_source=True, revokes=change, made_by=actor, made_at=clock.now(),
    )  # fmt: skip
    return _add(actor, draft)


@action
def withdraw_draft(*, actor: Any, draft_id: int, revision: int, reason: str = "") -> Draft:
    """Withdraw a draft: its own maker, or another policy administrator who rejects it and says why.

    Raises:
        RulebookRefused: no such post, it is settled or was edited since it was shown, or another person gives no reason.
    """
    _check_role(actor)
    draft, reason = _open(draft_id, revision), reason.strip()
    if draft.made_by_id != actor.pk and not reason:
        raise RulebookRefused(
            _("请写明为什么退回，%(who)s会看到。") % {"who": draft.made_by.name}, code="reason", field="reason"
        )
    draft.settled_by, draft.reason = actor, reason[:LONGEST_REASON]
    _settle(draft, "withdrawn")
    record(actor=actor, kind="rulebook.withdrawn", subject=draft, data={**_said(draft), "reason": draft.reason})
    return draft


@action
def keep_look(*, actor: Any, draft_id: int, revision: int, version: int, effect: Mapping[str, Any]) -> Look:
    """Keep what a person is shown of the effect of a draft, which was computed with the changes up to a number.

    Raises:
        RulebookRefused: no such post, or the draft is settled or was edited meanwhile.
    """
    _check_role(actor)
    draft = _open(draft_id, revision)
    look: Look = Look.objects.create(
        draft=draft, revision=revision, version=version, on=clock.today(), effect=dict(effect), seen_by=actor,
        at=clock.now(),
    )  # fmt: skip
    record(actor=actor, kind="rulebook.looked", subject=draft, data={"revision": revision, "look": look.pk})
    return look


@action
def confirm_draft(*, actor: Any, draft_id: int, revision: int, look_id: int) -> Change:
    """Confirm a draft of another person, having seen its effect. It applies from its first day on.

    Args:
        look_id: what the actor was shown (`keep_look`): of this revision, today, with all changes that are in force.

    Raises:
        RulebookRefused: no such post, it is the actor's own draft, it is settled or was edited, or the actor has not seen
            its present effect.
    """
    _check_role(actor)
    policy = Draft.objects.filter(pk=draft_id).values_list("policy", flat=True).first()
    if policy is not None:
        _lock(policy)
    draft = _open(draft_id, revision)
    if draft.made_by_id == actor.pk:
        raise RulebookRefused(_("起草和确认要由两个人办。请交给另一位政策管理员确认。"), code="two_people")
    look = Look.objects.filter(pk=look_id, draft=draft, revision=revision, seen_by=actor).first()
    last = Change.objects.filter(policy=draft.policy).order_by("-number").first()
    number = 0 if last is None else last.number
    if look is None:
        raise RulebookRefused(_("您还没有看过这份草案的影响。请先点“计算影响”，看过再确认。"), code="look")
    if (look.version, look.on) != (number, clock.today()):
        raise RulebookRefused(
            _("您看的影响是%(day)s、第%(version)s号改动时算的，现在已经到第%(now)s号。请重新计算，看过再确认。")
            % {"day": words_of_day(look.on), "version": look.version, "now": number},
            code="look",
        )
    _check(draft)
    change: Change = Change.objects.create(
        policy=draft.policy, number=number + 1, draft=draft, kind=draft.kind, name=draft.name, key=draft.key,
        value=draft.value, from_day=draft.from_day, source=draft.source, confirmed_source=draft.confirmed_source,
        revokes=draft.revokes, made_by=draft.made_by, confirmed_by=actor, confirmed_at=clock.now(),
        confirmed_on=clock.today(), look=look,
    )  # fmt: skip
    draft.settled_by = actor
    _settle(draft, "confirmed")
    record(actor=actor, kind="rulebook.confirmed", subject=change, data={**_said(draft), "number": change.number})
    if (setting := kinds.kind_of(change)) is not None:
        setting.confirmed(actor, change)
    return change


def _add(actor: Any, draft: Draft) -> Draft:
    """Check and keep a new draft."""
    _check(draft)
    _check_alone(draft)
    draft.save(force_insert=True)
    record(actor=actor, kind="rulebook.drafted", subject=draft, data=_said(draft))
    return draft


def _check_role(actor: Any) -> None:
    if not scopes.has_role(actor, ROLE):
        raise RulebookRefused(_("政策参数和口径由政策管理员管理。"), code="role")


def _lock(policy: str) -> None:
    """Let drafts and confirmations of one policy follow each other. The lock comes before that of a draft."""
    number = int.from_bytes(hashlib.sha256(f"rulebook/{policy}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _open(draft_id: int, revision: int) -> Draft:
    """Lock a draft that waits, as it was shown, and return it."""
    draft: Draft | None = (
        Draft.objects.select_for_update(no_key=True, of=("self",))
        .select_related("made_by", "revokes")
        .filter(pk=draft_id)
        .first()
    )
    if draft is None:
        raise RulebookRefused(_("没有这份草案。请从列表中选择。"), code="draft")
    if draft.state != "open":
        state = _("已经确认生效") if draft.state == "confirmed" else _("已经撤回")
        raise RulebookRefused(_("这份草案%(state)s，不能再办。请刷新页面。") % {"state": state}, code="settled")
    if draft.revision != revision:
        raise RulebookRefused(
            _("这份草案刚改过（现在是第%(now)s稿，您看的是第%(shown)s稿）。请刷新页面，看清楚再办。")
            % {"now": draft.revision, "shown": revision},
            code="outdated",
        )
    return draft


def _settle(draft: Draft, state: str) -> None:
    draft.state, draft.settled_at = state, clock.now()
    draft.save(update_fields=["state", "settled_at", "settled_by", "reason"])


def _check(draft: Draft) -> None:
    """Refuse a draft that is no possible change of the policy as it is now."""
    published = published_policy(draft.policy)
    logic.check_source(draft.source)
    if draft.revokes is not None:
        _check_revocation(draft)
        return
    if draft.kind in kinds.kinds:
        kinds.check_draft(published, draft, _first_possible(draft))
        _check_other_value(published, draft)
    logic.check_day(published, draft.from_day, clock.today())
    if draft.kind in kinds.kinds:
        return
    amendment = logic.amendment_of(published, draft, 1, draft.from_day)
    if draft.kind == PARAMETER:
        typed.check_whole(published.book[draft.name], draft.value)
    logic.check_differs(_now(draft.policy), amendment)


def _first_possible(draft: Draft) -> dt.date:
    """Return the earliest first day of a setting: today, or the day on which it was drafted, if it waited since."""
    if draft.pk is None or kinds.kinds[draft.kind].typed_name:
        return clock.today()
    return min(clock.today(), timezone.localtime(draft.made_at, civil.SHANGHAI).date())


def _check_other_value(policy: Policy, draft: Draft) -> None:
    """Refuse a setting that is as the draft says anyway."""
    kind = kinds.kinds[draft.kind]
    found = set_values.confirmed_now(draft.policy, draft.kind, None if kind.typed_name else draft.from_day)
    now = found[draft.name].value if draft.name in found else kind.shipped(policy, draft.name)
    if (draft.name in found or now is not None) and now == draft.value:
        raise RulebookRefused(
            _("%(day)s起本来就是%(value)s，不用改。")
            % {"day": words_of_day(draft.from_day), "value": kind.words(policy, draft.name, now)},
            code="same", field="value",
        )  # fmt: skip


def _check_revocation(draft: Draft) -> None:
    change = draft.revokes
    if Change.objects.filter(revokes=change).exists():
        raise RulebookRefused(_("这项改动已经撤销过了，不用再撤。"), code="change")
    if change.kind in kinds.kinds and kinds.kinds[change.kind].typed_name:
        raise RulebookRefused(
            _("“%(name)s”这一项不用撤销：请另外起草一项，改回原来的样子。") % {"name": change.name}, code="change"
        )
    first = max(clock.today() + dt.timedelta(days=1), change.from_day)
    if draft.from_day < first:
        raise RulebookRefused(
            _("撤销最早从%(first)s起，%(day)s太早。请填%(first)s或以后的日期。")
            % {"day": words_of_day(draft.from_day), "first": words_of_day(first)},
            code="from_day", field="from_day",
        )  # fmt: skip
    logic.check_day(published_policy(draft.policy), draft.from_day, clock.today())


def _now(policy: str) -> Policy:
    """Return the policy with all changes that are confirmed, whatever the request has kept."""
    last = Change.objects.filter(policy=policy).order_by("-number").values_list("number", flat=True).first()
    return in_force.policy_at(policy, last or 0, clock.today())


def _check_alone(draft: Draft) -> None:
    other = (
        Draft.objects.filter(policy=draft.policy, kind=draft.kind, name=draft.name, key=draft.key, state="open")
        .select_related("made_by")
        .first()
    )
    if other is not None:
        raise RulebookRefused(
            _("这一项已经有一份草案（第%(id)s号，%(who)s起草），还没有办完。请先改那一份，或撤回它。")
            % {"id": other.pk, "who": other.made_by.name},
            code="draft", field="name",
        )  # fmt: skip


def _said(draft: Draft) -> dict[str, Any]:
    return {
        "policy": draft.policy,
        "kind": draft.kind,
        "name": draft.name,
        "key": draft.key,
        "value": draft.value,
        "from_day": draft.from_day.isoformat(),
        "source": draft.source,
        "revision": draft.revision,
    }
