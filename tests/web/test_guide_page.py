"""The guide page of every measure: all fields of a 办事指南, and no figure that is not the active parameter."""

import datetime as dt
import html
import re
from fractions import Fraction

import pytest
from django.conf import settings
from tests.support.counts import some
from tests.support.pages import LANGUAGES

from wenjiu.policies import load_policy
from wenjiu.rules.language.parameter_rows import MAP, TABLE
from wenjiu.standards import civil, money

POLICY = load_policy(settings.WENJIU_POLICY)
TODAY = civil.of(dt.date.today())
#: Measures in both languages; a usual run opens one in three.
BOTH = [(code, lang) for code in POLICY.measures for lang in LANGUAGES]
EACH = pytest.mark.parametrize(("code", "lang"), some(BOTH, 3, "guide pages"))

FIELDS = {
    "zh": ["事项编码", "事项类型", "服务对象", "补贴发给", "设定依据", "能领多少", "资金来源", "受理条件", "申请材料", "形式和份数", "怎么提供",
           "空白表格和填写样本", "办理流程", "申报时间", "法定办理时限", "承诺办理时限", "是否收费", "办理方式", "到现场次数", "办理地点", "办理时间",
           "窗口电话", "12345", "12333", "办理结果", "结果样本", "送达", "监督投诉", "救济途径", "常见问题", "用到的数字和来源", "版本"],
    "en": ["Code", "Kind", "For whom", "Paid to", "Legal basis", "How much", "Funds", "Conditions", "Papers", "Form and copies", "How to provide",
           "Blank forms and samples", "Steps", "When to apply", "Time limit by law", "Promised time limit", "Fee", "Ways to apply", "Visits", "Place",
           "Hours", "Telephone of the counter", "12345", "12333", "Result", "Sample of the result", "Delivery", "Complaints", "Remedies",
           "Frequent questions", "Figures and their sources", "Version"],
}  # fmt: skip

# What may stand on the page as digits without being a figure of the policy; nothing else.
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NO_FIGURE = [
    re.compile(pattern)
    for pattern in (
        r"\w*〔\d{4}〕\d+号",  # number of a document
        r"(?<!\d)20\d\d\.\d+(?!\d)",  # version
        rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日|(?<!\d)\d{{1,2}}月(?:\d{{1,2}}日)?|\b\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?",  # day
        r"(?<!\d)20[12]\d年?(?![\d,.%元])",  # year
        # clause, branch, condition, reading
        r"(?<![\d.])(?:[AG]-?)?\d\.\d[a-d]?(?:[-.]C?\d+)?(?![\d%])|(?<![A-Za-z])G\d+(?:\.C\d+)?|(?<!\d)0\.4\.\d+",
        r"(?<!\d)(?:12345|12333)(?!\d)",  # hotline
        r"第\d名|\brank \d\b",  # a rank
        r"填0|\b0 if none",  # how to answer none
    )
]
NUMBER = re.compile(
    r"(?P<cny>CNY )?(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<wan>万)?(?P<unit>%|元|个月|周岁|年|岁|人|名|[- ]?(?:months?|years?|people|persons?)\b)?"
)
UNITS = {"元": "yuan", "个月": "months", "周岁": "years", "岁": "years", "年": "years", "人": "people", "名": "people",
         "month": "months", "months": "months", "year": "years", "years": "years", "people": "people", "person": "people",
         "persons": "people", "%": "percent"}  # fmt: skip


def values(param):
    """Every number that a parameter has today or in a row of a table, as it is kept."""
    row = param.at(TODAY)
    value = None if row is None else row.value
    if param.type is TABLE:
        return [v for _, *columns in value or () for v in columns if v is not None]
    if param.type is MAP:
        return [r.value for r in param.rows if isinstance(r.value, int | Fraction)]
    return [value] if isinstance(value, int | Fraction) and param.kind == "number" else []


def active(code):
    """The active figures of a measure by what they measure: yuan, months, years, people, percent, plain."""
    found = {kind: set() for kind in ("yuan", "months", "years", "people", "percent", "plain")}
    wanted = {p.name for p in POLICY.program(code).params} | {n for n in POLICY.book.params if n.startswith(f"{code}.")}
    for param in (POLICY.book.params[name] for name in wanted):
        for value in values(param):
            unit = str(param.unit)
            if "fen" in unit:
                found["yuan"].add(Fraction(value) / 100)
            elif param.period:
                found["months"].add(Fraction(value))
                found["years"].add(Fraction(value, 12))
            elif unit == "person":
                found["people"].add(Fraction(value))
            elif param.share:
                found["percent"].add(Fraction(value) * 100)
            else:
                for kind in ("plain", "years", "people", "percent"):
                    found[kind].add(Fraction(value))
        if param.type is MAP:
            found["plain"] |= {Fraction(k) for r in param.rows for k in [r.key] if str(k).isdigit()}
    return found


def figure(name):
    """A scalar parameter today, in its unit (yuan for money)."""
    param = POLICY.book.params[name]
    value = Fraction(param.at(TODAY).value)
    return value / 100 if "fen" in str(param.unit) else value


def derived(code):
    """Figures that wordings name besides, each worked out from the parameters: they move with them."""
    return {(kind, Fraction(value)) for kind, value in [*ONE, *DERIVED.get(code, list)()]}


# the unit itself: for each person, a complete month, rounded to a yuan
ONE = [("people", 1), ("months", 1), ("yuan", 1)]


def after_training():
    """What both payees get together for a job, and for a business, after training."""
    return [
        ("yuan", figure("4.1a.per_institution") + figure("4.1a.per_worker")),
        ("yuan", figure("4.1b.per_institution") + figure("4.1b.per_founder")),
    ]


def open_list():
    """What one more key group can be worth: a hire, or the rent of all years."""
    return [("yuan", figure("3.2a.per_person")), ("yuan", figure("5.3.per_year") * figure("5.3.most_years"))]


DERIVED = {
    # the average of a year
    "3.1b": lambda: [("months", 12)],
    "3.2a": open_list,
    # the readings that measures share say what they are worth in each of these
    "3.2b": lambda: [("yuan", figure("3.2a.per_person"))],
    "6.3a": open_list,
    # the oldest age of the text is one below the limit
    "3.4a": lambda: [("years", figure("3.4a.past_oldest") / 12 - 1), ("plain", figure("3.4a.youngest") / 12)],
    "4.1a": after_training,
    "4.1b": after_training,
    # from one tier to the next
    "4.3b": lambda: [
        ("yuan", figure("4.3b.second_award") - figure("4.3b.first_award")),
        ("yuan", figure("4.3b.third_award") - figure("4.3b.second_award")),
    ],
    "4.3d": lambda: [("yuan", figure("4.3c.most") - figure("4.3c.least"))],
    # what a later top-up can come to
    "5.2": lambda: [("yuan", figure("5.2.cap") - figure("5.2.first_amount"))],
    "5.3": lambda: [
        ("yuan", figure("5.3.per_year") * (figure("5.3.most_years") - 1)),
        ("years", figure("3.4a.since_graduation") / 12),
        *open_list(),
    ],
}


def served_numbers(code):
    """Numbers of the service data: copies of papers, and the days of its time limits."""
    service = POLICY.services[code]
    said = " ".join(e.value(la) for e in service.entries.values() if e.value is not None for la in LANGUAGES)
    return {Fraction(n) for n in re.findall(r"\d+", said)} | {Fraction(m.copies) for m in service.materials if m.copies}


def stray(text, code):
    """Numbers in a text that are neither an active figure of the measure nor on the closed list."""
    for pattern in NO_FIGURE:
        text = pattern.sub(" ", text)
    known, besides, served = active(code), derived(code), served_numbers(code)
    found = []
    for n in NUMBER.finditer(text):
        value = Fraction(n["digits"].replace(",", "").rstrip(".")) * (10_000 if n["wan"] else 1)
        unit = (n["unit"] or "").strip("- ")
        kind = "yuan" if n["cny"] or n["wan"] else UNITS.get(unit, "plain")
        kinds = known if kind == "plain" else (kind,)
        if any(value in known[k] or (k, value) in besides for k in kinds) or (kind == "plain" and value in served):
            continue
        found.append(text[max(0, n.start() - 20) : n.end() + 12])
    return found


def main_of(page, code, lang):
    """What can be read in the main part, without the sources quoted as they are recorded with each value."""
    body = page.body[page.body.index('<main id="main"') : page.body.index("</main>")]
    text = html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\xa0", " ")
    for source in {p["source"] for p in POLICY[code].guide(lang)["parameters"]} - {""}:
        text = text.replace(source, " ")
    return text


@EACH
def test_every_figure_on_a_guide_page_is_the_active_parameter(read, code, lang):
    assert stray(main_of(read(f"/guide/{code}/", lang), code, lang), code) == []


@EACH
def test_every_figure_on_a_leaflet_is_the_active_parameter(read, code, lang):
    assert stray(main_of(read(f"/guide/{code}/leaflet/", lang), code, lang), code) == []


@pytest.mark.parametrize(
    "wrong", ["30,001元", "CNY 30,001", "19万元", "13个月", "6 years", "4人", "满2年", "7%", "99", "满61个月"]
)
def test_a_figure_that_is_none_of_the_policys_would_be_found(wrong):
    assert stray(f"经营满1年，{wrong}。", "5.2") != []


@pytest.mark.parametrize(
    "right", ["30,000元", "CNY 30,000", "3万元", "20万", "12个月", "5年", "3名", "5.2.C4", "2020-12-24", "12345"]
)
def test_a_figure_of_the_policy_is_not(right):
    assert stray(f"标准{right}。", "5.2") == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_when_a_parameter_changes_the_page_follows(get, lang, monkeypatch):
    param = POLICY.book.params["5.2.cap"]
    before = get("/guide/5.2/", lang).text
    rows = tuple(type(r)(r.start, 21_000_000, r.source, r.confidence) for r in param.rows)
    monkeypatch.setattr(param, "rows", rows)
    after = get("/guide/5.2/", lang).text
    assert "200,000" in before
    assert "210,000" in after
    # what a clause module writes out by hand, such as the money effect of a reading, would still say the old sum
    assert "200,000" not in re.sub(
        r"(?s)(对金额的影响|effect on the amount).*?(?=采用|[A-Z]-\d|$)", "", after, flags=re.IGNORECASE
    )


@EACH
def test_a_guide_page_has_every_field_of_a_service_guide(read, code, lang):
    words = " ".join(read(f"/guide/{code}/", lang).text.split())
    wanted = [
        f
        for f in FIELDS[lang]
        if POLICY[code].guide(lang)["parameters"] or f not in ("用到的数字和来源", "Figures and their sources")
    ]
    assert [field for field in wanted if field not in words] == []


@EACH
def test_a_guide_page_shows_all_of_the_service_data(read, code, lang):
    words = " ".join(read(f"/guide/{code}/", lang).text.split()).lower()
    served = POLICY[code].guide(lang)["service"]
    shown = [m["name"] for m in served["materials"]] + [m["when"] for m in served["materials"]]
    shown += [x for s in served["steps"] for x in (s["name"], s["by"], s["does"])]
    shown += [x for q in served["faq"] for x in (q["question"], q["answer"])]
    for name, entry in served.items():
        if isinstance(entry, dict) and "settled_by" in entry and (name != "notice_period" or served["steps"]):
            shown.append(entry["value"] if entry["value"] else entry["settled_by"])
    assert [s for s in shown if " ".join(s.split()).lower() not in words] == []


def test_every_measure_says_how_it_is_served_and_nothing_else_does():
    assert set(POLICY.services) == set(POLICY.measures)


@EACH
def test_questions_are_two_to_four_and_steps_are_the_words_of_the_field_in_their_order(code, lang):
    served = POLICY[code].guide(lang)["service"]
    assert 2 <= len(served["faq"]) <= 4
    words = ["申报", "收件", "受理", "初审", "复核", "审定", "公示", "拨付", "办结", "好差评"]
    if lang == "zh":
        names = [s["name"] for s in served["steps"]]
        assert names == [w for w in words if w in names]


def test_what_no_source_states_is_gathered_in_one_place_with_who_settles_it_and_whom_to_call(read):
    page = read("/guide/5.2/")
    gathered = page.body[page.body.index('id="open"') :].partition("</section>")[0]
    street = next(item for item in gathered.split("<li>") if "由街道（地区）办事处或乡政府明确" in item)
    assert "待确认" in street
    assert "办理地点" in street
    assert "<strong>12333</strong>" in gathered
    assert page.body.count("由街道（地区）办事处或乡政府明确") == 1
    assert "<dt>办理地点</dt>" not in page.body
    assert "to be settled by the subdistrict or township office" in " ".join(read("/guide/5.2/", "en").text.split())


def test_what_a_source_states_stays_in_its_place(read):
    page = read("/guide/5.2/")
    assert re.search(r"<dt>是否收费</dt><dd>不收费", page.body)
    assert "是否收费" not in page.body[page.body.index('id="open"') :].partition("</section>")[0]


def test_the_street_reviews_first_and_the_district_decides(read):
    aside = read("/guide/5.2/").body.rpartition("<aside")[2].partition("</aside>")[0]
    assert re.search(r"<dt>初审</dt><dd>街道", aside)
    assert re.search(r"<dt>复核、审定</dt><dd>区人力资源和社会保障局", aside)


def test_a_sum_is_also_written_in_capitals_in_chinese_only(read):
    assert '大写：<span lang="zh-Hans">贰拾万元整</span>' in read("/guide/5.2/").body
    assert "贰拾万元整" not in read("/guide/5.2/", "en").body
    for code in POLICY.measures:
        for p in POLICY[code].guide("zh")["parameters"]:
            if p["stated"] and p["unit"].startswith("fen") and isinstance(p["public"], str):
                assert money.capitals(int(money.fen(p["public"]))) in read(f"/guide/{code}/").body


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_verdict_writes_the_amount_in_capitals_in_chinese_only(answered, firm, language):
    visitor = answered("young_firm", firm, language)
    body = visitor.post("why:5.2").body
    assert ("捌万元整" in body) == (language == "zh-hans")


@EACH
def test_a_leaflet_says_who_how_much_how_and_where(read, code, lang):
    words = " ".join(read(f"/guide/{code}/leaflet/", lang).text.split()).lower()
    guide = POLICY[code].guide(lang)
    shown = [guide["name"], guide["amount"]["text"], *(c["text"] for c in guide["conditions"]), "12345"]
    shown += [m["name"] for m in guide["service"]["materials"]] + [s["name"] for s in guide["service"]["steps"]]
    assert [s for s in shown if " ".join(s.split()).lower() not in words] == []


def test_a_policy_without_service_data_still_has_guide_pages(get, monkeypatch):
    monkeypatch.setattr(POLICY, "services", {})
    page = get("/guide/5.2/")
    assert page.status == 200
    assert "申请材料" not in page.body
    assert get("/guide/5.2/leaflet/").status == 200


def test_the_form_that_is_filled_in_online_need_not_be_handed_in(read):
    page = read("/guide/3.2a/").body
    for paper in ("application", "roster"):
        row = page.split(f'data-material="{paper}"')[1].split("</tr>")[0]
        assert "网上申报的不用另交" in row, paper
    assert "网上申报的不用另交" not in page.split('data-material="contract"')[1].split("</tr>")[0]
