"""The tables of the rulebook. docs/decisions/rulebook.md explains them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

#: What a change is about: a dated value of a parameter, the reading in force, a version of the document, a setting of the
#: office (rulebook.kinds), or the end of an earlier change.
KINDS = ("parameter", "reading", "version", "period", "day", "share", "limit", "wording", "revocation")
STATES = ("open", "confirmed", "withdrawn")
_NOT_BLANK = ~Q(source__regex=r"^\s*$")


class Draft(models.Model):
    """A change that one person proposes. It has no effect; another person confirms it, or it is withdrawn.

    `name`: the parameter, the ambiguity, the number of the amending document, or what is set.
    `key`: the entry of a map.
    `value`: the public form of the value; the letter of a reading; null where the change says that there is none.
    `confirmed_source`: whether the source is the official text itself.
    `revokes`: the change that ends, of a revocation.
    `revision`: one more with each edit; what was shown of an earlier one counts no more.
    `settled_by`: who confirmed, withdrew or rejected it; `reason`: why it was rejected.
    """

    policy = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=40, blank=True)
    value = models.JSONField(null=True)
    from_day = models.DateField()
    source = models.CharField(max_length=200)
    confirmed_source = models.BooleanField()
    revokes = models.ForeignKey("rulebook.Change", on_delete=models.PROTECT, null=True, related_name="revocations")
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, default="open")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "kind", "name", "key"], condition=Q(state="open"), name="rulebook_draft_open_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="rulebook_draft_kind"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None)
                | Q(state__in=["confirmed", "withdrawn"], settled_at__isnull=False),
                name="rulebook_draft_state",
            ),
            models.CheckConstraint(
                condition=Q(kind="revocation", revokes__isnull=False) | ~Q(kind="revocation") & Q(revokes=None),
                name="rulebook_draft_revokes",
            ),
            models.CheckConstraint(condition=_NOT_BLANK, name="rulebook_draft_has_source"),
        ]


class Look(models.Model):
    """What one person was shown of the effect of a draft. Rows never change.

    `revision`: of the draft. `version`: number of the last change that was in force then.
    `on`: the day for which it was computed.
    `effect`: cases and registers that would differ, as `cases.drafted` writes it.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="looks")
    revision = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    on = models.DateField()
    effect = models.JSONField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]


class Change(models.Model):
    """A confirmed change. Rows never change: a later one follows, or a revocation ends it.

    `number`: 1, 2, 3 … of a policy, in the order of the confirmations; the last one is the version of its rules here.
    `look`: what the person who confirmed was shown.
    """

    policy = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="change")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=40, blank=True)
    value = models.JSONField(null=True)
    from_day = models.DateField()
    source = models.CharField(max_length=200)
    confirmed_source = models.BooleanField()
    revokes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="revocation")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    confirmed_on = models.DateField()
    look = models.ForeignKey(Look, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="rulebook_change_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="rulebook_change_from_one"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="rulebook_change_kind"),
            models.CheckConstraint(condition=~Q(confirmed_by=F("made_by")), name="rulebook_change_by_two_people"),
            models.CheckConstraint(
                condition=Q(kind="revocation", revokes__isnull=False) | ~Q(kind="revocation") & Q(revokes=None),
                name="rulebook_change_revokes",
            ),
            models.CheckConstraint(condition=_NOT_BLANK, name="rulebook_change_has_source"),
        ]
