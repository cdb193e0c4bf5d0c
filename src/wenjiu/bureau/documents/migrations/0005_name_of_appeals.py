from importlib import import_module

from django.db import migrations, models

earlier = import_module("wenjiu.bureau.documents.migrations.0004_more_kinds").KINDS
KINDS = [(kind, "内部复议决定书" if kind == "appeal" else words) for kind, words in earlier]


class Migration(migrations.Migration):
    """The office's own second look has another name than the remedy of the law."""

    dependencies = [("documents", "0004_more_kinds")]

    operations = [
        migrations.AlterField("document", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.AlterField("serial", "kind", models.CharField(choices=KINDS, max_length=12)),
    ]
