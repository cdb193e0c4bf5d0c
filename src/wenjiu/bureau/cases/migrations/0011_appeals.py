import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Appeals, ends after the approval, checks of promises."""

    dependencies = [
        ("cases", "0010_visits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("parties", "0003_merges_say_why"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("lines", models.JSONField()),
                ("last_day", models.DateField()),
                ("asked_on", models.DateField()),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("before", models.CharField(blank=True, max_length=20)),
                ("round", models.PositiveIntegerField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=10)),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Ending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lines", models.JSONField()),
                ("reason", models.TextField()),
                ("proposed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PromiseCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("drawn_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("kept", models.BooleanField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("until", models.DateField(null=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("found_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="appeal",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="decision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="appeal", to="cases.decision"
            ),
        ),
        migrations.AddField(
            model_name="ending",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="endings", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="ending",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="ending",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="promisecheck",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="promisecheck",
            name="drawn_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="promisecheck",
            name="evidence",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="check_of_promise", to="cases.evidence"
            ),
        ),
        migrations.AddField(
            model_name="promisecheck",
            name="found_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="promisecheck",
            name="party",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party"),
        ),
        migrations.AddField(
            model_name="promisecheck",
            name="undone_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at", None)), fields=("case",), name="cases_appeal_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_on__lte", models.F("last_day"))), name="cases_appeal_in_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("text__regex", "^\\s*$"), _negated=True), name="cases_appeal_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("settled_at", None)),
                    models.Q(("outcome__in", ("kept", "changed", "withdrawn")), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="cases_appeal_settled_with_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="ending",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at", None)), fields=("case",), name="cases_ending_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="ending",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "^\\s*$"), _negated=True), name="cases_ending_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="ending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="cases_ending_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="ending",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_by", None), ("settled_at__isnull", False), _connector="OR"),
                name="cases_ending_confirmed_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("found_at", None), ("found_by", None), ("kept", None)),
                    models.Q(
                        ("found_at__isnull", False),
                        ("found_by__isnull", False),
                        ("kept__isnull", False),
                        models.Q(("reason__regex", "^\\s*$"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_promise_found_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None),
                    models.Q(("kept", False), models.Q(("source__regex", "^\\s*$"), _negated=True)),
                    _connector="OR",
                ),
                name="cases_promise_until_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("kept", False),
                        ("until__isnull", False),
                        models.Q(("confirmed_by", models.F("found_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_promise_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("undone_at__isnull", False),
                        ("undone_by__isnull", False),
                        models.Q(("undone_by", models.F("found_by")), _negated=True),
                        models.Q(("undone_by", models.F("confirmed_by")), _negated=True),
                        models.Q(("undone_reason__regex", "^\\s*$"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_promise_undone_by_a_third",
            ),
        ),
    ]
