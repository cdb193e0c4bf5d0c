import django.db.models.deletion
from django.db import migrations, models

from wenjiu.bureau.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0003_guards"),
        ("registry", "0002_rows_never_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="Following",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="following", to="programmes.programme"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="following", to="registry.row"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("programme", "row"), name="programmes_following_once")],
            },
        ),
        append_only("programmes_following"),
    ]
