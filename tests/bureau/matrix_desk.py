"""What the desk does beside the steps of a case, for the matrix: all of it on cases of the firm of ``demo-firm``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from tests.bureau.files.made import PDF
from tests.bureau.matrix_cases import file_case

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.accounts.queries import today
from wenjiu.bureau.cases.actions import absence, complaints, endings, filters, ratings, reviews, steps, talk, visits
from wenjiu.bureau.cases.models import Bulk, Case, PromiseCheck
from wenjiu.bureau.writes import action


def make(people: dict[str, User], case: Case, decided: Case) -> dict[str, Any]:
    """Return the rows by name. `case` waits for the specialist; the notice of `decided` runs."""
    later = today() + dt.timedelta(days=30)
    visited = file_case(people, 13)
    begun = visits.open_visit(
        actor=people["specialist"], case_id=visited.pk, seen_version=visited.version, why="虚构的核查"
    )
    visits.finish_visit(
        actor=people["specialist"], visit_id=begun.pk, found="same", result="虚构", visited_on=begun.pause.from_day,
        photos=[("a.pdf", PDF)],
    )  # fmt: skip
    note = talk.write_note(actor=people["specialist"], case=case, text=f"@{people['reviewer'].name} 请看")
    post = people["reviewer"].posts.get()
    bad = file_case(people, 14)
    steps.take_step(
        actor=people["specialist"], case_id=bad.pk, step="accept", outcome="not_accepted", seen_version=bad.version,
        reason="虚构",
    )  # fmt: skip
    shown = Case.objects.get(pk=decided.pk)
    taken, _code = complaints.take_in(actor="the matrix", kind="complaint", text="虚构", case_number=case.number)
    return {
        "promise": _promise(actor=people["district-1"], case=case),
        "complaint": taken,
        "bad rating": ratings.rate(actor=people["firm"], case_id=bad.pk, grade=1),
        "ending": endings.propose_ending(
            actor=people["district-1"], case_id=shown.pk, seen_version=shown.version, lines=[1], reason="虚构"
        ),
        "bulk": _bulk(actor=people["specialist"], case=case),
        "kept filter": filters.save_filter(actor=people["specialist"], place="queue", name="虚构", query="due=over"),
        "mention": note.mentions.get(),
        "recusal": reviews.recuse(actor=people["specialist"], party=people["resident"].party, reason="虚构"),
        "delegation": absence.delegate(
            actor=people["reviewer"], post_id=post.pk, user_id=people["specialist"].pk, from_day=later, last_day=later,
            reason="虚构",
        ),
        "visit": begun,
        "photo": begun.photos.get(),
    }  # fmt: skip


@action
def _bulk(*, actor: User, case: Case) -> Bulk:
    """Draw a bulk of one case, which has to be looked at."""
    made: Bulk = Bulk.objects.create(
        actor=actor, policy=case.policy, measure=case.measure, flow=case.flow, state=case.state, outcome="accepted"
    )
    made.cases.create(case=case, version=case.version, sampled=True)
    return made


@action
def _promise(*, actor: User, case: Case) -> PromiseCheck:
    """Draw a promise of a case."""
    given = case.evidence.create(
        filing=case.filing, measure=case.measure, material="size", origin="promise", promised="虚构", given_by=actor
    )
    made: PromiseCheck = PromiseCheck.objects.create(evidence=given, party=case.filing.filer, drawn_by=actor)
    return made


#: What the addresses of these rows are made of.
ARGUMENTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "desk:bulk": lambda rows: {"id": rows["bulk"].pk},
    "desk:look_bulk": lambda rows: {"id": rows["bulk"].pk},
    "desk:press_bulk": lambda rows: {"id": rows["bulk"].pk},
    "desk:save_filter": lambda rows: {"place": "queue"},
    "desk:drop_filter": lambda rows: {"place": "queue", "id": rows["kept filter"].pk},
    "desk:write_note": lambda rows: {"number": rows["case"].number},
    "desk:see_mention": lambda rows: {"id": rows["mention"].pk},
    "desk:end_recusal": lambda rows: {"id": rows["recusal"].pk},
    "desk:delegate": lambda rows: {"id": rows["delegation"].post_id},
    "desk:end_delegation": lambda rows: {"id": rows["delegation"].pk},
    "desk:begin_visit": lambda rows: {"number": rows["case"].number},
    "desk:finish_visit": lambda rows: {"number": rows["visit"].case.number, "id": rows["visit"].pk},
    "desk:visit_photo": lambda rows: {"number": rows["visit"].case.number, "id": rows["photo"].pk},
    "desk:call_back": lambda rows: {"id": rows["bad rating"].pk},
    "desk:propose_ending": lambda rows: {"number": rows["ending"].case.number},
    "desk:settle_ending": lambda rows: {"number": rows["ending"].case.number, "id": rows["ending"].pk},
    "desk:complaint": lambda rows: {"number": rows["complaint"].number},
    "desk:promise": lambda rows: {"id": rows["promise"].pk},
    "desk:urge": lambda rows: {"number": rows["case"].number},
    "my:rate": lambda rows: {"number": rows["case"].number},
    "my:urge": lambda rows: {"number": rows["case"].number},
    "my:appeal": lambda rows: {"number": rows["case"].number},
    "my:withdraw_appeal": lambda rows: {"number": rows["case"].number},
}
