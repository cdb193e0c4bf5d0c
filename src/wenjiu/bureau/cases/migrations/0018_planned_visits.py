from django.db import migrations, models


class Migration(migrations.Migration):
    """A site visit is planned for a day, and somebody goes along."""

    dependencies = [("cases", "0017_no_periods_of_its_own")]

    operations = [
        migrations.AddField(model_name="sitevisit", name="planned_on", field=models.DateField(null=True)),
        migrations.AddField(
            model_name="sitevisit",
            name="companion",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
