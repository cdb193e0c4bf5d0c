from django.db import migrations

from wenjiu.bureau.append_only import append_only

CHECKED_BY_OTHERS = """
CREATE FUNCTION parties_check_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE entered bigint; owner bigint;
BEGIN
  SELECT entered_by_id, party_id INTO entered, owner FROM parties_bankaccount WHERE id = NEW.account_id;
  IF NEW.by_id = entered THEN
    RAISE EXCEPTION 'Account % was entered by the user who checks it.', NEW.account_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'parties_accountcheck_by_another_person';
  END IF;
  IF NEW.party_id <> owner THEN
    RAISE EXCEPTION 'Account % belongs to another party.', NEW.account_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'parties_accountcheck_of_its_party';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER parties_accountcheck_by_another_person BEFORE INSERT ON parties_accountcheck
  FOR EACH ROW EXECUTE FUNCTION parties_check_of_account();

-- What an account is never changes: a corrected number is another account.
CREATE FUNCTION parties_account_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.party_id, NEW.holder, NEW.account_index, NEW.entered_by_id, NEW.made_at)
     IS DISTINCT FROM (OLD.party_id, OLD.holder, OLD.account_index, OLD.entered_by_id, OLD.made_at)
     OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at) THEN
    RAISE EXCEPTION 'An account never changes and never opens again: enter another one.'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'parties_bankaccount_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER parties_bankaccount_stays BEFORE UPDATE ON parties_bankaccount
  FOR EACH ROW EXECUTE FUNCTION parties_account_stays();
"""
UNDO = """
DROP TRIGGER parties_accountcheck_by_another_person ON parties_accountcheck;
DROP FUNCTION parties_check_of_account();
DROP TRIGGER parties_bankaccount_stays ON parties_bankaccount;
DROP FUNCTION parties_account_stays();
"""


class Migration(migrations.Migration):
    """An account is checked by somebody who did not enter it, and stays what it is."""

    dependencies = [("parties", "0001_initial")]

    operations = [append_only("parties_accountcheck"), migrations.RunSQL(CHECKED_BY_OTHERS, UNDO)]
