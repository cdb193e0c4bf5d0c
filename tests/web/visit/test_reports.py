"""Reporting an error: a text to copy with versions and answers, and where to send it; nothing is sent or stored."""

import html
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.conf import settings
from django.test import override_settings
from tests.support.visitors import small_firm

from wenjiu.config.checks import report_address_is_one

HOSTILE = "</textarea><script>alert(1)</script>"


def text_of(response) -> str:
    """The text to copy."""
    return html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", response.content.decode(), re.DOTALL).group(1))


def test_the_report_of_one_measure_has_its_result_the_answers_and_the_versions(post):
    text = text_of(post("/report/", ["young_firm"], small_firm(), m="5.2"))
    assert "5.2 创业带动就业补贴：符合，预计可得 80,000 元" in text
    assert "5.3" not in text.split("版本：")[0]
    assert "我们公司成立才几年" in text
    assert "- 你们有多少名朝阳区户籍的在职职工？ 8人" in text
    versions = text.split("版本：")[1]
    assert f"程序：{settings.VERSION}" in versions
    assert "朝政发〔2020〕9号" in versions and "规则：" in versions
    assert re.search(r"数字：\d{4}-\d\d-\d\d", versions)


def test_the_report_of_the_whole_result_has_every_measure(post):
    text = text_of(post("/report/", ["young_firm"], small_firm()))
    for code in ("5.1", "5.2", "5.3", "4.1b"):
        assert f"\n{code} " in text


def test_without_an_address_the_page_names_the_hotline(post):
    with override_settings(WENJIU_REPORT_TO=""):
        body = post("/report/", ["young_firm"], {}).content.decode()
    assert 'href="tel:12345"' in body and "mailto:" not in body


def test_with_an_address_a_link_writes_the_e_mail(post):
    with override_settings(WENJIU_REPORT_TO="jiuye@example.org"):
        response = post("/report/", ["young_firm"], small_firm(), m="5.2")
    link = html.unescape(re.search(r'href="(mailto:[^"]+)"', response.content.decode()).group(1))
    assert urlsplit(link).path == "jiuye@example.org"
    assert parse_qs(urlsplit(link).query)["body"] == [text_of(response)]
    assert settings.VERSION in unquote(link)


@pytest.mark.parametrize("fields", [{"a-firm.size": HOSTILE}, {"m": HOSTILE}, {"s": HOSTILE}, {"a-none": HOSTILE}])
def test_hostile_fields_do_not_reach_the_page_as_markup(client, fields):
    assert "<script>alert" not in client.post("/report/", fields).content.decode()


def test_the_page_opens_without_answers_and_is_never_cached(client):
    response = client.get("/report/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "程序：" in text_of(response)


def test_the_report_is_in_english_on_an_english_page(post):
    text = text_of(post("/report/", ["young_firm"], small_firm(), language="en", m="5.2"))
    assert re.findall("[一-鿿]+", re.sub(r"朝政发〔\d+〕\d+号", "", text)) == []


@pytest.mark.parametrize(("do", "sent"), [("results", 'form="keep"'), ("why:5.2", 'name="m" value="5.2"')])
def test_results_and_reasons_lead_to_the_report(post, do, sent):
    body = post("/check/", ["young_firm"], small_firm(), do=do).content.decode()
    button = re.search(r'<button[^>]*formaction="/report/"[^>]*>', body).group()
    assert sent in button


@pytest.mark.parametrize(("address", "refused"), [("", 0), ("jiuye@example.org", 0), ("ring us", 1), ("a@b\nc", 1)])
def test_a_setting_that_is_no_address_is_refused(address, refused):
    with override_settings(WENJIU_REPORT_TO=address):
        assert len(report_address_is_one()) == refused
