"""Every question of a visit has an answer for a visitor who does not know, and for one to whom it never happened."""

import pytest
from django.conf import settings

from wenjiu.policies import load_policy

POLICY = load_policy(settings.WENJIU_POLICY)


@pytest.mark.parametrize("code", POLICY.measures)
def test_every_question_about_a_measure_can_be_answered_by_not_known_and_explains_itself(visit, code):
    page = visit().go_on(f"about:{code}", about=code)
    rows = page.main.split('class="wj-row')[1:]
    asked = [row for row in rows if 'name="v-' in row]
    assert page.asked
    for key in page.asked:
        assert f'name="v-{key}" value="unknown"' in page.main or f'name="x-{key}" value="unknown"' in page.main
    assert page.main.count("wj-next-more") == len(page.asked) <= len(asked)


def test_a_visitor_who_took_no_course_says_so_once_and_can_change_it(visit):
    visitor = visit("trained")
    page = visitor.go_on("answer", **{"v-training.kind": "none"})
    assert "没参加过" in page.cards["4.1a"]
    assert page.fields["none"] == "training.kind"
    page = visitor.go_on("change:training.kind")
    assert 'name="v-training.kind" value="none" checked' in page.main
    page = visitor.go_on("answer", **{"v-training.kind": "skill"})
    assert "没参加过" not in page.cards["4.1a"]
    assert "none" not in page.fields


@pytest.mark.parametrize(
    ("code", "topic"),
    [("4.1a", "training.kind"), ("4.1b", "training.kind"), ("3.4a", "traineeship.unit_is_recognised")],
)
def test_whoever_says_that_it_never_happened_on_the_page_of_a_measure_comes_to_the_results(visit, code, topic):
    visitor = visit()
    page = visitor.go_on(f"about:{code}", about=code)
    assert len(page.asked) > 1 and f'name="v-{topic}" value="none"' in page.main
    page = visitor.go_on("answer", **{f"v-{topic}": "none"})
    assert page.asked == []
    assert "暂不符合" in page.cards[code] and "再答" not in page.cards[code]
