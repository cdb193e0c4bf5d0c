from django.db import migrations

from wenjiu.bureau.append_only import append_only

SEQUENCES = "CREATE SEQUENCE cases_number; CREATE SEQUENCE cases_notice_number"
NO_SEQUENCES = "DROP SEQUENCE cases_number; DROP SEQUENCE cases_notice_number"

# Nobody decides on what he filed, what names himself, or what he is recused from; nor for a round that is not the
# case's. An official who files for a firm is found by the account, one who is the person of a line by the party.
DECISIONS = """
CREATE FUNCTION cases_check_decider() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM cases_case c JOIN cases_filing f ON f.id = c.filing_id
             WHERE c.id = NEW.case_id AND f.origin = 'applicant' AND f.opened_by_id = NEW.actor_id)
     OR EXISTS (SELECT FROM accounts_user u JOIN cases_linerole r ON r.party_id = u.party_id
                JOIN cases_line l ON l.id = r.line_id WHERE u.id = NEW.actor_id AND l.case_id = NEW.case_id) THEN
    RAISE EXCEPTION 'whoever files or is named in a case does not decide on it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_decision_not_by_filer';
  END IF;
  IF EXISTS (SELECT FROM cases_recusal x JOIN cases_linerole r ON r.party_id = x.party_id
             JOIN cases_line l ON l.id = r.line_id WHERE x.actor_id = NEW.actor_id AND l.case_id = NEW.case_id) THEN
    RAISE EXCEPTION 'the official is recused from a party of this case'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_decision_not_recused';
  END IF;
  IF NOT EXISTS (SELECT FROM cases_case c WHERE c.id = NEW.case_id AND c.round = NEW.round) THEN
    RAISE EXCEPTION 'the case is in another round'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_decision_of_this_round';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_decision_decider BEFORE INSERT ON cases_decision
  FOR EACH ROW EXECUTE FUNCTION cases_check_decider();
"""
NO_DECISIONS = "DROP TRIGGER cases_decision_decider ON cases_decision; DROP FUNCTION cases_check_decider()"


class Migration(migrations.Migration):
    """Numbers of cases and notices; decisions that never change, by nobody who may not take them."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL(SEQUENCES, NO_SEQUENCES),
        migrations.RunSQL(DECISIONS, NO_DECISIONS),
        append_only("cases_decision"),
        append_only("cases_award", changing=("live",)),
        append_only("cases_noticeline"),
    ]
