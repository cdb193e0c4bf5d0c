"""Store business events and reads of masked fields. Rows are added and never change."""

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now


class Event(models.Model):
    """One thing that happened. It is inserted in the transaction that made it happen.

    An event with a lower id can commit later. `xact` lets a digest stop below the oldest running transaction.
    """

    at = models.DateTimeField(db_default=Now())
    #: Id of the user; null where a program acted.
    actor_id = models.BigIntegerField(null=True)
    #: Name of the user or program at that time.
    actor_name = models.CharField(max_length=80)
    #: A dotted word, such as case.filed.
    kind = models.CharField(max_length=60)
    #: The model and the id of the row that it happened to, such as parties.party and 7.
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    xact = models.BigIntegerField(db_default=RawSQL("pg_current_xact_id()::text::bigint", []))

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_event_of_subject"),
            models.Index(fields=["kind", "id"], name="audit_event_of_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__regex=r"^[a-z_]+(\.[a-z_]+)+$"), name="audit_event_kind_is_dotted_word"
            ),
            models.CheckConstraint(condition=~Q(actor_name=""), name="audit_event_names_actor"),
        ]


class Read(models.Model):
    """One read of a personal field without its mask, and the reason that was given. The person can see it."""

    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    party_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["party_id", "id"], name="audit_read_of_party")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason__regex=r"^\s*$"), name="audit_read_has_reason"),
            models.CheckConstraint(condition=~Q(actor_name=""), name="audit_read_names_actor"),
        ]
