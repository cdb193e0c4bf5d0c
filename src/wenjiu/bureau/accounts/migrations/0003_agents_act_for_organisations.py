from django.db import migrations

ORGANISATIONS = """
CREATE FUNCTION accounts_authorisation_for() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT kind FROM parties_party WHERE id = NEW.organisation_id) <> 'organisation' THEN
    RAISE EXCEPTION 'Party % is no organisation.', NEW.organisation_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accounts_authorisation_for_organisation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_authorisation_for_organisation BEFORE INSERT OR UPDATE OF organisation_id
  ON accounts_authorisation FOR EACH ROW EXECUTE FUNCTION accounts_authorisation_for();
"""
UNDO = """
DROP TRIGGER accounts_authorisation_for_organisation ON accounts_authorisation;
DROP FUNCTION accounts_authorisation_for();
"""


class Migration(migrations.Migration):
    """An agent acts for an organisation, never for a person."""

    dependencies = [("accounts", "0002_posts_and_authorisations")]

    operations = [migrations.RunSQL(ORGANISATIONS, UNDO)]
