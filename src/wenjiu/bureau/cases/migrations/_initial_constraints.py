"""The constraints and the index of the first migration."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

CONSTRAINTS = [
    migrations.AddConstraint(
        model_name="filing",
        constraint=models.UniqueConstraint(fields=("filer", "intent_key"), name="cases_filing_intent_once"),
    ),
    migrations.AddConstraint(
        model_name="filing",
        constraint=models.CheckConstraint(
            condition=models.Q(("submitted_at__isnull", True), ("dropped_at__isnull", True), _connector="OR"),
            name="cases_filing_sent_or_dropped",
        ),
    ),
    migrations.AddConstraint(
        model_name="evidence",
        constraint=models.UniqueConstraint(
            condition=models.Q(("replaced_at__isnull", True)),
            fields=("filing", "measure", "line_no", "material", "file"),
            name="cases_evidence_once",
            nulls_distinct=False,
        ),
    ),
    migrations.AddConstraint(
        model_name="evidence",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("file__isnull", False), ("origin", "upload")),
                models.Q(("file__isnull", True), ("origin", "promise"), models.Q(("promised", ""), _negated=True)),
                models.Q(("file__isnull", True), ("origin__in", ["shared", "on_file"])),
                _connector="OR",
            ),
            name="cases_evidence_has_its_origin",
        ),
    ),
    migrations.AddIndex(
        model_name="case",
        index=models.Index(fields=["state", "street", "due_on"], name="cases_case_queue"),
    ),
    migrations.AddConstraint(
        model_name="case",
        constraint=models.UniqueConstraint(fields=("filing", "measure"), name="cases_case_measure_once"),
    ),
    migrations.AddConstraint(
        model_name="case",
        constraint=models.CheckConstraint(
            condition=models.Q(("round__gte", 1), ("version__gte", 1)), name="cases_case_counts_from_one"
        ),
    ),
    migrations.AddConstraint(
        model_name="case",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("closed_at__isnull", False), ("state__in", ("closed", "refused", "withdrawn", "ended"))),
                models.Q(
                    ("closed_at__isnull", True),
                    models.Q(("state__in", ("closed", "refused", "withdrawn", "ended")), _negated=True),
                ),
                _connector="OR",
            ),
            name="cases_case_closed_in_an_end",
        ),
    ),
    migrations.AddConstraint(
        model_name="line",
        constraint=models.UniqueConstraint(fields=("case", "no"), name="cases_line_number_once"),
    ),
    migrations.AddConstraint(
        model_name="line",
        constraint=models.CheckConstraint(condition=models.Q(("no__gte", 1)), name="cases_line_number_from_one"),
    ),
    migrations.AddConstraint(
        model_name="line",
        constraint=models.CheckConstraint(
            condition=models.Q(("state__in", ("open", "refused", "approved", "held", "cleared", "ended", "paid"))),
            name="cases_line_state",
        ),
    ),
    migrations.AddConstraint(
        model_name="finding",
        constraint=models.UniqueConstraint(
            fields=("case", "line", "code"), name="cases_finding_once", nulls_distinct=False
        ),
    ),
    migrations.AddConstraint(
        model_name="finding",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("cleared_at__isnull", True), ("cleared_by__isnull", True)),
                models.Q(
                    ("cleared_at__isnull", False),
                    ("cleared_by__isnull", False),
                    ("level", "warn"),
                    models.Q(("reason", ""), _negated=True),
                ),
                _connector="OR",
            ),
            name="cases_finding_cleared_with_reason",
        ),
    ),
    migrations.AddConstraint(
        model_name="award",
        constraint=models.UniqueConstraint(
            condition=models.Q(("live", True)),
            fields=("policy", "group", "claim_key", "slot"),
            name="cases_award_once",
        ),
    ),
    migrations.AddConstraint(
        model_name="award",
        constraint=django.contrib.postgres.constraints.ExclusionConstraint(
            condition=models.Q(("live", True), ("once_group__isnull", False)),
            expressions=[("policy", "="), ("once_group", "="), ("person", "="), ("months", "&&")],
            name="cases_award_months_once",
        ),
    ),
    migrations.AddConstraint(
        model_name="award",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("imported__isnull", True), ("line__isnull", False)),
                models.Q(("imported__isnull", False), ("line__isnull", True)),
                _connector="OR",
            ),
            name="cases_award_from_a_line_or_an_import",
        ),
    ),
    migrations.AddConstraint(
        model_name="award",
        constraint=models.CheckConstraint(condition=models.Q(("amount_fen__gte", 0)), name="cases_award_not_negative"),
    ),
    migrations.AddConstraint(
        model_name="award",
        constraint=models.CheckConstraint(
            condition=models.Q(
                ("once_group__isnull", True),
                models.Q(("months__isnull", False), ("person__isnull", False)),
                _connector="OR",
            ),
            name="cases_award_months_have_a_person",
        ),
    ),
    migrations.AddConstraint(
        model_name="linerole",
        constraint=models.UniqueConstraint(fields=("line", "role"), name="cases_role_once"),
    ),
    migrations.AddConstraint(
        model_name="notice",
        constraint=models.CheckConstraint(
            condition=models.Q(("ends_on__gte", models.F("begins_on"))), name="cases_notice_in_order"
        ),
    ),
    migrations.AddConstraint(
        model_name="noticeline",
        constraint=models.UniqueConstraint(fields=("notice", "line"), name="cases_notice_line_once"),
    ),
    migrations.AddConstraint(
        model_name="objection",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("upheld__isnull", True)),
                models.Q(
                    ("settled_at__isnull", False),
                    ("settled_by__isnull", False),
                    ("upheld__isnull", False),
                    models.Q(("reason", ""), _negated=True),
                ),
                _connector="OR",
            ),
            name="cases_objection_settled_with_reason",
        ),
    ),
    migrations.AddConstraint(
        model_name="pause",
        constraint=models.UniqueConstraint(
            condition=models.Q(("to_day__isnull", True)), fields=("case",), name="cases_pause_one_at_a_time"
        ),
    ),
    migrations.AddConstraint(
        model_name="pause",
        constraint=models.CheckConstraint(
            condition=models.Q(("to_day__isnull", True), ("to_day__gte", models.F("from_day")), _connector="OR"),
            name="cases_pause_in_order",
        ),
    ),
    migrations.AddConstraint(
        model_name="recusal",
        constraint=models.UniqueConstraint(fields=("actor", "party"), name="cases_recusal_once"),
    ),
]
