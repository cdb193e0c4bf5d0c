from django.db import migrations

from wenjiu.bureau.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [append_only("files_storedfile", changing=("key_version", "key_cipher", "scan", "retain_until"))]
