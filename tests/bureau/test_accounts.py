"""Guards of posts, agents and sign-in names."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError
from tests.bureau.people import area, new_user, resident_number

from wenjiu.bureau.access import actions as access_actions
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts import actions, queries
from wenjiu.bureau.accounts.actions import AccountsRefused
from wenjiu.bureau.accounts.demo import PERSONAS
from wenjiu.bureau.accounts.models import Authorisation, Post, User
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.areas import actions as areas_actions
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.audit.models import Event, Read
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.writes import action
from wenjiu.policies import load_policy

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 1)
ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


def give(user: User, role: str, **more: Any) -> Post:
    values: dict[str, Any] = {"area": more.pop("area", None) or area(), "from_day": DAY, **more}
    return actions.give_post(actor="a test", user=user, role=role, **values)


def firm(number: str = "91110105MA00000012") -> Party:
    return parties.ensure_party(actor="a test", kind="organisation", id_type="uscc", number=number, name="虚构厂")


class TestPosts:
    @pytest.mark.parametrize("admin", ADMINS)
    @pytest.mark.parametrize("other", [*(r for r in Role if r not in ADMINS), *ADMINS])
    def test_an_administrator_has_no_other_role_at_the_same_time(self, admin: str, other: str) -> None:
        user = new_user("one")
        give(user, admin)
        if other == admin:
            return
        with pytest.raises(AccountsRefused, match="不得由同一人担任"):
            give(user, other)

        @action
        def directly(*, actor: str) -> None:
            Post.objects.create(user=user, role=other, area=area(), from_day=DAY)

        with pytest.raises(DatabaseError, match="accounts_post_families_exclude"):
            directly(actor="a test")

    def test_one_after_the_other_is_possible(self) -> None:
        user = new_user("one")
        actions.end_post(actor="a test", post=give(user, Role.SYSTEM_ADMIN), day=dt.date(2026, 2, 1))
        give(user, Role.APPROVER, from_day=dt.date(2026, 2, 1))
        assert [post.role for post in queries.posts_of(user, dt.date(2026, 1, 31))] == [Role.SYSTEM_ADMIN]
        assert [post.role for post in queries.posts_of(user, dt.date(2026, 2, 1))] == [Role.APPROVER]

    def test_a_post_ends_at_once_even_on_its_first_day(self) -> None:
        user = new_user("one")
        post = give(user, Role.APPROVER, from_day=queries.today())
        assert scopes.has_role(user, Role.APPROVER)
        actions.end_post(actor="a test", post=post)
        assert not scopes.has_role(user)
        give(user, Role.AUDIT_ADMIN, from_day=queries.today())

    def test_nobody_gives_a_post_to_himself_and_none_is_given_twice(self) -> None:
        user = new_user("one")
        with pytest.raises(AccountsRefused, match="不能给自己设岗位"):
            actions.give_post(actor=user, user=user, role=Role.APPROVER, area=area(), from_day=DAY)
        give(user, Role.APPROVER)
        with pytest.raises(AccountsRefused, match="已经担任"):
            give(user, Role.APPROVER, from_day=dt.date(2026, 3, 1))

    def test_a_user_who_is_not_active_has_no_post(self) -> None:
        user = new_user("one")
        give(user, Role.APPROVER)
        actions.deactivate_user(actor="a test", user=user)
        assert not scopes.has_role(user) and not queries.holders(Role.APPROVER).exists()


class TestScopes:
    def test_a_street_sees_its_own_parties_and_a_district_all(self) -> None:
        one, two = area("street", 1), area("street", 2)
        here, there, nowhere = (
            parties.ensure_party(
                actor="a test",
                kind="person",
                id_type="resident_id",
                number=resident_number(n),
                name="虚构",
                street=street,
            )
            for n, street in enumerate((one, two, None))
        )
        street, district, leader = new_user("street"), new_user("district"), new_user("leader")
        give(street, Role.STREET_SPECIALIST, area=one)
        give(district, Role.DISTRICT_REVIEWER)
        give(leader, Role.LEADER)
        assert list(scopes.visible_parties(street)) == [here]
        assert set(scopes.visible_parties(district)) == {here, there, nowhere}
        assert not scopes.visible_parties(leader).exists() and list(scopes.streets_of(leader)) == [one, two]
        with pytest.raises(scopes.Forbidden):
            scopes.access_party(street, there.pk)
        with pytest.raises(scopes.Forbidden):
            scopes.access_party(street, 10**9)

    def test_an_agent_acts_until_it_is_withdrawn_also_for_a_merged_record(self) -> None:
        agent, one, other = new_user("agent"), new_user("one"), new_user("other")
        keep, gone = firm(), firm("91110105MA00000025")
        given = actions.authorise(actor=one, user=agent, organisation=gone, seen="授权委托书")
        assert actions.authorise(actor=one, user=agent, organisation=gone) == given
        merge = parties.propose_merge(actor=one, keep=keep, gone=gone, fields={})
        parties.confirm_merge(actor=other, merge=merge)
        assert scopes.is_agent_of(agent, keep) and scopes.may_act_for(agent, gone)
        assert set(scopes.visible_parties(agent)) == {keep, gone}
        with pytest.raises(scopes.NotSeparate, match="应当回避"):
            scopes.refuse_own_matter(agent, [keep])
        actions.withdraw_authorisation(actor=one, authorisation=given)
        assert not scopes.is_agent_of(agent, keep) and not scopes.visible_parties(agent).exists()

    def test_nobody_is_agent_of_a_person_or_by_his_own_word(self) -> None:
        person = parties.ensure_party(
            actor="a test", kind="person", id_type="resident_id", number=resident_number(1), name="虚构"
        )
        agent = new_user("agent")
        with pytest.raises(AccountsRefused, match="不是单位"):
            actions.authorise(actor="a test", user=agent, organisation=person)
        with pytest.raises(AccountsRefused, match="不能给自己授权"):
            actions.authorise(actor=agent, user=agent, organisation=firm())

        @action
        def directly(*, actor: str) -> None:
            Authorisation.objects.create(user=agent, organisation=person)

        with pytest.raises(DatabaseError, match="is no organisation"):
            directly(actor="a test")

    def test_opening_a_number_needs_a_reason_and_leaves_a_trace(self) -> None:
        number = resident_number(2)
        party = parties.ensure_party(actor="a test", kind="person", id_type="resident_id", number=number, name="虚构")
        reader, stranger = new_user("reader"), new_user("stranger")
        give(reader, Role.DISTRICT_REVIEWER)
        with pytest.raises(access_actions.ReasonMissing, match="原因"):
            access_actions.open_number(actor=reader, party=party, reason=" 看看 ")
        with pytest.raises(scopes.Forbidden):
            access_actions.open_number(actor=stranger, party=party, reason="核对银行退回的账号")
        assert not Read.objects.exists()
        assert access_actions.open_number(actor=reader, party=party, reason="核对银行退回的账号") == number
        read = Read.objects.get()
        assert (read.actor_id, read.party_id, read.field) == (reader.pk, party.pk, "id_number")

    def test_the_highest_limit_of_an_approver_counts_and_none_is_no_limit(self) -> None:
        user = new_user("one")
        with pytest.raises(scopes.Forbidden):
            scopes.approval_limit(user)
        give(user, Role.APPROVER, area=area("street", 1), approval_limit_fen=100)
        give(user, Role.APPROVER, area=area("street", 2), approval_limit_fen=300)
        assert scopes.approval_limit(user) == 300
        give(user, Role.APPROVER)
        assert scopes.approval_limit(user) is None


@pytest.mark.parametrize("policy", ["chaoyang_2020", "sample_district"])
def test_areas_and_personas_are_made_once(policy: str) -> None:
    rows = load_policy(policy).areas
    assert areas_actions.load(actor="a test", areas=rows) == len(rows)
    people = actions.ensure_demo_people(actor="a test", areas_of_policy=rows)
    events = Event.objects.count()
    assert actions.ensure_demo_people(actor="a test", areas_of_policy=rows) == people
    assert (Event.objects.count(), Area.objects.count()) == (events, len(rows))
    assert len(people) == len(PERSONAS) and all(user.demo and not user.has_usable_password() for user in people)


def test_a_sign_in_name_is_taken_once_whatever_its_letters() -> None:
    actions.create_user(actor="a test", username="Zhang.San", name="虚构甲")
    with pytest.raises(AccountsRefused, match="已有人使用"):
        actions.create_user(actor="a test", username="zhang.san", name="虚构乙")
    with pytest.raises(AccountsRefused, match="空格"):
        actions.create_user(actor="a test", username="zhang san", name="虚构乙")
