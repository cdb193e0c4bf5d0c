"""Which text an answer follows is said beside every clause, and a page tells what is known of each version of the text."""

import html
import re

import pytest
from django.conf import settings
from tests.support.documents import INVENTED, load_invented, load_text
from tests.support.pages import LANGUAGES, SoundPages

from wenjiu.cli.main import app
from wenjiu.policies import load_policy
from wenjiu.policies.documents.loading import plan_unload
from wenjiu.rules.explain.versions import figures_of, followed_on, not_yet_issued, versions_on
from wenjiu.standards import civil

POLICY = load_policy(settings.WENJIU_POLICY)
LINE = {
    "zh": ("依据的文本：", "2020年文本", "2022年修订后（文本待载入）"),
    "en": ("Text followed:", "Text of 2020", "As amended in 2022 (text to be loaded)"),
}


def words(body: str) -> str:
    """What can be read in a piece of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def line_of(body: str) -> str:
    """The first line about the version of the text."""
    return body[body.index('<p class="wj-text-version">') :].partition("</p>")[0]


@pytest.fixture
def nothing_loaded(tmp_path, monkeypatch):
    monkeypatch.setenv("WENJIU_DATA", str(tmp_path))


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A data folder with the invented text loaded as the policy's; returns the folder."""
    load_invented(POLICY.name, tmp_path, monkeypatch)
    return tmp_path


class TestPage(SoundPages):
    pytestmark = pytest.mark.parametrize("url", ["/versions/", "/versions/?on=2021-06-10", "/versions/?on=2019-01-01"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("url", ["/guide/5.2/", "/guide/5.2/leaflet/"])
def test_a_guide_and_a_leaflet_say_which_text_they_follow_and_that_the_amended_one_is_to_be_loaded(get, url, lang):
    for day in ("2021-06-10", "2022-03-18", "2026-11-29"):
        line = line_of(get(f"{url}?on={day}", lang).body)
        before, followed, other = LINE[lang]
        assert words(line) == f"{before} {followed} / {other}"
        assert f"<strong>{followed}</strong>" in line
        assert re.search(r'href="/versions/(\?on=[^"]*)?#v2"', line)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_clause_of_the_document_says_it(get, nothing_loaded, lang):
    body = get("/document/", lang).body
    clauses = re.findall(r'<section class="wj-clause".*?(?=<section class="wj-clause"|</main>)', body, re.DOTALL)
    assert len(clauses) > 20
    for clause in clauses:
        assert words(line_of(clause)) == "{} {} / {}".format(*LINE[lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_verdict_says_it_and_opens_the_versions_on_a_page_of_their_own_and_a_copy_has_no_link(client, lang):
    asked = {"accept-language": "en" if lang == "en" else "zh-hans"}
    page = client.post("/check/", {"about": "5.2", "do": "why:5.2"}, headers=asked).content.decode()
    assert 'href="/versions/#v2" target="_blank" rel="noopener"' in line_of(page)
    copy = line_of(client.post("/check/5.2/save.html", {"about": "5.2"}, headers=asked).content.decode())
    assert words(copy) == "{} {} / {}".format(*LINE[lang])
    assert "href" not in copy


def test_the_notice_about_the_amendment_leads_to_the_page_about_the_versions(get):
    body = get("/guide/5.2/").body
    assert (
        '<a class="wj-noprint" href="/versions/">' in body[body.index('class="wj-amended"') :].partition("</aside>")[0]
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_number_day_and_state_of_each_version(get, nothing_loaded, lang):
    body = get("/versions/?on=2026-11-29", lang).body
    for version in POLICY.versions:
        part = words(body[body.index(f'id="v{version.number}"') :].partition("</section>")[0])
        assert version.source in part
        assert ({"zh": "文本待载入", "en": "to be loaded"}[lang] in part) == (not version.text_known)
        assert {"zh": "没有载入", "en": "Not loaded"}[lang] in part
    assert {"zh": "2022年3月17日", "en": "17 March 2022"}[lang] in body
    first = body[body.index('id="v1"') :].partition("</section>")[0]
    assert {"zh": "答复按这一版", "en": "Answers follow this version"}[lang] in first


def test_the_page_says_what_the_site_answers_meanwhile(get, nothing_loaded):
    today, before = words(get("/versions/?on=2026-11-29").body), words(get("/versions/?on=2021-06-10").body)
    said = "文件已于2022年3月17日修订（朝政发〔2022〕2号），修订后的文本还没有载入，所以答复里不含修订的内容。"
    assert "2026年11月29日的答复按朝政发〔2020〕9号的文本。" in today
    assert said in today
    assert said not in before


def test_no_figure_is_said_to_have_changed_as_long_as_no_source_says_so(get, nothing_loaded):
    body = get("/versions/").body
    part = body[body.index('id="v2"') :].partition("</section>")[0]
    stated = [p for p in POLICY.book.params.values() if p.stated]
    assert "还没有一个有可靠的来源" in part
    assert f"不知道改没改的数字（{len(stated)} 个）" in part
    for param in stated:
        assert f'href="/parameters/{param.name}/"' in part


def test_a_later_value_from_the_time_of_the_amendment_is_shown_as_known_to_have_changed(
    get, nothing_loaded, monkeypatch
):
    cap = POLICY.book["5.2.cap"]
    later = type(cap.rows[0])(civil.key(2022, 5, 1), 30_000_000, cap.rows[0].source, "low")
    monkeypatch.setattr(cap, "rows", (*cap.rows, later))
    body = get("/versions/").body
    part = words(body[body.index('id="v2"') :].partition("<details")[0])
    assert "已知改了的数字（1 个）" in part
    assert "补贴总额上限 300,000元（自 2022年5月1日 起）" in part
    own, others = figures_of(POLICY, POLICY.versions[1])
    assert [p.name for p, _ in own] == ["5.2.cap"]
    assert cap not in others


def test_the_steps_name_commands_that_exist(get, nothing_loaded):
    body = get("/versions/").body
    commands = [line for code in re.findall(r"<code>(.*?)</code>", body, re.DOTALL) for line in code.splitlines()]
    assert [c.split()[2] for c in commands] == ["load", "coverage", "unload", "history"]
    for command in commands:
        _, group, name, *_ = command.split()
        assert group == "policy"
        assert name in app.commands["policy"].commands
        assert f"--policy {POLICY.name}" in command


def test_without_a_load_the_history_is_empty_and_says_so(get, nothing_loaded):
    assert "还没有载入过原文。" in get("/versions/").body


def test_the_history_shows_every_load_and_its_undoing_newest_first(get, store, monkeypatch):
    load_text(POLICY.name, INVENTED.replace("按月", "按周"), store, monkeypatch)
    plan_unload(POLICY.name, store).carry_out()
    body = get("/versions/").body
    lines = [words(li) for li in re.findall(r"<li>(.*?)</li>", body[body.index('class="wj-history"') :], re.DOTALL)]
    assert ["撤销" in lines[0], "载入" in lines[1], "载入" in lines[2]] == [True, True, True]
    assert len(lines) == 3
    assert re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日 \d{2}:\d{2} .*", lines[0])
    assert "现在用的原文：invented.txt" in body


def test_a_damaged_store_is_reported_with_what_to_do_and_the_rest_of_the_page_is_there(get, store):
    (store / "policies" / POLICY.name / "current.json").write_text("{")
    page = get("/versions/")
    assert page.status == 200
    assert 'role="alert"' in page.body
    assert 'id="v2"' in page.body


def test_a_policy_whose_versions_are_all_known_follows_each_from_its_day_on(get, settings):
    settings.WENJIU_POLICY = "sample_district"
    sample = load_policy("sample_district")
    for day, number in (("2023-03-01", 1), ("2024-12-31", 1), ("2025-01-01", 2)):
        assert followed_on(sample, civil.parse(day)).number == number
        line = line_of(get(f"/guide/2.1/?on={day}").body)
        assert f"<strong>{['2023年文本', '2025年修订后的文本'][number - 1]}</strong>" in line
    assert get("/versions/").status == 200


def test_a_day_before_the_document_says_that_it_did_not_exist(get):
    assert not_yet_issued(POLICY, "zh", civil.key(2020, 12, 24)) == ""
    said = not_yet_issued(POLICY, "zh", civil.key(2020, 12, 23))
    assert said == "2020年12月23日还没有朝政发〔2020〕9号，它2020年12月24日才印发。下面写的是它印发时的规定。"
    assert said in get("/guide/5.2/?on=2020-12-23").body
    assert "才印发" not in get("/guide/5.2/?on=2020-12-24").body


def test_the_versions_of_a_day_name_one_that_is_followed_and_one_in_force():
    for day, followed, in_force in (("2019-01-01", 1, 1), ("2022-03-16", 1, 1), ("2022-03-17", 1, 2)):
        shown = versions_on(POLICY, "zh", civil.parse(day))
        assert [s.version.number for s in shown if s.followed] == [followed]
        assert [s.version.number for s in shown if s.in_force] == [in_force]
