"""Several cases of one kind on the pages of a visit: a second competition, a second prize, more people hired."""

import re

import pytest
from tests.support.visitors import trained

from wenjiu.rules.ask.several import MOST

COMPETITION = {
    "competition.organiser": "industry_body",
    "competition.participants": "100",
    "competition.already_paid": "false",
}
AUTUMN = {"competition.participants~competitions.2": "98", "competition.already_paid~competitions.2": "false"}


def sections(page, code):
    """The cases of a card as they read, in their order."""
    card = page.main[page.main.index(f'id="m-{code}"') :]
    found = re.findall(r'<section class="wj-case".*?</section>', card.partition('<li class="wj-card ')[0], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in found]


@pytest.fixture
def organiser(answered):
    """Somebody who answered about one competition with 100 contestants, and nothing about winners."""
    return answered("competition", COMPETITION)


@pytest.fixture
def two(organiser):
    """The same with a second competition of 98 contestants."""
    organiser.go_on("another:competitions")
    organiser.answer(AUTUMN)
    return organiser


def test_a_further_case_asks_only_what_is_about_it_and_each_case_has_its_own_result_under_one_sum(organiser):
    page = organiser.go_on("another:competitions")
    assert "第2场竞赛" in page.text and "每届一次" in page.text
    assert page.asked == list(AUTUMN)
    organiser.answer(AUTUMN)
    page = organiser.page
    first, second = sections(page, "4.3b")
    assert "第1场竞赛 100人" in first and "50,000" in first and "符合" in first
    assert "第2场竞赛 98人" in second and "30,000" in second
    assert "2 项合计 80,000" in page.cards["4.3b"].replace("\N{NO-BREAK SPACE}", " ")
    assert "现在合计可以拿 80,000" in " ".join(page.text.split()).replace("\N{NO-BREAK SPACE}", " ")
    assert page.fields["more"] == "competitions.2"
    assert page.answers == first_case(page) | AUTUMN


def first_case(page):
    """What the page carries of the first case."""
    return {key: text for key, text in page.answers.items() if "~" not in key}


def test_a_case_can_be_changed_and_its_reasons_seen_saved_and_reported(two):
    page = two.go_on("edit:competitions.2")
    assert page.asked == list(AUTUMN)
    assert 'value="98"' in page.main
    page = two.go_on("answer", **{"v-competition.participants~competitions.2": "200"})
    assert "150,000" in page.text
    page = two.go_on("why:4.3b~competitions.2")
    assert "100,000" in page.text and "第2场竞赛：这场竞赛实际参赛多少人？" in page.text
    saved = two.post("", url="/check/4.3b/save.json", case="competitions.2")
    assert saved.response.json()["result"]["amount"] == "100000.00"
    report = two.post("", url="/report/", m="4.3b", case="competitions.2")
    assert "4.3b 举办技能竞赛补贴 第2场竞赛" in report.text
    whole = two.post("", url="/report/")
    assert "第2场竞赛" in whole.text and "第2场竞赛：这场竞赛实际参赛多少人？ 200" in whole.text


def test_a_removed_case_leaves_the_visit_as_it_was_before(organiser):
    before = organiser.go_on("results")
    organiser.go_on("another:competitions")
    organiser.answer(AUTUMN)
    after = organiser.go_on("drop:competitions.2")
    assert (after.fields, after.cards) == (before.fields, before.cards)


def test_where_the_first_case_is_removed_the_second_one_takes_its_place(two):
    page = two.go_on("drop:competitions.1")
    assert "more" not in page.fields
    assert page.answers["competition.participants"] == "98"
    assert page.answers["competition.organiser"] == "industry_body"
    assert "30,000" in page.cards["4.3b"] and not sections(page, "4.3b")


def test_of_three_cases_the_one_in_the_middle_is_removed_and_the_last_one_moves_up(two):
    two.go_on("another:competitions")
    two.answer({"competition.participants~competitions.3": "60", "competition.already_paid~competitions.3": "false"})
    page = two.go_on("drop:competitions.2")
    assert page.fields["more"] == "competitions.2"
    assert page.answers["competition.participants~competitions.2"] == "60"
    assert "90,000" not in page.text and "80,000" in page.text  # 50,000 and 30,000


def test_there_are_at_most_twenty_cases_and_the_page_says_so_and_offers_the_roster(visit):
    visitor = visit("hires")
    more = [f"hires.{n}" for n in range(2, MOST + 5)]
    page = visitor.go_on("results", more=more, **{"a-hire.household_district": "chaoyang"})
    assert page.fields["more"] == sorted(f"hires.{n}" for n in range(2, MOST + 1))
    assert page.status == 400 and "4 项不认识的内容" in page.text
    assert len(sections(page, "3.2a")) == MOST
    assert "每种最多填 20 项" in page.text
    assert "another:hires" not in page.main
    assert re.search(r'href="/roster/hires/"[^>]*>人多的话', page.main)
    page = visitor.post("another:hires", **page.fields)
    assert len(page.fields["more"]) == MOST - 1


def test_the_result_says_what_a_list_counts_where_it_leads_to_one(visit):
    said = "名单只算里面的人，单位自己的补贴在这一页。"
    assert said in visit("hires").go_on("results").text
    assert said not in visit("out_of_work").go_on("results").text


@pytest.mark.parametrize(
    "id", ["", "hires", "hires.1", "hires.02", "hires.x", "nothing.2", "winners.-2", "hires.2.3", "competitions.21"]
)
def test_a_case_that_no_visitor_can_have_is_left_out_and_said_so(visit, id):
    visitor = visit("competition")
    page = visitor.post("results", more=id, **{f"a-competition.participants~{id}": "98"})
    assert page.status == 400 and "more" not in page.fields
    assert not [key for key in page.answers if "~" in key]


@pytest.mark.parametrize("do", ["another:nothing", "another:winners~2", "drop:competitions.9", "drop:x", "edit:winners.7", "case:competitions.2",
                                "about:4.3b~competitions.5", "why:4.3b~x", "change:competition.rank~winners.4"])  # fmt: skip
def test_a_button_that_no_page_has_changes_nothing(organiser, do):
    before = organiser.go_on("results")
    page = organiser.post(do)
    assert page.status == 200
    assert page.answers == before.answers and "more" not in page.fields


def test_a_wrong_answer_about_a_further_case_is_named_at_its_field(organiser):
    organiser.go_on("another:competitions")
    page = organiser.post("answer", **{"v-competition.participants~competitions.2": "many"})
    assert page.status == 422
    assert page.asked == list(AUTUMN)
    assert 'href="#q-competition.participants~competitions.2"' in page.main


def test_a_prize_in_another_competition_is_added_in_english_too(visit):
    visitor = visit("prize", language="en")
    visitor.answer_all({"competition.level": "district", "competition.rank": "3"})
    assert "Add a prize in another competition" in visitor.page.text
    visitor.go_on("another:winners")
    while visitor.page.asked:
        visitor.answer({"competition.level~winners.2": "district", "competition.rank~winners.2": "1"})
    assert "40,000" in visitor.page.text
    assert "Prize 2" in visitor.page.text


@pytest.mark.parametrize("do", ["another:competitions", "edit:competitions.2"])
def test_a_page_about_a_case_with_a_fault_comes_again_with_the_same_questions(organiser, do):
    if do.startswith("edit"):
        organiser.go_on("another:competitions")
        organiser.answer(AUTUMN)
    before = organiser.go_on(do).asked
    for _ in range(3):
        key = "v-competition.participants~competitions.2"
        paid = "v-competition.already_paid~competitions.2"
        page = organiser.go_on("answer", **{key: "abc", paid: "true"})
        assert page.status == 422
        assert page.asked == before
        assert page.main.count('class="wj-wrong"') == 1
        assert f'name="{key}" value="abc"' in page.main
        assert re.search(rf'name="{paid}" value="true"[^>]* checked', page.main)


def test_the_reasons_and_the_reminder_of_a_further_case_are_its_own(two):
    page = two.go_on("why:4.3b~competitions.2")
    assert "第2场竞赛 98人" in " ".join(page.text.split())
    assert "再多2人（到100人），可以拿50,000元，多拿20,000元。" in page.text
    answer = two.post("", url="/check/4.3b/reminder.ics", case="competitions.2")
    assert answer.status == 200 and "举办技能竞赛补贴" in answer.body.replace("\r\n ", "")


def test_of_two_courses_of_one_person_the_page_says_which_one_the_sum_counts(answered):
    visitor = answered("trained", trained())
    visitor.go_on("another:trainings")
    later = {f"{key}~trainings.2": text for key, text in trained().items() if key.startswith("training.")}
    while visitor.page.asked:
        visitor.answer(later)
    page = " ".join(visitor.page.text.split())
    assert "不能同时领" in page and "合计只算了" in page
    assert "第1次培训" in page and "第2次培训" in page
    assert "2 项合计 1,000" in page.replace("\N{NO-BREAK SPACE}", " ")
