"""What an actor may see is asked once while a page is read, and anew wherever something is written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from tests.bureau.cases.scene import POLICY, TODAY, make_scene
from tests.bureau.people import area, new_user

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.actions import end_post, give_post
from wenjiu.bureau.held import held_while_answering
from wenjiu.bureau.registry.lookup import look_up
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.records import supposing

pytestmark = pytest.mark.django_db


def test_a_page_that_is_read_asks_for_the_posts_of_its_reader_once(
    django_assert_num_queries: type[CaptureQueriesContext],
) -> None:
    user = new_user("reader")
    give_post(actor="a test", user=user, role="leader", area=area(), from_day=dt.date(2020, 1, 1))

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str([scopes.has_role(user, role) for role in ("leader", "approver", "auditor")]))

    with django_assert_num_queries(1):
        answer = held_while_answering(page)(RequestFactory().get("/"))
    assert answer.content == b"[True, False, False]"


def test_a_post_that_a_request_ends_is_gone_for_the_rest_of_it() -> None:
    user = new_user("writer")
    post = give_post(actor="a test", user=user, role="leader", area=area(), from_day=dt.date(2020, 1, 1))

    def press(request: HttpRequest) -> HttpResponse:
        before = scopes.has_role(user, "leader")
        end_post(actor="a test", post=post)
        return HttpResponse(str([before, scopes.has_role(user, "leader")]))

    assert held_while_answering(press)(RequestFactory().post("/")).content == b"[True, False]"


@pytest.mark.parametrize("method", ["get", "post"])  # a page that is only read can record that it was
def test_a_request_that_writes_asks_once_before_it_writes_and_once_after(
    django_assert_num_queries: type[CaptureQueriesContext], method: str
) -> None:
    user = new_user("presser")

    def press(request: HttpRequest) -> HttpResponse:
        with django_assert_num_queries(1):
            before = [scopes.has_role(user, role) for role in ("leader", "approver")]
        give_post(actor="a test", user=user, role="leader", area=area(), from_day=dt.date(2020, 1, 1))
        with django_assert_num_queries(1):
            after = [scopes.has_role(user, role) for role in ("leader", "approver")]
        return HttpResponse(str([before, after]))

    answer = held_while_answering(press)(getattr(RequestFactory(), method)("/"))
    assert answer.content == b"[[False, False], [True, False]]"


def test_the_next_page_sees_what_has_changed() -> None:
    user, seen = new_user("later"), []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(scopes.has_role(user, "leader"))
        return HttpResponse()

    look = held_while_answering(page)
    look(RequestFactory().get("/"))
    give_post(actor="a test", user=user, role="leader", area=area(), from_day=dt.date(2020, 1, 1))
    look(RequestFactory().get("/"))
    assert seen == [False, True]


def test_what_is_supposed_of_a_register_is_not_remembered_after_it() -> None:
    make_scene(people=1)
    at = Row.objects.get(table="hires")

    def new() -> object:
        found = look_up(policy=POLICY, table="hires", on=TODAY, row=at)
        return next(value for name, value in found.facts.items() if name.endswith("is_new"))

    def page(request: HttpRequest) -> HttpResponse:
        seen = [new()]
        with supposing({("hires", at.key, "is_new"): False}):
            seen.append(new())
        return HttpResponse(str([*seen, new()]))

    assert held_while_answering(page)(RequestFactory().get("/")).content == b"[True, False, True]"


def test_a_record_is_read_once_while_a_page_is_read() -> None:
    make_scene(people=1)
    at = Row.objects.get(table="hires")

    def page(request: HttpRequest) -> HttpResponse:
        counts = []
        for _again in range(2):
            with CaptureQueriesContext(connection) as asked:
                look_up(policy=POLICY, table="hires", on=TODAY, row=at)
            counts.append(len(asked))
        return HttpResponse(str(counts[1] < counts[0]))

    assert held_while_answering(page)(RequestFactory().get("/")).content == b"True"
