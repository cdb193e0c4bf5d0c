"""Further tables of the first migration: notices, objections, pauses, corrections, decisions."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="Notice",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("number", models.CharField(max_length=30, unique=True)),
            ("policy", models.CharField(max_length=40)),
            ("measure", models.CharField(max_length=20)),
            ("begins_on", models.DateField()),
            ("ends_on", models.DateField()),
            ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ("ended_at", models.DateTimeField(null=True)),
            (
                "made_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        name="NoticeLine",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("shown", models.JSONField()),
            (
                "line",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="cases.line"),
            ),
            (
                "notice",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="cases.notice"),
            ),
        ],
    ),
    migrations.CreateModel(
        name="Objection",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("text", models.TextField()),
            ("contact", models.CharField(blank=True, max_length=200)),
            ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ("settled_at", models.DateTimeField(null=True)),
            ("upheld", models.BooleanField(null=True)),
            ("reason", models.TextField(blank=True)),
            (
                "notice_line",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="cases.noticeline"
                ),
            ),
            (
                "settled_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        name="Pause",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("kind", models.CharField(max_length=20)),
            ("from_day", models.DateField()),
            ("to_day", models.DateField(null=True)),
            (
                "case",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="cases.case"),
            ),
        ],
    ),
    migrations.CreateModel(
        name="Quota",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("policy", models.CharField(max_length=40)),
            ("group", models.CharField(max_length=20)),
            ("cap_key", models.CharField(max_length=200)),
            ("used", models.BigIntegerField(default=0)),
            ("most", models.BigIntegerField()),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("policy", "group", "cap_key"), name="cases_quota_one_row"),
                models.CheckConstraint(
                    condition=models.Q(("used__gte", 0), ("used__lte", models.F("most"))), name="cases_quota_kept"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Recusal",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("reason", models.TextField()),
            ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            (
                "actor",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="recusals",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "party",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="parties.party"
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        name="CalendarDay",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("day", models.DateField(unique=True)),
            ("working", models.BooleanField()),
            ("reason", models.CharField(max_length=120)),
            ("set_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            (
                "confirmed_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "set_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
        ],
        options={
            "ordering": ["day"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("confirmed_by__isnull", True),
                        models.Q(("confirmed_by", models.F("set_by")), _negated=True),
                        _connector="OR",
                    ),
                    name="cases_calendar_by_two_people",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Correction",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("round", models.PositiveIntegerField()),
            ("items", models.JSONField()),
            ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ("due_on", models.DateField(null=True)),
            ("answered_at", models.DateTimeField(null=True)),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="cases.case"
                ),
            ),
            (
                "made_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("case", "round"), name="cases_correction_once_a_round")],
        },
    ),
    migrations.CreateModel(
        name="Decision",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("line_no", models.PositiveIntegerField(default=0)),
            ("round", models.PositiveIntegerField()),
            ("step", models.PositiveIntegerField()),
            ("step_code", models.CharField(max_length=20)),
            ("seen_version", models.PositiveIntegerField()),
            ("outcome", models.CharField(max_length=20)),
            ("reason", models.TextField(blank=True)),
            ("snapshot", models.JSONField(null=True)),
            ("sha", models.CharField(blank=True, max_length=64)),
            ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            (
                "actor",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="decisions",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="cases.case"
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("case", "line_no", "round", "step"), name="cases_decision_once"),
                django.contrib.postgres.constraints.ExclusionConstraint(
                    expressions=[("case", "="), ("actor", "="), ("step", "<>")],
                    name="cases_decision_one_step_a_person",
                ),
            ],
        },
    ),
]
