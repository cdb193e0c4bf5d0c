import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Site visits and reminders."""

    dependencies = [
        ("cases", "0009_talk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("files", "0002_files_stay"),
    ]

    operations = [
        migrations.CreateModel(
            name="SitePhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SiteVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.TextField()),
                ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("visited_on", models.DateField(null=True)),
                ("with_whom", models.CharField(blank=True, max_length=200)),
                ("found", models.CharField(blank=True, max_length=5)),
                ("result", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Urge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_applicant", models.BooleanField()),
                ("text", models.CharField(blank=True, max_length=300)),
                ("state", models.CharField(max_length=20)),
                ("day", models.DateField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="sitephoto",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="sitevisit",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="sitevisit",
            name="done_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sitevisit",
            name="opened_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sitevisit",
            name="pause",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="visit", to="cases.pause"
            ),
        ),
        migrations.AddField(
            model_name="sitephoto",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="cases.sitevisit"
            ),
        ),
        migrations.AddField(
            model_name="urge",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="urge",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="urges", to="cases.case"),
        ),
        migrations.AddConstraint(
            model_name="sitevisit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at", None)), fields=("case",), name="cases_visit_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("why__regex", "^\\s*$"), _negated=True), name="cases_visit_has_a_purpose"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("found__in", ["", "same", "other", "none"])), name="cases_visit_found"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("done_by", None), ("found", ""), ("result", ""), ("visited_on", None)),
                    models.Q(
                        ("done_at__isnull", False),
                        ("done_by__isnull", False),
                        models.Q(("found", ""), _negated=True),
                        models.Q(("result__regex", "^\\s*$"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_visit_done_with_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("found__in", ["", "none"]), ("visited_on__isnull", False), _connector="OR"),
                name="cases_visit_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitephoto",
            constraint=models.UniqueConstraint(fields=("visit", "file"), name="cases_visit_photo_once"),
        ),
        migrations.AddConstraint(
            model_name="urge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("by_applicant", True)), fields=("case", "day"), name="cases_urge_once_a_day"
            ),
        ),
    ]
