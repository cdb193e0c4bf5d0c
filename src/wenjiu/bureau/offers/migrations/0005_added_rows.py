from django.db import migrations, models


class Migration(migrations.Migration):
    """A row of a list can be added by its number, with the reason."""

    dependencies = [("offers", "0004_digests")]

    operations = [
        migrations.AddField("listrow", "added", models.CharField(blank=True, max_length=300)),
        migrations.AddConstraint(
            "listrow",
            models.CheckConstraint(
                condition=models.Q(("added", ""), ("entitled", True), _connector="OR"),
                name="offers_listrow_added_is_entitled",
            ),
        ),
    ]
