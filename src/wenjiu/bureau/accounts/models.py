"""Store users, posts and authorisations."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Now

from wenjiu.bureau.accounts.roles import ADMIN_FAMILIES, Role
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.parties.models import Level, Party


class UserManager(BaseUserManager):
    """Finds users by name. Users are made by `actions.create_user`."""


class User(AbstractBaseUser):
    """Somebody who signs in: a resident, an agent of organisations, or a member of staff."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    #: The person's own record.
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="users")
    is_active = models.BooleanField(default=True)
    #: Whether the password was set by somebody else and must be changed first.
    password_is_temporary = models.BooleanField(default=False)
    #: A persona of the demo. The production profile refuses to start with one.
    demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["party"], name="accounts_user_one_of_party"),
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="accounts_user_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


def _days() -> Func:
    return Func(F("from_day"), F("to_day"), Value("[)"), function="daterange", output_field=DateRangeField())


class Post(models.Model):
    """A role that a user has for an area on certain days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role)
    #: A district, or a street of it.
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="posts")
    from_day = models.DateField()
    #: First day on which the user no longer has it; null while no end is set.
    to_day = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: The most that an approver may decide for one case; null: no limit.
    approval_limit_fen = models.BigIntegerField(null=True, blank=True)
    #: Posts of different families never belong to one user at once.
    family = models.GeneratedField(
        expression=Case(
            *(When(role=role, then=Value(number)) for role, number in ADMIN_FAMILIES.items()), default=Value(0)
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["role", "area"], name="accounts_post_role_area")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_post_role"),
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(to_day__gte=F("from_day")), name="accounts_post_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(approval_limit_fen=None) | Q(approval_limit_fen__gte=0), name="accounts_post_limit"
            ),
            models.CheckConstraint(
                condition=Q(given_by=None) | ~Q(given_by=F("user")), name="accounts_post_not_given_to_oneself"
            ),
            ExclusionConstraint(
                name="accounts_post_families_exclude",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("family", RangeOperators.NOT_EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="accounts_post_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Authorisation(models.Model):
    """A user acts for an organisation until it is withdrawn."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="authorisations")
    organisation = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="authorisations")
    level = models.CharField(max_length=10, choices=Level, default=Level.COUNTER)
    #: The paper that the officer saw at the counter.
    seen = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField(db_default=Now())
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(withdrawn_at=None),
                name="accounts_authorisation_once",
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="accounts_authorisation_level"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="accounts_authorisation_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(level="counter") | Q(given_by=None) | ~Q(seen__regex=r"^\s*$"),
                name="accounts_authorisation_saw_a_paper",
            ),
        ]
