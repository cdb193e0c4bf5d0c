"""The panel of a call: who can be on it, what its members are told, and who reads points and interests when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.bureau.programmes.people import POLICY, SETUP, SINCE, TODAY, World, human, make_world, stepped
from tests.bureau.programmes.test_forms import signed_in
from tests.bureau.test_desk import without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.clock import working_on
from wenjiu.bureau.messages.models import Message
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.programmes.actions import opening, panel, people, records
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.models import Entry, Panellist, Programme, Release, Score
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db

LAST = dt.date(2026, 9, 7)
CRITERIA = ("supports", "jobs", "industry", "innovation", "scale")
SECRET = "申报人是表弟"


@dataclass
class Call:
    """A call with one project, until 7 September. `keeper`: who opened it; `other`: who approved it."""

    of: Programme
    entry: Entry
    world: World
    judges: list[User]
    auditor: User

    @property
    def board(self) -> str:
        return f"/desk/programmes/{self.of.number}/panel/"

    def see(self, user: User, path: str = "") -> str:
        answer = signed_in(user).get(path or self.board)
        assert answer.status_code == 200
        return answer.content.decode()

    def name(self, user: User) -> Panellist:
        return panel.name_panellist(actor=self.world.district, programme_id=self.of.pk, user=user)

    def score(self, user: User, points: str) -> None:
        panel.declare(actor=user, entry_id=self.entry.pk, has=False)
        panel.score(actor=user, entry_id=self.entry.pk, given=dict.fromkeys(CRITERIA, points))


def official(name: str, role: str, world: World) -> User:
    """Return somebody with a post of the district."""
    user = create_user(actor=SETUP, username=name, name=f"虚构{name}")
    give_post(actor=SETUP, user=user, role=role, area=world.streets[0].parent, from_day=SINCE)
    return user


@pytest.fixture
def call() -> Call:
    with working_on(TODAY):
        world = make_world()
        given = {"title": "虚构征集", "first_day": str(TODAY), "last_day": str(LAST), "about": "虚构"}
        of = opening.open_programme(
            actor=world.district, policy=POLICY, kind="project_library", organiser=None, given=given
        )
        stepped(world.district, of, "propose")
        of = stepped(world.district2, of, "approve")
        [owner] = ensure_parties(actor=SETUP, rows=[human(1)])
        applicant = create_user(actor=SETUP, username="owner", name="虚构甲1", party=owner)
        fields = {"project": "虚构咖啡项目", "plan": "虚构", "jobs": "3"}
        entry = people.apply(actor=applicant, programme_id=of.pk, party=owner, given=fields)
        judges = [official(f"judge{n}", "register_keeper", world) for n in range(4)]
        auditor = official("auditor", "auditor", world)
        without_second_factor(actor=SETUP)
        return Call(of, entry, world, judges, auditor)


def test_who_opened_or_approved_a_call_and_an_auditor_are_no_judges_and_are_not_offered(call: Call) -> None:
    with working_on(TODAY):
        for user, why in (
            (call.world.district, "经办或批准"),
            (call.world.district2, "经办或批准"),
            (call.auditor, "没有能当评委的岗位"),
            (call.world.agents[0], "没有能当评委的岗位"),
        ):
            with pytest.raises(ProgrammeRefused, match=why):
                call.name(user)
        give_post(
            actor=SETUP, user=call.auditor, role="register_keeper", area=call.world.streets[0].parent, from_day=SINCE
        )
        with pytest.raises(ProgrammeRefused, match="审计员"):
            call.name(call.auditor)
        offered = call.see(call.world.district)
        assert f'<option value="{call.judges[0].pk}">' in offered
        for user in (call.world.district, call.world.district2, call.auditor):
            assert f'<option value="{user.pk}">' not in offered


def test_a_judge_is_told_and_finds_what_to_score_on_the_desk_and_among_the_programmes(call: Call) -> None:
    judge = call.judges[0]
    with working_on(TODAY):
        call.name(judge)
        message = Message.objects.get(user=judge)
        assert call.of.number in message.words["zh"]["text"] and "虚构征集" not in message.words["zh"]["text"]
        assert "请您当评委" in call.see(judge, "/my/messages/")
        for page in ("/desk/", "/desk/programmes/"):
            assert call.board in call.see(judge, page) and "1 个项目等您打分" in call.see(judge, page)
            assert "个项目等您打分" not in call.see(call.judges[1], page)
        call.score(judge, "15")
        assert "个项目等您打分" not in call.see(judge, "/desk/")


def test_nobody_reads_the_points_of_others_before_all_have_scored_or_the_last_day_has_come(call: Call) -> None:
    first, second, third = call.judges[:3]
    with working_on(TODAY):
        for judge in (first, second, third):
            call.name(judge)
        call.score(first, "20")
        call.score(second, "10")
        everybody = (first, third, call.world.district, call.world.district2, call.auditor)
        for user in everybody:
            seen = call.see(user)
            assert "2 位评委" in seen and "还有 1 位没有打" in seen and "75.0" not in seen and "够入库" not in seen
    with working_on(LAST):
        assert "平均 75.0 分" in call.see(call.world.district)
        assert "75.0" not in call.see(third), "who has still to score does not read what the others gave"
        call.score(third, "15")
        assert "平均 75.0 分" in call.see(third)


def test_a_reason_of_an_interest_is_read_by_who_keeps_the_call_and_the_auditor_alone(call: Call) -> None:
    with working_on(TODAY):
        call.name(call.judges[0])
        call.name(call.judges[1])
        panel.declare(actor=call.judges[0], entry_id=call.entry.pk, has=True, what=SECRET)
        assert SECRET in call.see(call.world.district) and SECRET in call.see(call.auditor)
        for user in (call.judges[1], call.judges[2], call.world.keeper):
            seen = call.see(user)
            assert SECRET not in seen and call.judges[0].name in seen


def test_a_judge_is_replaced_before_he_scores_with_a_reason_and_not_after(call: Call) -> None:
    first, second, third = call.judges[:3]
    client: Client = signed_in(call.world.district)
    with working_on(TODAY):
        seat, scored = call.name(first), call.name(second)
        assert "请写明为什么撤换" in client.post(call.board, {"do": "release", "user": seat.pk}).content.decode()
        answer = client.post(call.board, {"do": "release", "user": seat.pk, "reason": "出差"})
        assert answer.status_code == 302
        assert "出差" in call.see(call.world.district) and "出差" not in call.see(third)
        assert "不再是评委" in call.see(first, "/my/messages/")
        with pytest.raises(Exception, match="panel of"):
            panel.declare(actor=first, entry_id=call.entry.pk, has=False)
        with pytest.raises(ProgrammeRefused, match="已经撤换"):
            call.name(first)
        call.name(third)
        call.score(second, "15")
        with pytest.raises(ProgrammeRefused, match="已经打过分"):
            panel.release_panellist(actor=call.world.district, panellist_id=scored.pk, reason="出差")


@action
def stored(*, actor: str, row: Release | Score) -> None:
    """Store a row past the actions, as a mistake of the program would."""
    row.save()


def test_the_database_refuses_to_take_off_who_has_scored_and_to_score_who_was_taken_off(call: Call) -> None:
    first, second = call.judges[:2]
    with working_on(TODAY):
        seat, other = call.name(first), call.name(second)
        call.score(first, "15")
        with pytest.raises(IntegrityError, match="stays on the panel"), transaction.atomic():
            stored(actor=SETUP, row=Release(panellist=seat, reason="x", by=first, at=clock.now()))
        panel.declare(actor=second, entry_id=call.entry.pk, has=False)
        panel.release_panellist(actor=call.world.district, panellist_id=other.pk, reason="出差")
        with pytest.raises(IntegrityError, match="was taken off"), transaction.atomic():
            points = dict.fromkeys(CRITERIA, 1)
            stored(actor=SETUP, row=Score(panellist=other, entry=call.entry, points=points, total=5, at=clock.now()))


def test_a_judge_of_the_district_neither_keeps_the_call_nor_decides_on_its_results(call: Call) -> None:
    judge = official("district3", "district_reviewer", call.world)
    with working_on(TODAY):
        call.name(judge)
        with pytest.raises(ProgrammeRefused, match="您是这次的评委"):
            panel.name_panellist(actor=judge, programme_id=call.of.pk, user=call.judges[0])
    with working_on(LAST):
        with pytest.raises(ProgrammeRefused, match="您是这次的评委"):
            records.state_results(actor=judge, programme_id=call.of.pk, given={1: {"included": "0"}})
        records.state_results(actor=call.world.district, programme_id=call.of.pk, given={1: {"included": "0"}})
        stepped(call.world.district, call.of, "finish")
        with pytest.raises(ProgrammeRefused, match="您是这次的评委"):
            stepped(judge, call.of, "accept")


def test_results_show_project_and_points_and_nothing_is_included_by_one_press(call: Call) -> None:
    page = f"/desk/programmes/{call.of.number}/results/"
    office = signed_in(call.world.district)
    with working_on(TODAY):
        for judge, points in zip(call.judges[:3], ("10", "11", "12"), strict=True):
            call.name(judge)
            call.score(judge, points)
        help = office.get("/desk/programmes/new/project_library/").content.decode()
        assert "到了这一天才能填结果" in help
    with working_on(LAST):
        seen = call.see(call.world.district, page)
        # 50, 55 and 60 points: 55 on average, below the line of 60.
        assert "虚构咖啡项目" in seen and "平均 55.0 分" in seen and "不到入库线60分" in seen
        assert "没有选的都填" not in seen
        office.post(page, {"all": "1"})
        assert Entry.objects.get().result == {}
        refused = office.post(page, {"1-included": "1"})
        assert refused.status_code == 422 and "有1个项目的结果不能保存" in refused.content.decode()
        assert "还有1个项目没有填结果" in call.see(call.world.district, page.replace("results/", ""))
        assert office.post(page, {"1-included": "0"}).status_code == 302
        with pytest.raises(ProgrammeRefused, match="结果已经填了"):
            panel.score(actor=call.judges[0], entry_id=call.entry.pk, given=dict.fromkeys(CRITERIA, "20"))


def test_a_finished_call_leads_to_its_results_and_the_search_and_the_guide_to_the_library(call: Call) -> None:
    with working_on(TODAY):
        for judge in call.judges[:3]:
            call.name(judge)
            call.score(judge, "15")
    with working_on(LAST):
        records.state_results(actor=call.world.district, programme_id=call.of.pk, given={1: {"included": "1"}})
        stepped(call.world.district, call.of, "finish")
        public = Client()
        assert "结果正在核对" in public.get("/notices/programmes/").content.decode()
        stepped(call.world.district2, call.of, "accept")
        results = f"/notices/programmes/#p-{call.of.number}"
        assert results in call.see(call.world.district, f"/desk/programmes/{call.of.number}/")
        assert results in call.see(User.objects.get(username="owner"), "/my/programmes/")
        seen = public.get("/notices/programmes/").content.decode()
        assert f'id="p-{call.of.number}" open' in seen and "虚构咖啡项目" in seen
        library = "/notices/programmes/#k-project_library"
        for page in ("/guide/5.1/", "/clause/5.1/", "/search/?q=创业项目库", "/search/?q=项目库"):
            assert library in public.get(page).content.decode(), page
