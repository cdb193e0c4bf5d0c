"""Who was signed in can keep a complaint in the own account, and never handles it."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_planned_visits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="kept_by",
            field=models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=Q(handler=None) | Q(kept_by=None) | ~Q(handler=F("kept_by")),
                name="cases_complaint_not_by_who_made_it",
            ),
        ),
    ]
