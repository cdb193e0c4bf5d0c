from django.db import migrations

# The case is locked first, so that two decisions at once wait for each other in place of a deadlock. A decision is for
# the step and the version that the case has. An agent of a party of the case has a part in it, whoever filed.
DECISIONS = """
CREATE OR REPLACE FUNCTION cases_check_decider() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE decided cases_case; filing cases_filing; parties bigint[];
BEGIN
  SELECT * INTO decided FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
  SELECT * INTO filing FROM cases_filing WHERE id = decided.filing_id;
  SELECT array_agg(r.party_id) || filing.filer_id INTO parties
    FROM cases_linerole r JOIN cases_line l ON l.id = r.line_id WHERE l.case_id = NEW.case_id;
  IF filing.origin = 'applicant' AND filing.opened_by_id = NEW.actor_id
     OR EXISTS (SELECT FROM accounts_user u WHERE u.id = NEW.actor_id AND u.party_id = ANY (parties))
     OR EXISTS (SELECT FROM accounts_authorisation a WHERE a.user_id = NEW.actor_id AND a.withdrawn_at IS NULL
                AND a.organisation_id = ANY (parties)) THEN
    RAISE EXCEPTION 'whoever files, is named in a case or acts for a party of it does not decide on it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_decision_not_by_filer';
  END IF;
  IF EXISTS (SELECT FROM cases_recusal x WHERE x.actor_id = NEW.actor_id AND x.party_id = ANY (parties)) THEN
    RAISE EXCEPTION 'the official is recused from a party of this case'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_decision_not_recused';
  END IF;
  IF (decided.round, decided.state, decided.version) IS DISTINCT FROM (NEW.round, NEW.step_code, NEW.seen_version) THEN
    RAISE EXCEPTION 'the case is in another round, step or version'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_decision_of_this_round';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """Decisions are for the present step and version of a case, and never by an agent of a party of it."""

    dependencies = [("cases", "0002_guards"), ("accounts", "0002_posts_and_authorisations")]

    operations = [migrations.RunSQL(DECISIONS, migrations.RunSQL.noop)]
