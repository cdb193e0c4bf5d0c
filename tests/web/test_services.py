"""From the public pages to what is done after signing in: the search, the guide, the header, the privacy page."""

from __future__ import annotations

import pytest
from django.test import Client

from wenjiu.policies import load_policy
from wenjiu.web.public.services import PAGES, can_be_filed

POLICY = load_policy("chaoyang_2020")


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ("申请", "/my/new/"),
        ("申报", "/my/new/"),
        ("怎么查进度", "/my/"),
        ("到账", "/my/money/"),
        ("钱没到账", "/my/money/"),
        ("账户", "/my/accounts/"),
        ("换银行卡", "/my/accounts/"),
        ("公示", "/notices/"),
        ("登录", "/account/login/"),
        ("login", "/account/login/"),
    ],
)
def test_a_search_for_a_service_leads_to_its_page(client: Client, query: str, url: str) -> None:
    page = client.get("/search/", {"q": query}).content.decode()
    assert "在这里办" in page and f'href="{url}"' in page.partition('id="found"')[2]


def test_a_search_for_a_measure_shows_measures_first(client: Client) -> None:
    page = client.get("/search/", {"q": "申请创业培训补贴"}).content.decode()
    assert -1 < page.find('id="group-measure"') < page.find('id="group-service"')


def test_no_page_of_the_list_is_gone(client: Client) -> None:
    assert all(client.get("/search/", {"q": words[0]}).status_code == 200 for *_rest, words in PAGES)


@pytest.mark.parametrize("code", sorted(POLICY.measures))
def test_a_guide_leads_to_the_filing_where_people_file_themselves(client: Client, code: str) -> None:
    page = client.get(f"/guide/{code}/")
    assert (f"/my/new/?measure={code}" in page.content.decode()) == can_be_filed(POLICY, code)


def test_every_public_page_leads_to_filing_and_notices_the_same_for_everybody(client: Client) -> None:
    answer = client.get("/")
    page = answer.content.decode().partition("</header>")[0]
    assert 'href="/my/"' in page and 'href="/notices/"' in page and "wenjiu_session" not in answer.cookies


def test_the_privacy_page_tells_what_is_kept_after_signing_in(client: Client) -> None:
    page = client.get("/about/").content.decode()
    assert "登录申报：保存什么" in page and "谁看过完整的证件号码" in page and "记住您已登录" in page
    assert "只有三个" not in page
