"""Search: what people say in plain words leads to the right measure; whatever is typed does no harm."""

import html
import re

import pytest
from django.conf import settings
from tests.support.counts import some

from wenjiu.policies import load_policy
from wenjiu.search.synonyms import read_synonyms
from wenjiu.search.text import LONGEST, marked, normal

POLICY = load_policy(settings.WENJIU_POLICY)
# What somebody types -> the measure that should come first. Chinese, pinyin, initials, synonyms, English, slips.
PLAIN_WORDS = {
    "3.1a": ["失业保险返还", "稳岗返还", "不裁员", "layoffs", "refund of unemployment insurance", "wengang"],
    "3.1b": ["企业经营困难", "困难企业", "firm in difficulty"],
    "3.2a": ["招应届毕业生", "招用应届生补贴", "雇人补贴", "hire a graduate", "hiring", "招聘失业人员", "hire unemployed", "recruit", "一次性就业补贴", "zhaoyong", "公司招人有补贴吗", "5000元"],
    "3.2b": ["农民工社保", "农村劳动力", "rural workers", "nongmingong"],
    "3.3": ["送外卖", "骑手", "灵活就业", "网约车司机", "gig work", "ride-hailing driver", "linghuojiuye"],
    "3.4a": ["实习", "见习", "jianxi", "实习补贴", "internship", "intern", "traineeship", "trainee stipend", "刚毕业没工作", "最低工资", "internshp", "毕业生见习", "3.4a"],
    "3.4b": ["留用见习生", "见习留用", "keep trainees"],
    "3.5a": ["公益性岗位", "公益岗", "就业困难人员", "残疾人", "gyxgw", "people in difficulty"],
    "3.5b": ["劳务派遣管理费", "管理费"],
    "4.1a": ["培训后找到工作", "技能培训就业", "learn a skill and find a job", "学技术"],
    "4.1b": ["创业培训", "学创业", "start-up training", "chuangyepeixun"],
    "4.2": ["项目制培训", "紧缺工种", "project-based training", "xmzpx"],
    "4.3a": ["竞赛经费", "competition budget"],
    "4.3b": ["办比赛", "举办技能竞赛", "hold a competition", "organise a contest"],
    "4.3c": ["技术能手", "区里比赛前三名", "top three"],
    "4.3d": ["市级竞赛获奖", "世界技能大赛", "national competition prize"],
    "4.4a": ["A类机构", "培训机构评级", "grade A"],
    "4.4b": ["定点培训机构", "定点机构", "designated institution", "dingdian", "４.4Ｂ"],
    "4.4c": ["年度培训人数", "number of people trained"],
    "5.1": ["创业项目库", "项目入库", "project library", "cyxmk"],
    "5.2": ["创业带动就业", "创业代动就业", "cydd", "chuangyedaidong", "chuang ye dai dong jiu ye", "小微企业", "我开了个小公司雇了几个本地人", "small company that creates jobs", "small business", "20万", "startup jobs", "5.2"],
    "5.3": ["租房补贴", "房租", "租金补助", "店面租金", "zufang", "zfbt", "fangzu", "房屋租赁补贴", "rent", "rent subsidy", "自主创业 租房", "我租了个门面能补多少钱", "rental", "subsidy for office rent", "rnet"],
    "6.3a": ["人力资源机构", "猎头", "recruitment agency", "职业中介"],
    "6.3b": ["市场监测", "market monitoring", "供求分析"],
}  # fmt: skip
ASKED = [(typed, code) for code, asked in PLAIN_WORDS.items() for typed in asked]


def first_guides(body):
    """Codes of the measures found, in the order shown."""
    found = body.partition('id="found"')[2]
    return re.findall(r'wj-hit-title"><a href="/guide/([^/#]+)/">', found)


def search(client, q, language="zh"):
    return client.get("/search/", {"q": q}, headers={"accept-language": language})


@pytest.mark.parametrize(("typed", "code"), some(ASKED, 3, "plain words"))
def test_plain_words_find_the_measure_first(client, typed, code):
    assert first_guides(search(client, typed).content.decode())[:1] == [code]


def test_there_are_at_least_sixty_of_them_and_every_measure_is_asked_for():
    assert len(ASKED) >= 60
    assert set(PLAIN_WORDS) == set(POLICY.measures)


@pytest.mark.parametrize("typed", ["租房补贴", "rent subsidy", "jianxi"])
def test_the_answer_is_the_same_in_both_languages(client, typed):
    zh, en = (first_guides(search(client, typed, language).content.decode()) for language in ("zh", "en"))
    assert zh == en != []


def test_every_measure_is_found_by_its_own_name_in_both_languages(client):
    for code, measure in POLICY.measures.items():
        for lang in ("zh", "en"):
            assert first_guides(search(client, measure.name(lang)).content.decode())[:1] == [code], measure.name(lang)


def test_every_measure_is_found_by_each_of_the_words_that_people_use_for_it(client):
    lost = []
    for code in POLICY.measures:
        words = [w for words in POLICY.services[code].words.values() for w in words]
        for word in some(words, 3, f"words for {code}"):
            if code not in first_guides(search(client, word).content.decode()):
                lost.append((code, word))
    assert lost == []


@pytest.mark.parametrize("kind", ["measure", "question", "clause", "reading", "parameter"])
def test_each_kind_of_thing_can_be_found_and_its_address_exists(client, kind):
    body = "".join(search(client, q).content.decode() for q in ("租金", "户籍", "最低工资", "见习"))
    group = re.search(rf'<section[^>]*group-{kind}".*?</section>', body, re.DOTALL)
    assert group is not None
    addresses = [html.unescape(a) for a in re.findall(r'href="([^"]+)"', group[0])]
    assert addresses
    assert {client.get(a.partition("#")[0]).status_code for a in addresses} == {200}


def groups(body):
    """Ids of the groups found, in the order shown."""
    return re.findall(r'aria-labelledby="group-(\w+)"', body)


def test_the_situations_come_first_and_each_begins_the_check_with_it(client):
    body = search(client, "50岁失业能领什么").content.decode()
    assert groups(body)[0] == "situation"
    assert {"measure", "clause", "elsewhere"} <= set(groups(body))
    starts = [html.unescape(a) for a in re.findall(r'href="(/check/[^"]*)"', body.partition('id="found"')[2])]
    assert starts[0] == "/check/?s=hard_to_place"
    assert all(client.get(a).status_code == 200 for a in starts)


@pytest.mark.parametrize(("language", "who"), [("zh", "给谁：企业和用人单位"), ("en", "For: firm or other employer")])
def test_a_measure_names_who_is_paid(client, language, who):
    assert who in search(client, "招用应届生补贴", language).content.decode()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ["这份文件不给、别处有", "失业保险金", "谁来办：社会保险经办机构", 'href="tel:12333"', "号码未核实"]),
        ("en", ["Not in this document", "Unemployment benefit", "Who handles it: the social insurance agency", "not confirmed"]),
    ],
)  # fmt: skip
def test_what_the_document_does_not_give_comes_first_where_it_is_meant_and_names_who_gives_it(client, language, told):
    body = search(client, "失业金", language).content.decode()
    assert next(g for g in groups(body) if g != "situation") == "elsewhere"
    plain = re.sub(r"</?mark>", "", body)
    assert [t for t in told if t not in plain] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_query_without_any_hit_shows_near_words_every_situation_and_whom_to_call(client, language):
    body = search(client, "unmployymnt bnft" if language == "en" else "jjianxxxi buttiez", language).content.decode()
    assert groups(body) == []
    assert 'id="near"' in body and 'href="/search/?q=' in body.partition('id="near"')[2]
    situations = re.findall(r'href="/check/\?s=(\w+)"', body)
    assert situations == [s.id for s in POLICY.situations.statements]
    assert 'href="tel:12333"' in body and 'href="tel:12345"' in body


def test_every_page_with_results_says_whom_to_call_too(client):
    assert 'href="tel:12333"' in search(client, "房租").content.decode().partition('id="found"')[2]


def test_a_number_finds_what_it_names(client):
    body = search(client, "a-5.2-2").content.decode()
    assert '<a href="/readings/A-5.2-2/">' in body
    assert first_guides(search(client, "第5.3条").content.decode())[0] == "5.3"


def test_words_found_are_marked(client):
    assert "<mark>房屋租赁补贴</mark>" in search(client, "租赁补贴").content.decode()
    assert "<mark>rent</mark>" in search(client, "renting", "en").content.decode().lower()


def test_marking_takes_nothing_from_a_text_and_adds_nothing():
    text = "Rents、房租 and 租金：５,000 元 <b>"
    pieces = marked(text, {"rent", "租", "5000"})
    assert "".join(p for p, _ in pieces) == text
    assert [p for p, on in pieces if on] == ["Rents", "租", "租", "５,000"]


def test_without_a_question_there_are_suggestions_that_find_something(client):
    body = client.get("/search/").content.decode()
    tries = re.findall(r'href="/search/\?q=([^"]+)"', body)
    assert len(tries) >= 5
    for q in tries:
        assert first_guides(client.get(f"/search/?q={html.unescape(q)}").content.decode())


def test_what_is_not_there_is_said_with_suggestions_and_ways_out(client):
    body = search(client, "qqqqxxzz").content.decode()
    assert "没有找到“qqqqxxzz”" in body
    assert 'href="/search/?q=' in body
    assert 'href="/policies/"' in body
    assert first_guides(body) == []


HOSTILE = {
    "100,000 characters": "补贴" * 50_000,
    "100,000 Latin characters": "ab" * 50_000,
    "many words": "subsidy zz" * 3_000,
    "regular expression": "(((((a+)+)+)+$ [^ \\ (?P<x> .*.*.*",
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "emoji": "\U0001f600\U0001f3fb\u200d\u2642\ufe0f补贴",
    "control characters": "\x00\x01\x1b[31m\x7f\u202e\u2066补贴",
    "lone surrogate as bytes": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\x80",
    "only spaces": " \u3000\t\n",
    "percent signs": "%s %d %(x)s 100%",
    "very large number": "9" * 5_000,
    "ten thousands without end": "9" * 60 + "万",
    "path": "../../etc/passwd",
    "database words": "'; DROP TABLE x; --",
    "combining marks": "a" + "\u0301" * 3_000,
    "ligature that grows": "\ufdfa" * 5_000,
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_is_answered_and_does_nothing(client, typed):
    answer = search(client, typed)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert len(body) < 120_000
    for harm in ("<script>alert", "<img src=x", "SECRET_KEY =", "Traceback", "\x00", "\x1b", "\u202e"):
        assert harm not in body


def test_only_the_beginning_of_a_long_question_counts_and_that_is_said(client):
    body = search(client, "租房补贴 " * 100).content.decode()
    assert "只用了开头的一部分" in body
    assert first_guides(body)[0] == "5.3"
    assert len(re.search(r'id="q" name="q" value="([^"]*)"', body)[1]) <= LONGEST


def test_nothing_is_kept_and_no_cookie_but_the_security_token_is_set(client):
    answer = search(client, "租房")
    assert set(answer.cookies) <= {settings.CSRF_COOKIE_NAME}
    assert 'name="q" value=""' in client.get("/search/", headers={"accept-language": "zh"}).content.decode()
    assert client.post("/search/", {"q": "租房"}).status_code == 405


def test_the_language_switch_keeps_the_question(client):
    body = search(client, "租房").content.decode()
    back = html.unescape(re.search(r'name="next" value="([^"]+)"', body)[1])
    answer = client.post("/language/", {"language": "en", "next": back})
    assert first_guides(client.get(answer.headers["Location"]).content.decode())[0] == "5.3"


def test_the_home_page_has_the_same_box(client):
    body = client.get("/").content.decode()
    assert re.search(r'<form[^>]*role="search"[^>]*action="/search/"', body)


def test_no_word_of_the_synonyms_names_a_place_or_stands_both_as_a_word_and_as_nothing():
    synonyms = read_synonyms()
    assert len(synonyms.groups) >= 30
    told = {w for group in synonyms.groups for w in group}
    assert told & synonyms.ignored == set()
    assert not any(POLICY.home_name.zh.rstrip("区") in w for w in told)


def test_full_width_and_large_figures_are_read_as_people_mean_them():
    assert normal("５．２ ２０万 30,000") == "5.2 200000 30000"
