"""Messages, who has read them, where parties can be reached, and the outbox (docs/decisions/messages.md)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """A way out of the system."""

    SMS: Any = "sms", _("短信")
    MAIL: Any = "mail", _("电子邮件")


class State(models.TextChoices):
    """What became of a message on a channel. `SENT` and `SUPPRESSED` are final; from `GIVEN_UP` a person can try again."""

    QUEUED: Any = "queued", _("待发送")
    SENDING: Any = "sending", _("发送中")
    FAILED: Any = "failed", _("失败，等待重试")
    GIVEN_UP: Any = "given_up", _("不再重试")
    SENT: Any = "sent", _("已发送")
    SUPPRESSED: Any = "suppressed", _("没有发送")


class Reason(models.TextChoices):
    """Why a message was not sent."""

    NONE: Any = "", ""
    NO_CONTACT: Any = "no_contact", _("没有登记联系方式，或者没有同意")
    NO_CHANNEL: Any = "no_channel", _("系统没有设置这种发送方式")
    WITHDRAWN: Any = "withdrawn", _("发送以前撤回了同意")
    REFUSED: Any = "refused", _("发送服务没有接受")
    INTERRUPTED: Any = "interrupted", _("发送中断，不知道是否已经发出")


class Contact(models.Model):
    """Where a party agreed to be reached. Entering one is the consent, closing it withdraws the consent.

    `tail`: the number or address with its middle masked.
    """

    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="contacts")
    channel = models.CharField(max_length=4, choices=Channel)
    cipher = models.BinaryField()
    tail = models.CharField(max_length=80)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "channel"], condition=Q(closed_at=None), name="notes_contact_open_once"
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="notes_contact_channel"),
        ]


class Message(models.Model):
    """One message to a party, or to a member of staff. Rows never change.

    `kind`: a kind of wording.yaml. `key`: what makes it the same message.
    `words`: language -> {title, text}, as they were on that day.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=120, unique=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="messages")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="messages")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="messages")
    words = models.JSONField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["party", "id"], name="notes_of_party")]
        constraints = [
            models.CheckConstraint(
                condition=Q(party=None, user__isnull=False) | Q(party__isnull=False, user=None),
                name="notes_message_to_one",
            ),
        ]


class Seen(models.Model):
    """That a user has read a message. Rows never change."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="seen")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="notes_seen_once")]


class Delivery(models.Model):
    """One message on one channel: the outbox.

    `contact`: where it goes; null where it is not sent. `next_at`: when it is tried, or tried again.
    `attempts`: how often it was tried. `claimed_at`: when the last try began.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=4, choices=Channel)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    #: What the service said, shortened; never the number or the address.
    said = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "next_at"], name="notes_delivery_due")]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="notes_delivery_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="notes_delivery_state"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="notes_delivery_channel"),
            models.CheckConstraint(
                condition=Q(state="suppressed") | Q(contact__isnull=False), name="notes_delivery_has_contact"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
                name="notes_delivery_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "failed"], next_at__isnull=False)
                | ~Q(state__in=["queued", "failed"]) & Q(next_at=None),
                name="notes_delivery_waits_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(claimed_at=None) | Q(attempts__gte=1) & Q(sent_at=None) | Q(sent_at__gte=F("claimed_at")),
                name="notes_delivery_in_order",
            ),
        ]
