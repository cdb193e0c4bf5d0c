"""What an actor may see is asked once while a page is read, and anew wherever something is written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from tests.bureau.people import area, new_user

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.actions import end_post, give_post
from wenjiu.bureau.held import held_while_reading

pytestmark = pytest.mark.django_db


def test_a_page_that_is_read_asks_for_the_posts_of_its_reader_once(
    django_assert_num_queries: type[CaptureQueriesContext],
) -> None:
    user = new_user("reader")
    give_post(actor="a test", user=user, role="leader", area=area(), from_day=dt.date(2020, 1, 1))

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str([scopes.has_role(user, role) for role in ("leader", "approver", "auditor")]))

    with django_assert_num_queries(1):
        answer = held_while_reading(page)(RequestFactory().get("/"))
    assert answer.content == b"[True, False, False]"


def test_a_post_that_a_request_ends_is_gone_for_the_rest_of_it() -> None:
    user = new_user("writer")
    post = give_post(actor="a test", user=user, role="leader", area=area(), from_day=dt.date(2020, 1, 1))

    def press(request: HttpRequest) -> HttpResponse:
        before = scopes.has_role(user, "leader")
        end_post(actor="a test", post=post)
        return HttpResponse(str([before, scopes.has_role(user, "leader")]))

    assert held_while_reading(press)(RequestFactory().post("/")).content == b"[True, False]"


def test_the_next_page_sees_what_has_changed() -> None:
    user, seen = new_user("later"), []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(scopes.has_role(user, "leader"))
        return HttpResponse()

    look = held_while_reading(page)
    look(RequestFactory().get("/"))
    give_post(actor="a test", user=user, role="leader", area=area(), from_day=dt.date(2020, 1, 1))
    look(RequestFactory().get("/"))
    assert seen == [False, True]
