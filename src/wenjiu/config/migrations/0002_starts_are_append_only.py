from django.db import migrations

# The role exists only in the embedded database; where DATABASE_URL is used, roles are the operator's.
FORBID = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wenjiu_app') THEN
    REVOKE UPDATE, DELETE ON config_start FROM wenjiu_app;
    REVOKE DELETE ON config_installation FROM wenjiu_app;
  END IF;
END $$
"""
ALLOW = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wenjiu_app') THEN
    GRANT UPDATE, DELETE ON config_start TO wenjiu_app;
    GRANT DELETE ON config_installation TO wenjiu_app;
  END IF;
END $$
"""


class Migration(migrations.Migration):
    """The serving role may add starts, never change or remove one."""

    dependencies = [("config", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
