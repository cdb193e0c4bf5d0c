"""One case under random allowed and forbidden actions by random people: what never happens, whatever they try."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.bureau.cases.scene import SETUP, SINCE, Scene, file_roster
from tests.support import counts

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import give_post
from wenjiu.bureau.cases.actions import correcting, filing, notices, payments, reviews, steps
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import ENDS, Award, Case, Decision, Line, Notice, Objection, Pause, Quota
from wenjiu.bureau.cases.replay import replay
from wenjiu.bureau.funds.checks import ledger_check

#: Who may try: some of them hold two posts.
PEOPLE = ("clerk", "clerk2", "street", "street2", "district", "district2", "approver", "approver2", "agent", "maker")
STEPS = {
    "accept": ("accepted", "correct", "not_accepted"),
    "first": ("agree", "refuse", "return"),
    "second": ("agree", "refuse", "return"),
    "decide": ("approved", "refused", "return"),
    "notice": ("shown", "objected"),
    "pay": ("paid",),
}
LIVE = ("approved", "held", "cleared", "paid")
people = st.sampled_from(PEOPLE)


class OneCase(RuleBasedStateMachine):
    """Each run is a savepoint that is rolled back."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene
        clock.calendar_file().unlink(missing_ok=True)
        self.block = transaction.atomic()
        self.block.__enter__()
        self.case = file_roster(scene)
        self.seen = self.case.version

    def teardown(self) -> None:
        try:
            assert [d for _n, found in replay() for d in found] == []
            assert ledger_check() == []
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def attempt(self, act: Any, **values: Any) -> bool:
        """Try an action. Only a refusal in words may come of it, and then nothing has changed."""
        before = Case.objects.values().get(id=self.case.id)
        try:
            act(**values)
        except CaseRefused as refused:
            assert refused.text
            assert Case.objects.values().get(id=self.case.id) == before
            done = False
        else:
            done = True
        self.case = Case.objects.get(id=self.case.id)
        return done

    @property
    def shown(self) -> dict[str, Any]:
        return {"case_id": self.case.id, "seen_version": self.case.version}

    def step(self, who: str, code: str, outcome: str, **more: Any) -> None:
        version = self.case.version
        done = self.attempt(
            steps.take_step,
            actor=getattr(self.scene, who) if who != "agent" else self.scene.agent,
            step=code,
            outcome=outcome,
            reason="有理由",
            items=[{"line": 1, "text": "补交合同"}],
            without_papers="纸质材料核对过",
            **{**self.shown, **more},
        )
        assert self.case.version == version + done

    @rule(who=people, outcome=st.sampled_from([0, 0, 0, 0, 1, 2]), refused=st.sets(st.integers(1, 3), max_size=2))
    def take_the_step_that_waits(self, who: str, outcome: int, refused: set[int]) -> None:
        code = self.case.state
        if code in STEPS:
            chosen = STEPS[code][min(outcome, len(STEPS[code]) - 1)]
            self.step(who, code, chosen, lines=dict.fromkeys(refused, "存疑") or None)

    @initialize(ahead=st.integers(0, 7))
    def begin_further_on(self, ahead: int) -> None:
        for _step in range(ahead):
            self.go_on()

    @rule()
    def go_on(self) -> None:
        """Do what the right person would do next."""
        if self.case.state in ("accept", "first", "second", "decide"):
            now = self.case.version
            for who in PEOPLE:
                if self.case.version == now:
                    self.step(who, self.case.state, STEPS[self.case.state][0])
        elif self.case.state == "correcting":
            self.answer("agent")
        elif self.case.state == "notice" and not Notice.objects.exists():
            self.publish("district")
        elif self.case.state == "notice":
            self.end_the_notice("district", 10)
        elif self.case.state == "pay":
            self.money(True, False)

    @rule(who=people, code=st.sampled_from(sorted(STEPS)), outcome=st.sampled_from([0, 0, 0, 1, 2]))
    def take_any_step(self, who: str, code: str, outcome: int) -> None:
        self.step(who, code, STEPS[code][min(outcome, len(STEPS[code]) - 1)])

    @rule(who=people)
    def take_a_step_with_an_old_form(self, who: str) -> None:
        if self.case.state in STEPS and self.case.version > 1:
            self.step(who, self.case.state, STEPS[self.case.state][0], seen_version=self.case.version - 1)

    @rule(who=st.sampled_from(["agent", "clerk", "approver"]))
    def answer(self, who: str) -> None:
        said = {0: "登记是对的"}
        self.attempt(
            correcting.answer_correction, actor=getattr(self.scene, who), answers={}, replies=said, **self.shown
        )

    @rule(who=st.sampled_from(["agent", "clerk"]), really=st.sampled_from([False, False, False, True]))
    def withdraw(self, who: str, really: bool) -> None:
        if really:
            self.attempt(filing.withdraw_case, actor=getattr(self.scene, who), reason="", **self.shown)

    @rule(who=people)
    def recuse_after_all(self, who: str) -> None:
        if who.endswith("2"):
            self.attempt(reviews.recuse, actor=getattr(self.scene, who), party=self.scene.firm, reason="亲属")

    @rule(who=st.sampled_from(["district", "district2", "approver"]))
    def publish(self, who: str) -> None:
        self.attempt(notices.publish_notice, actor=getattr(self.scene, who), case_ids=[self.case.id])

    @precondition(lambda self: Notice.objects.exists())
    @rule(no=st.integers(0, 2), text=st.sampled_from(["未上班", "已停业"]))
    def object_to(self, no: int, text: str) -> None:
        lines = list(Notice.objects.last().lines.order_by("id"))
        if no < len(lines):
            self.attempt(notices.object_to, actor="a visitor", notice_line_id=lines[no].id, text=text)

    @precondition(lambda self: Objection.objects.exists())
    @rule(who=st.sampled_from(["approver", "approver2", "district2", "street"]), upheld=st.booleans())
    def settle(self, who: str, upheld: bool) -> None:
        first = Objection.objects.order_by("settled_at", "id").first()
        self.attempt(
            notices.settle_objection,
            actor=getattr(self.scene, who),
            objection_id=first.id,
            upheld=upheld,
            reason="已核实",
        )

    @precondition(lambda self: Notice.objects.exists())
    @rule(who=st.sampled_from(["district", "district2", "street"]), days=st.sampled_from([0, 1, 10]))
    def end_the_notice(self, who: str, days: int) -> None:
        if days:
            clock.turn_forward(days)
        self.attempt(notices.end_notice, actor=getattr(self.scene, who), notice_id=Notice.objects.last().id)

    @rule(paid=st.booleans(), all_of_them=st.booleans())
    def money(self, paid: bool, all_of_them: bool) -> None:
        ids = list(Award.objects.filter(live=True).order_by("id").values_list("id", flat=True))
        act = payments.mark_paid if paid else payments.mark_unpaid
        self.attempt(act, actor=SETUP, award_ids=ids if all_of_them else ids[:1])

    @invariant()
    def nobody_takes_two_steps(self) -> None:
        taken: dict[int, set[int]] = defaultdict(set)
        for actor, number in Decision.objects.values_list("actor", "step"):
            taken[actor].add(number)
        assert all(len(numbers) == 1 for numbers in taken.values())

    @invariant()
    def awards_live_for_granted_lines_only(self) -> None:
        live = set(Award.objects.filter(live=True).values_list("line", flat=True))
        assert live == set(Line.objects.filter(state__in=LIVE).values_list("id", flat=True))

    @invariant()
    def a_cap_is_what_its_live_awards_use(self) -> None:
        used = sum((a.labels["cap"] or {}).get("uses", 0) for a in Award.objects.filter(live=True))
        assert used == sum(Quota.objects.values_list("used", flat=True))

    @invariant()
    def the_version_only_rises_and_the_end_has_a_time(self) -> None:
        assert self.case.version >= self.seen
        self.seen = self.case.version
        assert (self.case.closed_at is not None) == (self.case.state in ENDS)

    @invariant()
    def nothing_stays_open_at_the_end_and_nothing_is_paid_before_its_notice(self) -> None:
        left = set(Line.objects.values_list("state", flat=True))
        if self.case.state in ENDS:
            assert not left & {"open", "approved", "held", "cleared"}
            assert not Pause.objects.filter(to_day=None).exists()
        if left & {"cleared", "paid"}:
            assert Notice.objects.filter(ended_at__isnull=False).exists()


@pytest.mark.django_db
def test_whatever_people_try_in_whatever_order(scene: Scene) -> None:
    for user, role in ((scene.clerk, "street_reviewer"), (scene.district, "approver")):
        area = scene.streets[0] if role.startswith("street") else scene.streets[0].parent
        give_post(actor=SETUP, user=user, role=role, area=area, from_day=SINCE)
    run_state_machine_as_test(
        lambda: OneCase(scene),
        settings=settings(
            max_examples=counts.most(3, 6, 20, 200),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
