"""The size of an enterprise: what the page shows is what the data says, and what is typed stays with the visitor."""

import datetime as dt
import html
import re

import pytest
from django.conf import settings
from tests.support.forms import pressed
from tests.support.pages import LANGUAGES

from wenjiu.policies import load_policy, names
from wenjiu.policies.national import enterprise_sizes
from wenjiu.rules.language.facts import Fact
from wenjiu.standards import civil, enterprise_size
from wenjiu.web.public.size import measures_by_size, size_facts

POLICY = load_policy(settings.WENJIU_POLICY)
TODAY = civil.of(dt.date.today())
INDUSTRIES = enterprise_sizes().on(TODAY)
WAN = 1_000_000  # fen in 10,000 yuan


def words(page):
    """What can be read in the main part of a page, in one line; on English pages without what is marked as Chinese."""
    main = page.body[page.body.index('<main id="main"') : page.body.index("</main>")]
    main = re.sub(r'<span[^>]* lang="zh-Hans"[^>]*>.*?</span>', " ", main)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def fill(client):
    """Send the form: ``fill(industry="retail", staff="60", language="en")``."""

    def send(language="zh-hans", **fields):
        response = client.post("/size/", fields, headers={"accept-language": language})
        response.body = response.content.decode()
        return response

    return send


def result(answer):
    """The size or the range that a page names."""
    return " ".join(html.unescape(re.search(r'wj-verdict-money">(.*?)</p>', answer.body, re.DOTALL)[1]).split())


SIZE_WORDS = {"micro": "微型企业", "small": "小型企业", "medium": "中型企业", "large": "大型企业"}


def bounds(industry, size):
    """What a size needs at least in an industry, as it is typed."""
    row = getattr(INDUSTRIES[industry], size)
    fen = {"revenue": row.revenue_fen, "assets": row.assets_fen}
    typed = {name: str(amount // WAN) for name, amount in fen.items() if amount is not None}
    return typed | ({"staff": str(row.staff)} if row.staff is not None else {})


@pytest.mark.parametrize("size", ["large", "medium", "small"])
@pytest.mark.parametrize("industry", INDUSTRIES)
def test_figures_at_the_bounds_of_a_size_give_that_size_and_any_one_under_them_the_next(fill, industry, size):
    at = bounds(industry, size)
    assert result(fill(industry=industry, **at)) == SIZE_WORDS[size]
    below = enterprise_size.SIZES[enterprise_size.SIZES.index(size) - 1]
    for name, typed in at.items():
        under = str(int(typed) - 1) if name == "staff" else f"{int(typed) - 1}.999999"
        assert result(fill(industry=industry, **(at | {name: under}))) == SIZE_WORDS[below]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("industry", INDUSTRIES)
def test_the_answer_shows_the_row_used_with_its_day_its_source_and_that_it_is_not_confirmed(fill, industry, language):
    answer, row = fill(language, industry=industry, **bounds(industry, "small")), INDUSTRIES[industry]
    shown = words(type("Page", (), {"body": answer.body}))
    assert (row.zh if language == "zh" else row.en).lower() in shown.lower()
    assert (row.source if language == "zh" else row.source_en) in shown
    assert {"zh": "2011年6月18日", "en": "18 June 2011"}[language] in shown
    assert {"zh": "待确认", "en": "To be confirmed"}[language] in shown
    for size in ("large", "medium", "small"):
        assert [v for v in bounds(industry, size).values() if f"{int(v):,}" not in shown] == []
    assert ({"zh": "核对得最少", "en": "least certain"}[language] in shown) == (row.confidence == "low")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_doubt_about_the_rule_is_always_said_and_its_effect_on_this_very_answer(fill, language):
    same = fill(language, industry="industry", staff="85", revenue="1200").content.decode()
    differs = fill(language, industry="industry", staff="1500", revenue="1200").content.decode()
    doubt = {"zh": "两种算法", "en": "two rules"}[language]
    assert doubt in same and doubt in differs
    assert {"zh": "两种算法结果相同", "en": "both rules give the same"}[language] in same
    assert {"zh": "按第二种算法，结果是：大型企业", "en": "By the second rule the result is: large enterprise"}[
        language
    ] in differs


@pytest.mark.parametrize(
    ("filled", "shown", "missing"),
    [
        ({}, "微型企业到大型企业之间", ["所属行业", "从业人员", "营业收入", "资产总额"]),
        ({"industry": "industry"}, "微型企业到大型企业之间", ["从业人员", "营业收入"]),
        ({"industry": "industry", "staff": "500"}, "微型企业到中型企业之间", ["营业收入"]),
        ({"industry": "industry", "staff": "19"}, "微型企业", []),
        ({"industry": "construction", "revenue": "7000"}, "微型企业到中型企业之间", ["资产总额"]),
        ({"industry": "other", "staff": "100", "revenue": "1"}, "中型企业", []),
        ({"staff": "3", "revenue": "10", "assets": "20"}, "微型企业", []),
        ({"staff": "3"}, "微型企业到大型企业之间", ["所属行业", "营业收入", "资产总额"]),
        ({"staff": "90", "revenue": "900", "assets": "4000"}, "微型企业到中型企业之间", ["所属行业"]),
    ],
)
def test_what_is_not_known_leaves_a_range_and_is_named_only_where_it_matters(fill, filled, shown, missing):
    answer = fill(**filled)
    assert answer.status_code == 200
    assert result(answer) == shown
    named = re.search(r"补上这些才能确定：(.*?)</p>", answer.body, re.DOTALL)
    assert ("".join(named[1].split()).split("、") if named else []) == missing


def test_a_figure_that_the_industry_does_not_go_by_is_said_to_be_left_aside(fill):
    body = fill(industry="other", staff="100", revenue="99999", assets="1").body
    assert "这个行业不看：营业收入、资产总额" in re.sub(r"\s", "", body)


@pytest.mark.parametrize(
    "revenue",
    [
        "1200",
        "1,200",
        "１２００",
        " 1200.00 ",
        "1200万",
        "1200万元",
        "12000000元",
        "0.12亿",
        "1，200 万元",
        "一千二百万元",
    ],
)
def test_amounts_are_understood_as_people_write_them(fill, revenue):
    answer = fill(industry="industry", staff="85人", revenue=revenue)
    assert result(answer) == "小型企业"
    assert ">1,200<" in re.search(r"<tfoot>.*?</tfoot>", answer.body, re.DOTALL)[0]


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("staff", "-5", "请写 0 或正整数"),
        ("staff", "8.5", "请写 0 或正整数"),
        ("staff", "很多", "请写 0 或正整数"),
        ("staff", "1" + "0" * 30, "太大了"),
        ("staff", "1" * 100_000, "内容太长"),
        ("staff", "1000000001", "太大了"),
        ("revenue", "-1", "单位是万元"),
        ("revenue", "1e9", "单位是万元"),
        ("revenue", "1.2.3", "单位是万元"),
        ("revenue", "NaN", "单位是万元"),
        ("revenue", "10000000000", "太大了"),
        ("assets", "٣٤", "单位是万元"),
        ("assets", "\x00", "单位是万元"),
        ("staff", "99,9", "逗号不在千位上，是 99.9 还是 999？"),
        ("revenue", "417,26", "是 417.26 还是 41,726？"),
        ("revenue", "3 4", "有2个数：3、4"),
        ("revenue", "300人", "这里问的是多少元"),
        ("staff", "60 70", "有2个数：60、70"),
        ("assets", "<script>alert(1)</script>", "单位是万元"),
        ("industry", "piracy", "没有这个行业"),
        ("industry", "__class__", "没有这个行业"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do_and_the_rest_is_kept(fill, name, typed, says):
    answer = fill(**({"industry": "retail", "staff": "60", "revenue": "700", "assets": "8"} | {name: typed}))
    assert answer.status_code == 422
    assert says in answer.body
    assert f'href="#{name}"' in answer.body
    assert f'id="{name}-wrong"' in answer.body
    assert "wj-verdict" not in answer.body
    kept = {"staff": "60", "revenue": "700", "assets": "8"}
    assert [k for k, v in kept.items() if k != name and f'id="{k}" name="{k}" value="{v}"' not in answer.body] == []
    assert name == "industry" or '<option value="retail" selected>' in answer.body
    assert "<script>alert" not in answer.body
    assert len(answer.content) < 50_000


def test_two_answers_to_one_question_are_not_chosen_between(client):
    answer = client.post("/size/", {"industry": "retail", "staff": ["60", "70"]}, headers={"accept-language": "zh"})
    assert answer.status_code == 422
    assert "2 个不同的回答" in answer.content.decode()
    same = client.post("/size/", {"industry": "other", "staff": ["60", "60"]}, headers={"accept-language": "zh"})
    assert same.status_code == 200


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=\xff&staff=%ff%fe", b"%", b"=&=&=", b"{}", b"staff=1&colour=blue&a-firm.size=x"]
)
def test_damaged_bodies_get_a_page(client, body):
    answer = client.post("/size/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 422)
    assert b"<h1" in answer.content


def test_nothing_that_is_filled_in_is_kept_anywhere(client, fill):
    answer = fill(industry="retail", staff="4711", revenue="700")
    assert "no-store" in answer.headers["Cache-Control"]
    assert set(answer.cookies) <= {settings.CSRF_COOKIE_NAME}
    assert "4711" not in client.get("/size/?staff=4711&industry=retail").content.decode()
    assert "no-store" in client.get("/size/").headers["Cache-Control"]


def test_changing_the_language_or_the_print_keeps_what_was_filled_in(client, fill):
    first = fill(industry="retail", staff="60", revenue="700").body
    again = client.post("/language/", pressed(first, "/language/"), follow=True)
    assert again.request["REQUEST_METHOD"] == "POST"
    assert "medium-sized enterprise" in again.content.decode().lower()
    assert 'value="700"' in again.content.decode()


@pytest.mark.parametrize("name", names())
def test_every_policy_lists_the_measures_that_go_by_the_size(get, settings, name):
    settings.WENJIU_POLICY = name
    policy = load_policy(name)
    body = get("/size/").body
    for code, measure in policy.measures.items():
        asked = any(isinstance(f, Fact) and f.tool == "size" for f in measure.vocabulary.names.values())
        assert (f'href="/guide/{code}/"' in body) == asked


@pytest.mark.parametrize("code", POLICY.measures)
def test_a_guide_leads_to_the_page_exactly_where_it_asks_for_the_size(get, code):
    body = get(f"/guide/{code}/").body
    assert ('href="/size/"' in body) == bool(size_facts(POLICY.measures[code]))


def test_some_measure_goes_by_the_size():
    assert measures_by_size(POLICY)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_check_offers_the_page_at_the_question_for_the_size_and_at_no_other(client, language):
    facts = {f.key for m in POLICY.measures.values() for n, f in m.vocabulary.names.items() if n in size_facts(m)}
    offered = {}
    for code, measure in POLICY.measures.items():
        if measure.audience != "firm":
            continue
        page = client.post("/check/", {"s": "young_firm", "do": f"about:{code}"}, headers={"accept-language": language})
        for part in page.content.decode().split('<fieldset class="wj-row')[1:]:
            key = part.split('name="v-')[1].split('"')[0]
            offered[key] = 'href="/size/"' in part.split("</fieldset>")[0]
    assert {key for key, link in offered.items() if link} == facts & set(offered)
    assert facts & set(offered)
