"""The visit in a frame on a partner's page, in a real Chromium: another origin shows it, and only if the operator names it."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page
from tests.support.counts import some

MANUAL = Path(__file__).parents[2] / "docs" / "operations" / "frame.md"
#: A partner's page, invented, with the lines that the manual gives.
PAGE = """<!doctype html>
<html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>街道网站</title>
<h1>街道网站（虚构）</h1>
{lines}</html>"""


def partners_page(site: str) -> str:
    """The page, with the address of the site in place of the manual's."""
    (lines,) = re.findall(r"```html\n(.*?)```", MANUAL.read_text("utf-8"), flags=re.DOTALL)
    assert "accent=0b5f44" in lines
    return PAGE.format(lines=lines.replace("https://wenjiu.example", site))


#: Whether the beginning of the frame can be seen.
BEGINS_IN_SIGHT = "document.getElementById('wenjiu').getBoundingClientRect().top > -2"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@pytest.fixture
def partner(site: str, settings: Any, tmp_path: Path) -> Iterator[int]:
    """The port of a partner's server, which the operator named as `localhost`; by its number it is another host."""
    (tmp_path / "index.html").write_text(partners_page(site), "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WENJIU_FRAME_HOSTS = [f"localhost:{server.server_port}"]
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(params=some([360, 1280], 2, "windows around a frame"))
def window(request: Any, chromium: Browser) -> Iterator[BrowserContext]:
    """A window of a phone's or a desk's width that accepts no cookies from frames."""
    context = chromium.new_context(viewport={"width": request.param, "height": 800}, locale="zh-CN")
    yield context
    context.close()


def framed(page: Page, site: str) -> Frame:
    """The frame, when it shows a page of the visit."""
    page.frame_locator("#wenjiu").locator("h1").wait_for()
    return next(f for f in page.frames if f.url.startswith(site))


def fits(page: Page, frame: Frame) -> bool:
    """Whether the frame is as tall as its page and nothing of it is cut off."""
    page.wait_for_function(
        "async () => { const height = Number(document.getElementById('wenjiu').height);"
        " await new Promise((done) => setTimeout(done, 100));"
        " return height !== 600 && height === Number(document.getElementById('wenjiu').height) }"
    )
    root = "document.documentElement"
    wide, shown, tall, given = frame.evaluate(
        f"[{root}.scrollWidth, {root}.clientWidth, {root}.getBoundingClientRect().height, window.innerHeight]"
    )
    return bool(wide <= shown and abs(tall - given) <= 1)


def test_a_visitor_walks_through_the_visit_inside_a_partners_page(
    window: BrowserContext, site: str, partner: int
) -> None:
    page, complaints = window.new_page(), []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://localhost:{partner}/")
    frame = framed(page, site)
    assert fits(page, frame)
    colour = frame.eval_on_selector("button[value=start]", "b => getComputedStyle(b).backgroundColor")
    assert colour == "rgb(11, 95, 68)"
    frame.check("input[name=s][value=young_firm]")
    frame.click("button[value=start]")
    page.wait_for_function(BEGINS_IN_SIGHT)
    frame.fill("[name='v-firm.local_workers'], [name='v-firm.operation_start']", "2020-05-01")
    frame.click("button[value=answer]")
    frame.locator(".wj-cards").first.wait_for()
    assert fits(page, frame) and "accent=0b5f44" in frame.url
    frame.locator(".wj-results-not_yours > summary").click()
    assert fits(page, frame)
    frame.locator("button[value='why:5.2']").click()
    frame.locator(".wj-verdict").wait_for()
    page.wait_for_function(BEGINS_IN_SIGHT)
    assert fits(page, frame)
    frame.locator("#prefs button").click()
    frame.locator("html[lang=en] .wj-verdict").wait_for()
    with window.expect_page() as opened:
        frame.click("footer a[target=_blank]")
    assert opened.value.url == f"{site}/"
    assert complaints == [] and [c["name"] for c in window.cookies() if c["name"] != "csrftoken"] == []


def test_the_visit_in_a_frame_works_without_javascript(chromium: Browser, site: str, partner: int) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://localhost:{partner}/")
    inside = page.frame_locator("#wenjiu")
    inside.locator("input[name=s][value=young_firm]").check()
    inside.locator("button[value=start]").click()
    inside.locator("button[value=results]").click()
    inside.locator("button[value='about:5.2']").wait_for()
    inside.locator("#prefs button").click()
    inside.locator("html[lang=zh-Hans] .wj-cards").first.wait_for()
    assert context.cookies() == []
    context.close()


def test_a_host_that_the_operator_did_not_name_cannot_show_the_visit(
    window: BrowserContext, site: str, partner: int
) -> None:
    page = window.new_page()
    with page.expect_console_message(lambda line: "frame-ancestors" in line.text):
        page.goto(f"http://127.0.0.1:{partner}/")
    assert not any(f.url.startswith(site) and f.query_selector("form") for f in page.frames[1:])


OTHER_PAGES = ["/", "/check/", "/policies/", "/api/v1/docs", "/embed/colours.css"]


@pytest.mark.parametrize("path", some(OTHER_PAGES, 2, "pages that no frame shows"))
def test_a_named_host_cannot_show_another_page(chromium: Browser, site: str, partner: int, path: str) -> None:
    context = chromium.new_context(locale="en")
    page = context.new_page()
    page.goto(f"http://localhost:{partner}/")
    framed(page, site)
    with page.expect_console_message(lambda line: "frame-ancestors" in line.text or "X-Frame-Options" in line.text):
        page.evaluate("address => { document.getElementById('wenjiu').src = address }", site + path)
    context.close()


def test_the_height_is_told_to_the_host_that_shows_the_frame_and_to_no_other(
    chromium: Browser, site: str, partner: int, settings: Any
) -> None:
    settings.WENJIU_FRAME_HOSTS = [*settings.WENJIU_FRAME_HOSTS, "www.example.cn"]
    context = chromium.new_context(locale="en")
    page, complaints = context.new_page(), []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(f"http://localhost:{partner}/")
    assert fits(page, framed(page, site)) and complaints == []
    context.close()
