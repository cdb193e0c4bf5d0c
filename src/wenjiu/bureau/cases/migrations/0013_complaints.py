import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Complaints and suggestions."""

    dependencies = [("cases", "0012_ratings"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                ("code_hash", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("complaint", "投诉"), ("suggestion", "建议"), ("help", "求助")], max_length=12
                    ),
                ),
                (
                    "channel",
                    models.CharField(choices=[("web", "网上"), ("phone", "电话"), ("counter", "窗口")], max_length=10),
                ),
                ("name", models.CharField(blank=True, max_length=60)),
                ("contact", models.CharField(blank=True, max_length=120)),
                ("text", models.TextField()),
                ("received_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("due_on", models.DateField(null=True)),
                ("given_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("right", "属实"),
                            ("partly", "部分属实"),
                            ("wrong", "不属实"),
                            ("taken", "已采纳"),
                            ("answered", "已解答"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="complaint",
            name="about",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="complaints", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="given_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="handler",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="taken_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("text__regex", "^\\s*$"), _negated=True), name="cases_complaint_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "web"), ("taken_by", None)),
                    models.Q(models.Q(("channel", "web"), _negated=True), ("taken_by__isnull", False)),
                    _connector="OR",
                ),
                name="cases_complaint_by_its_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("handler", None),
                    ("about", None),
                    models.Q(("handler", models.F("about")), _negated=True),
                    _connector="OR",
                ),
                name="cases_complaint_not_by_whom_it_is_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("given_by", None),
                    ("about", None),
                    models.Q(("given_by", models.F("about")), _negated=True),
                    _connector="OR",
                ),
                name="cases_complaint_not_given_by_whom_it_is_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("outcome", "")),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("handler__isnull", False),
                        models.Q(("answer__regex", "^\\s*$"), _negated=True),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_complaint_answered_by_its_handler",
            ),
        ),
    ]
