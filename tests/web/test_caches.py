"""What caches may keep: a page in another visitor's language never, a visitor's words never."""

import datetime as dt
import importlib
import pkgutil
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.support.counts import few

import wenjiu.search
import wenjiu.web
from wenjiu.standards import civil

PAGES = [
    "/",
    "/document/",
    "/search/?q=租房",
    "/lists/",
    "/parameters/",
    "/readings/",
    "/size/",
    "/roster/",
    "/roster/hires/",
    "/roster/hires/template.xlsx",
    "/nowhere/",
    "/check/",
    "/check/?s=young_firm",
]
DOWNLOADS = ["/parameters/download.csv", "/parameters/download.json", "/lists/download.csv", "/lists/download.json"]


@pytest.mark.parametrize("url", [*PAGES, *DOWNLOADS])
def test_what_follows_the_language_cookie_says_so_to_caches(client: Client, url: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(url, headers={"accept-language": "zh"})
    named = {name.strip().lower() for name in answer.headers["Vary"].split(",")}
    assert {"cookie", "accept-language"} <= named


def test_the_api_which_ignores_cookies_does_not_name_them(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get("/api/v1/policies", headers={"accept-language": "zh"})
    assert "cookie" not in answer.headers["Vary"].lower()
    assert answer.headers["Content-Language"] == "zh-Hans"


def caches() -> dict[str, Any]:
    """Every function of the search and of the site that remembers results, by name."""
    found = {}
    for package in (wenjiu.search, wenjiu.web):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if hasattr(value, "cache_info") and value.__module__.startswith("wenjiu"):
                    found[f"{module.name}.{name}"] = value
    return found


def test_no_word_that_is_looked_for_is_kept(client: Client) -> None:
    client.get("/search/?q=租房")
    before = {name: found.cache_info().currsize for name, found in caches().items()}
    for number in range(few(25, 100)):
        client.get(
            "/search/", {"q": f"{chr(0x5200 + number)}{chr(0x6200 + number)} {number} zhao{'abcdefghij'[number % 10]}"}
        )
    assert {name: found.cache_info().currsize for name, found in caches().items()} == before


def test_the_day_of_a_download_is_the_day_in_beijing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            return cls(2026, 3, 1, 16, 30, tzinfo=dt.UTC).astimezone(tz)

    assert settings.TIME_ZONE == "Asia/Shanghai"
    monkeypatch.setattr(civil, "dt", SimpleNamespace(datetime=Clock, date=dt.date))
    assert client.get("/lists/download.json").json()["on"] == "2026-03-02"
