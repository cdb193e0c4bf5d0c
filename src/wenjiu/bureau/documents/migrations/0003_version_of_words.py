"""A document keeps the version of the words that it was made with. Earlier ones kept none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_documents_stay")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="version",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__regex", "^([0-9][0-9a-z.]*([+][1-9][0-9]*)?)?$")),
                name="documents_version",
            ),
        ),
    ]
