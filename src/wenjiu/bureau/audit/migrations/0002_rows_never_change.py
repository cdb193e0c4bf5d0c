from django.db import migrations

from wenjiu.bureau.append_only import append_only


class Migration(migrations.Migration):
    """Events and reads are added and never change."""

    dependencies = [("audit", "0001_initial")]

    operations = [append_only("audit_event"), append_only("audit_read")]
