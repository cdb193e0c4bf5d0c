from django.db import migrations, models


class Migration(migrations.Migration):
    """An offer keeps a digest of what it says, so that a screening renews only what changed."""

    dependencies = [("offers", "0003_guards")]

    operations = [
        migrations.AddField(
            "offer", "digest", models.CharField(max_length=64, blank=True, default=""), preserve_default=False
        ),
    ]
