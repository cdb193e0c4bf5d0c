"""Store what a screening of the registers found, and what became of it: offers, and lists of the office."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import Row


class Screening(models.Model):
    """One screening of the registers of a policy on a day.

    `by`: who pressed the button; null where it is the nightly one.
    `sums`: outcome -> {rows, amount_fen}, once it has ended.
    """

    policy = models.CharField(max_length=40)
    rules_version = models.CharField(max_length=40)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    sums = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy"], condition=Q(ended_at=None), name="offers_screening_one_at_a_time"
            )
        ]


class Outcome(models.TextChoices):
    """What is known of one row that a screening found entitled."""

    OFFERED: Any = "offered", _("已提醒，等答复")
    LISTED: Any = "listed", _("免申即享，由经办部门办理")
    CLAIMED: Any = "claimed", _("正在办理")
    PAID: Any = "paid", _("已经发过")
    REFUSED: Any = "refused", _("本人不要，或审核没有同意")
    EXCLUDED: Any = "excluded", _("与另一项不能同时领")
    OTHERWISE: Any = "otherwise", _("核对发放记录后不能发")
    NOBODY: Any = "nobody", _("登记里找不到申领人")
    NEAR: Any = "near", _("还差一点，不在名单里")


class Entitled(models.Model):
    """One row that the last screening found entitled, and what is known of it. The next screening replaces it.

    Of measures that the office pays without an application, near misses are kept as well (`Outcome.NEAR`).

    `key`: the row of the subject's table. `row`: the statement that it stands on, where there is one.
    `filer`: who can claim it. `claim_key`: what makes it the same claim.
    `case`: number of the case that has it already.
    """

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="rows")
    policy = models.CharField(max_length=40)
    measure = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    row = models.ForeignKey(Row, on_delete=models.PROTECT, null=True, related_name="+")
    filer = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    street = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    claim_key = models.CharField(max_length=240)
    amount_fen = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    why = models.CharField(max_length=300, blank=True)
    case = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["measure", "id"]
        indexes = [models.Index(fields=["policy", "outcome", "measure"], name="offers_entitled_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["screening", "measure", "key"], name="offers_entitled_row_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="offers_entitled_outcome_known"),
        ]


class State(models.TextChoices):
    """Where an offer stands."""

    OPEN: Any = "open", _("等答复")
    ACCEPTED: Any = "accepted", _("已申报")
    REFUSED: Any = "refused", _("不要")
    ENDED: Any = "ended", _("不再符合")


class Offer(models.Model):
    """What a party can have and has not claimed, as a screening found it.

    `filer`: who can accept it. `subject`: the person or organisation that it stands for, where that is another one.
    `group`, `claim_key`: what makes it the same claim; one offer with them is open.
    `facts`, `answer`: the facts with their sources, and the whole answer, as of the last day on which they changed.
    `digest`: of what it says but for the day, so that a screening finds out whether it says the same.
    `screening`: the one that made it; `seen_on`: the day of the last one that found it.
    `filing`: the draft that was opened from it.
    """

    policy = models.CharField(max_length=40)
    measure = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    row = models.ForeignKey(Row, on_delete=models.PROTECT, null=True, related_name="offers")
    filer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="offers")
    subject = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    street = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    group = models.CharField(max_length=20)
    claim_key = models.CharField(max_length=240)
    amount_fen = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="offers")
    made_on = models.DateField()
    seen_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    filing = models.ForeignKey("cases.Filing", on_delete=models.PROTECT, null=True, related_name="offers")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["filer", "state"], name="offers_offer_of_filer"),
            models.Index(fields=["policy", "state", "street"], name="offers_offer_of_street"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "group", "claim_key"], condition=Q(state="open"), name="offers_offer_open_once"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="offers_offer_state"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | ~Q(state="open") & Q(answered_at__isnull=False),
                name="offers_offer_answered_unless_open",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "ended"]) | ~Q(reason__regex=r"^\s*$"),
                name="offers_offer_ends_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(filing__isnull=False), name="offers_offer_accepted_is_filed"
            ),
            models.CheckConstraint(condition=Q(seen_on__gte=F("made_on")), name="offers_offer_seen_after_made"),
        ]


class Attempt(models.Model):
    """One attempt of the street to reach somebody with an open offer. Rows never change.

    `outcome`: what came of it; empty in notes of earlier versions, which have words alone.
    `result`: what was said; of a refusal, why.
    """

    class How(models.TextChoices):
        PHONE: Any = "phone", _("打电话")
        VISIT: Any = "visit", _("上门")
        PAPER: Any = "paper", _("书面通知")
        COUNTER: Any = "counter", _("来窗口时当面说")

    class Outcome(models.TextChoices):
        WANTS: Any = "wants", _("要，等申报")
        REFUSES: Any = "refuses", _("不要")
        UNDECIDED: Any = "undecided", _("说到了，还没定")
        UNREACHED: Any = "unreached", _("没联系上")

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="attempts")
    how = models.CharField(max_length=10, choices=How)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    result = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=["phone", "visit", "paper", "counter"]), name="offers_attempt_how"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "wants", "refuses", "undecided", "unreached"]),
                name="offers_attempt_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["wants", "undecided", "unreached"]) | ~Q(result__regex=r"^\s*$"),
                name="offers_attempt_has_result",
            ),
        ]


class OfficeList(models.Model):
    """Those to whom the office pays one measure without an application: listed by one person, confirmed by another."""

    policy = models.CharField(max_length=40)
    measure = models.CharField(max_length=20)
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="lists")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "measure"],
                condition=Q(confirmed_at=None, dropped_at=None),
                name="offers_list_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("made_by")), name="offers_list_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="offers_list_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(confirmed_at=None), name="offers_list_confirmed_or_dropped"
            ),
        ]


class ListRow(models.Model):
    """One row of a list.

    `entitled`: the screening found it entitled; the others are near misses, which the list shows with their reason.
    `added`: why who made the list added it by its number, where the screening had missed it.
    `left_out`: why somebody took it off the list. `case`: what was opened for it. `problem`: why nothing was.
    """

    list = models.ForeignKey(OfficeList, on_delete=models.PROTECT, related_name="rows")
    no = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    row = models.ForeignKey(Row, on_delete=models.PROTECT, null=True, related_name="+")
    filer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    claim_key = models.CharField(max_length=240)
    entitled = models.BooleanField()
    amount_fen = models.BigIntegerField(null=True)
    why = models.CharField(max_length=300, blank=True)
    added = models.CharField(max_length=300, blank=True)
    left_out = models.CharField(max_length=300, blank=True)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, null=True, related_name="office_row")
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["list", "no"], name="offers_listrow_number_once"),
            models.UniqueConstraint(fields=["list", "key"], name="offers_listrow_key_once"),
            models.CheckConstraint(
                condition=Q(case=None) | Q(entitled=True, left_out=""), name="offers_listrow_case_only_if_kept"
            ),
            models.CheckConstraint(condition=Q(entitled=True) | ~Q(why=""), name="offers_listrow_miss_says_why"),
            models.CheckConstraint(condition=Q(added="") | Q(entitled=True), name="offers_listrow_added_is_entitled"),
        ]
