"""The pages of an administration's first day: people and posts, agents of organisations, merges, and who looked.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.test import Client
from tests.bureau.my_pages import client_of, text
from tests.bureau.people import new_user, resident_number

from wenjiu.bureau.access.actions import open_number
from wenjiu.bureau.accounts import actions as accounts
from wenjiu.bureau.accounts import queries
from wenjiu.bureau.accounts.actions import ensure_demo_people
from wenjiu.bureau.accounts.models import Authorisation, Post, User
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.parties.actions import ensure_party
from wenjiu.bureau.parties.models import Merge, Party
from wenjiu.bureau.parties.queries import find, number_of
from wenjiu.policies import load_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(db: None) -> dict[str, User]:
    """The personas by name, without ``demo-``."""
    found = ensure_demo_people(actor="a test", areas_of_policy=load_policy(settings.WENJIU_POLICY).areas)
    return {user.username.removeprefix("demo-"): user for user in found}


class TestPeople:
    @pytest.fixture(autouse=True)
    def clients(self, bureau: dict[str, User]) -> None:
        self.bureau = bureau
        self.system, self.security = client_of(bureau["system"]), client_of(bureau["security"])
        self.approver = bureau["approver"]
        self.at = f"/desk/people/{self.approver.pk}/"

    def post(self, user: User, **more: str) -> Any:
        form = {"role": "district_reviewer", "area": self.approver.posts.first().area.code, "from": "2026-01-01"}
        return self.security.post(f"/desk/people/{user.pk}/", {**form, **more})

    def test_a_new_user_signs_in_with_a_password_that_is_shown_once_and_can_do_nothing(self) -> None:
        answer = self.system.post("/desk/people/new/", {"username": "Chen", "name": "虚构·陈", "phone": ""})
        password = re.search(r"<code class=\"wb-secret\">([^<]+)</code>", answer.content.decode())
        assert password and answer["Cache-Control"].count("no-store")
        made = User.objects.get(username="chen")
        assert made.check_password(password[1]) and made.password_is_temporary and not made.posts.exists()
        assert password[1] not in text(self.system.get(f"/desk/people/{made.pk}/"))
        assert password[1] not in str(list(Event.objects.values()))
        again = self.system.post("/desk/people/new/", {"username": "chen", "name": "虚构·陈二"})
        assert again.status_code == 422 and "已有人使用" in text(again) and "虚构·陈二" in text(again)

    def test_the_one_opens_accounts_and_the_other_gives_posts(self) -> None:
        assert self.security.get("/desk/people/new/").status_code == 404
        assert self.security.post(f"{self.at}password/").status_code == 404
        assert self.system.post(f"{self.at}second-factor/").status_code == 404
        assert self.system.post(self.at, {"role": "leader"}).status_code == 404
        assert self.system.get(f"/desk/people/posts/{self.approver.posts.get().pk}/end/").status_code == 404
        page = text(self.system.get(self.at))
        assert "重设密码" in page and "设一个岗位" not in page and "解绑动态口令" not in page

    def test_a_post_is_given_for_days_with_a_limit_and_ended(self) -> None:
        user = new_user("chen")
        answer = self.post(user, role="approver", until="2026-12-31", limit="20万")
        assert answer.status_code == 422 and "每件限额“20万”看不出是多少" in text(answer)
        assert self.post(user, role="approver", until="2030-12-31", limit="200,000").status_code == 302
        post = user.posts.get()
        assert (post.role, post.approval_limit_fen, post.to_day) == (Role.APPROVER, 20_000_000, dt.date(2031, 1, 1))
        assert post.given_by == self.bureau["security"] and "每件最多审定 200,000 元" in text(
            self.security.get(f"/desk/people/{user.pk}/")
        )
        end = f"/desk/people/posts/{post.pk}/end/"
        assert (
            "从今天起不再有这个岗位" in text(self.security.get(end))
            and Post.objects.get(pk=post.pk).to_day != queries.today()
        )
        assert self.security.post(end).status_code == 302
        assert not queries.posts_of(user).exists() and "已结束" in text(self.security.get(f"/desk/people/{user.pk}/"))

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"role": "security_admin"}, "不得由同一人担任"),
            ({"role": "approver"}, "已经担任"),
            ({"role": "emperor"}, "没有选岗位"),
            ({"area": "1"}, "没有选区或街乡"),
            ({"from": "明天"}, "看不出是哪一天"),
            ({"from": "2026-05-01", "until": "2026-04-01"}, "早于开始日期"),
            ({"limit": "100"}, "只有“区级审定”有每件限额"),
        ],
    )
    def test_a_post_that_cannot_be_is_refused_with_its_reason(self, more: dict[str, str], said: str) -> None:
        before = Post.objects.count()
        answer = self.post(self.approver, **more)
        assert answer.status_code == 422 and said in text(answer) and Post.objects.count() == before

    def test_nobody_does_it_for_himself(self) -> None:
        own = self.bureau["security"]
        answer = self.post(own, role="security_admin", **{"from": "2000-01-01", "until": "2000-02-01"})
        assert answer.status_code == 422 and "不能给自己设岗位" in text(answer)
        for what in ("second-factor", "deactivate"):
            answer = self.security.post(f"/desk/people/{own.pk}/{what}/")
            assert answer.status_code == 422 and "请由另一位管理员办理" in text(answer)
        assert self.security.post(f"/desk/people/posts/{own.posts.get().pk}/end/").status_code == 422
        assert self.system.post(f"/desk/people/{self.bureau['system'].pk}/password/").status_code == 422
        own.refresh_from_db()
        assert own.is_active and queries.posts_of(own).count() == 1

    def test_a_user_who_is_deactivated_is_out_at_the_next_page_and_comes_back(self) -> None:
        theirs = client_of(self.approver)
        assert theirs.get("/desk/").status_code == 200
        assert "停用后不能登录" in text(self.system.get(f"{self.at}deactivate/"))
        assert theirs.get("/desk/").status_code == 200, "asking changes nothing"
        self.system.post(f"{self.at}deactivate/")
        assert theirs.get("/desk/").status_code == 302 and "已停用" in text(
            self.security.get("/desk/people/?q=approver")
        )
        assert self.system.post(f"{self.at}activate/").status_code == 404
        self.security.post(f"{self.at}activate/")
        assert client_of(User.objects.get(pk=self.approver.pk)).get("/desk/").status_code == 200

    def test_a_new_password_ends_the_old_one_and_its_sessions(self) -> None:
        user = new_user("chen")
        old = accounts.set_temporary_password(actor="a test", user=user)
        theirs = client_of(User.objects.get(pk=user.pk))
        assert "一次性密码" in text(self.system.post(f"/desk/people/{user.pk}/password/"))
        assert not User.objects.get(pk=user.pk).check_password(old)
        assert theirs.get("/account/").url.startswith("/account/login/")


class TestAuthorisations:
    FORM: ClassVar[dict[str, str]] = {"username": "chen", "saw": "yes", "seen": "授权委托书原件，有公章"}

    @pytest.fixture(autouse=True)
    def rows(self, bureau: dict[str, User]) -> None:
        self.firm = Party.objects.get(name="虚构·东溪机械厂")
        self.at = f"/desk/authorisations/{self.firm.pk}/"
        self.officer, self.agent = client_of(bureau["specialist"]), new_user("chen")
        self.bureau = bureau

    def test_an_officer_who_saw_the_paper_records_an_agent_and_withdraws_him_at_once(self) -> None:
        found = self.officer.get("/desk/authorisations/", {"q": number_of(self.firm)})
        assert self.at in text(found)
        asked = self.officer.post(self.at, {**self.FORM, "do": "look"})
        assert "来人是“虚构chen”吗？" in text(asked) and self.agent.authorisations.count() == 0
        theirs = client_of(self.agent)
        assert theirs.get("/my/").status_code == 404
        assert self.officer.post(self.at, {**self.FORM, "do": "authorise"}).status_code == 302
        given = self.agent.authorisations.get()
        assert (given.given_by, given.seen) == (self.bureau["specialist"], "授权委托书原件，有公章")
        page = text(theirs.get("/my/"))
        assert self.firm.name in page and "起授权" in page
        assert given.seen in text(self.officer.get(self.at))
        back = f"{self.at}withdraw/{given.pk}/"
        assert "撤销马上生效" in text(self.officer.get(back)) and theirs.get("/my/").status_code == 200
        assert self.officer.post(back).status_code == 302
        for path in ("/my/", "/my/new/", "/my/accounts/", "/my/reads/"):
            assert theirs.get(path).status_code == 404, path
        assert "陈收件撤销" in text(self.officer.get(self.at))
        assert self.officer.post(back).status_code == 404, "it is withdrawn already"

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"username": "nobody"}, "没有登录名“nobody”的账号"),
            ({"username": "demo-firm"}, "已经是这个单位的经办人"),
            ({"saw": ""}, "已经看过"),
            ({"seen": " "}, "看了什么材料"),
        ],
    )
    def test_what_is_missing_is_said(self, more: dict[str, str], said: str) -> None:
        answer = self.officer.post(self.at, {**self.FORM, "do": "authorise", **more})
        assert answer.status_code == 422 and said in text(answer) and Authorisation.objects.count() == 2

    def test_nobody_authorises_himself_or_for_a_firm_that_he_acts_for(self) -> None:
        own = self.officer.post(self.at, {**self.FORM, "username": "demo-specialist", "do": "authorise"})
        assert own.status_code == 422 and "不能给自己授权" in text(own)
        accounts.authorise(actor="a test", user=self.bureau["specialist"], organisation=self.firm)
        answer = self.officer.post(self.at, {**self.FORM, "do": "authorise"})
        assert answer.status_code == 422 and "应当回避" in text(answer)

    def test_an_officer_sees_the_organisations_of_his_street_and_a_keeper_those_of_the_district(self) -> None:
        stranger, keeper = client_of(self.bureau["specialist-2"]), client_of(self.bureau["keeper"])
        assert stranger.get(self.at).status_code == 404
        assert "没有找到" in text(stranger.get("/desk/authorisations/", {"q": "虚构·东溪"}))
        assert self.at in text(keeper.get("/desk/authorisations/", {"q": "虚构·东溪"}))
        resident = Party.objects.filter(kind="person").first()
        assert resident and keeper.get(f"/desk/authorisations/{resident.pk}/").status_code == 404


class TestMerges:
    @pytest.fixture(autouse=True)
    def rows(self, bureau: dict[str, User]) -> None:
        self.one, self.other = client_of(bureau["keeper"]), client_of(bureau["keeper-2"])
        numbers = {"resident_id": resident_number(31), "passport_other": "E12345678"}
        names = {"resident_id": "虚构·马一", "passport_other": "虚构·马壹"}
        self.keep, self.gone = (
            ensure_party(actor="a test", kind="person", id_type=t, number=n, name=names[t]) for t, n in numbers.items()
        )
        self.chosen = {"a": self.keep.pk, "b": self.gone.pk}

    def propose(self, client: Client, **more: Any) -> Any:
        sides = {"keep": self.keep.pk, "name": self.gone.pk, "street": self.keep.pk, "level": self.keep.pk}
        form = {"do": "propose", **self.chosen, **sides, "reason": "看了护照和身份证", **more}
        return client.post("/desk/merges/new/", form)

    def test_two_keepers_merge_two_records_field_by_field_and_one_takes_it_back(self) -> None:
        found = text(
            self.one.post("/desk/merges/new/", {"do": "find", "one": resident_number(31), "other": "虚构·马壹"})
        )
        assert f'value="{self.keep.pk}" checked' in found and f'value="{self.gone.pk}" checked' in found
        compared = text(self.one.post("/desk/merges/new/", {"do": "compare", **self.chosen}))
        assert "已同意或已领的补贴" in compared and "收款账户" in compared and resident_number(31) not in compared
        at = self.propose(self.one).url
        assert "现在“虚构·马一”，改为“虚构·马壹”" in text(self.one.get(at))
        assert "请由另一位登记管理员确认" in text(self.one.get(at))
        refused = self.one.post(at, {"do": "confirm"})
        assert refused.status_code == 422 and "由另一位工作人员确认" in text(refused)
        assert self.other.post(at, {"do": "confirm"}).status_code == 302
        assert find("passport_other", "E12345678") == self.keep
        assert Party.objects.get(pk=self.keep.pk).name == "虚构·马壹"
        assert self.one.post(at, {"do": "undo", "reason": " "}).status_code == 422
        assert self.one.post(at, {"do": "undo", "reason": "是两个人"}).status_code == 302
        assert (
            find("passport_other", "E12345678") == self.gone and Party.objects.get(pk=self.keep.pk).name == "虚构·马一"
        )
        assert "是两个人" in text(self.other.get("/desk/merges/"))

    def test_a_keeper_leaves_his_own_record_to_others(self, bureau: dict[str, User]) -> None:
        at = self.propose(self.one).url
        colleague = accounts.create_user(actor="a test", username="own", name="虚构·马壹", party=self.gone, demo=True)
        district = bureau["keeper"].posts.get().area
        accounts.give_post(
            actor="a test", user=colleague, role=Role.REGISTER_KEEPER, area=district, from_day=dt.date(2020, 1, 1)
        )
        for do in ("confirm", "undo"):
            answer = client_of(colleague).post(at, {"do": do, "reason": "试试"})
            assert answer.status_code == 422 and "应当回避" in text(answer)
        assert Merge.objects.get().confirmed_at is None
        assert self.other.post(at, {"do": "confirm"}).status_code == 302
        assert client_of(colleague).get("/my/").status_code == 200, "the account of the other record goes on"

    def test_what_cannot_be_proposed_is_said_and_what_was_typed_stays(self) -> None:
        for more, said in (
            ({"reason": ""}, "请写明依据"),
            ({"level": ""}, "逐项选用"),
            ({"b": self.keep.pk}, "同一条记录"),
            ({"b": ""}, "各选一条"),
        ):
            answer = self.propose(self.one, **more)
            assert answer.status_code == 422 and said in text(answer), said
        firm = Party.objects.filter(kind="organisation").first()
        assert firm and "不能合并" in text(
            self.one.post("/desk/merges/new/", {"do": "compare", "a": self.keep.pk, "b": firm.pk})
        )
        assert self.propose(self.one, b=10**12).status_code == 404 and not Merge.objects.exists()
        self.propose(self.one)
        assert "已有一条待确认的合并" in text(self.propose(self.other))


class TestWhoLooked:
    def test_a_resident_sees_who_opened_the_number_and_why_and_only_of_himself(self, bureau: dict[str, User]) -> None:
        resident, firm = client_of(bureau["resident"]), client_of(bureau["firm"])
        assert "还没有人打开过" in text(resident.get("/my/reads/"))
        own = bureau["resident"].party
        open_number(actor=bureau["specialist"], party=own, reason="核对身份证号")
        page = text(resident.get("/my/reads/"))
        assert "虚构·陈收件" in page and "完整的证件号码" in page and "核对身份证号" in page
        assert "核对身份证号" not in text(firm.get("/my/reads/"))
        assert "/my/reads/" in text(resident.get("/my/"))

    def test_an_agent_sees_it_for_the_organisation(self, bureau: dict[str, User]) -> None:
        party = bureau["firm"].authorisations.get().organisation
        open_number(actor=bureau["specialist"], party=party, reason="核对信用代码")
        assert "核对信用代码" in text(client_of(bureau["firm"]).get("/my/reads/"))
        assert "核对信用代码" not in text(client_of(bureau["firm-2"]).get("/my/reads/"))


def test_the_menu_of_an_administrator_leads_to_the_pages_of_his_role(bureau: dict[str, User]) -> None:
    for who, there, not_there in (
        ("security", "/desk/people/", "/desk/merges/"),
        ("keeper", "/desk/merges/", "/desk/people/"),
        ("specialist", "/desk/authorisations/", "/desk/merges/"),
    ):
        page = text(client_of(bureau[who]).get("/desk/"))
        assert f'href="{there}"' in page and f'href="{not_there}"' not in page, who
