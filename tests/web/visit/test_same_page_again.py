"""A page with an answer that cannot be read is shown again: the same questions, and everything that was filled in."""

import re

import pytest

FAULT = 'class="wj-wrong"'


def _fill_in(page, wrong):
    """Return an answer to each question of a page that can be read, except for those that are named."""
    fields = {}
    for key in page.asked:
        row = _row(page, key)
        options = re.findall(r'type="radio" name="v-[^"]+" value="([^"]+)"', row)
        fields[f"v-{key}"] = wrong.get(key) or (options[0] if options else "2021-03-01" if "年月日" in row else "3")
    return fields


def _row(page, key):
    """Return the markup of one question."""
    rows = re.split(r'(?=<(?:fieldset|div) class="wj-row[" ])', page.main)
    return next(row for row in rows if f'name="v-{key}"' in row)


def _typed(page, key):
    """Return what the page shows as the answer to a question."""
    row = _row(page, key)
    chosen = re.search(r'name="v-[^"]+" value="([^"]*)"[^>]* checked', row)
    text = re.search(r'<input class="form-control[^>]* value="([^"]*)"', row)
    return chosen[1] if chosen else text[1] if text else ""


def _texts(page, count):
    """Return the keys of the first questions that take a text."""
    return [key for key in page.asked if "form-control" in _row(page, key)][:count]


def _begin(visit, where):
    if where == "first questions":
        return visit("young_firm")
    if where == "a measure":
        visitor = visit("kept_staff")
        visitor.go_on("about:3.1a")
        return visitor
    visitor = visit("young_firm")
    visitor.go_on("results")
    visitor.go_on("add:kept_staff")
    return visitor


@pytest.mark.parametrize(
    ("where", "faults"), [("first questions", 1), ("a measure", 1), ("a measure", 2), ("a situation that was added", 1)]
)
def test_the_same_questions_come_again_in_their_order_with_everything_that_was_filled_in(visit, where, faults):
    visitor = _begin(visit, where)
    before = visitor.page
    wrong = dict.fromkeys(_texts(before, faults), "abc")
    assert len(wrong) == faults
    sent = _fill_in(before, wrong)
    page = visitor.go_on("answer", **sent)
    for _ in range(2):
        assert page.status == 422
        assert page.asked == before.asked
        assert {f"v-{key}": _typed(page, key) for key in page.asked} == sent
        assert page.main.count(FAULT) == faults
        for key in wrong:
            assert FAULT in _row(page, key)
            assert f'href="#q-{key}"' in page.main[: page.main.index("<h1")]
        page = visitor.go_on("answer", **sent)
    right = _fill_in(before, {})
    page = visitor.go_on("answer", **right)
    assert page.status == 200
    for key in before.asked:
        assert page.answers[key] == right[f"v-{key}"]


def test_a_situation_that_was_affirmed_on_a_page_with_a_fault_can_still_be_denied(visit):
    visitor = visit()
    visitor.go_on("start", unsure="organisation")
    topic = next(key for key in visitor.page.asked if key.startswith("situation:"))
    visitor.go_on("answer", **{f"v-{topic}": "true"})
    visitor.go_on("start")
    topic = next(key for key in visitor.page.asked if key.startswith("situation:"))
    before, key = visitor.page.asked, "stability.premium_last_year"
    for said in ("true", "false"):
        page = visitor.go_on("answer", **{f"v-{topic}": said, f"v-{key}": "abc"})
        assert page.status == 422
        assert [k for k in page.asked if k != key] == [k for k in before if k != key]
        assert _typed(page, topic) == said
        assert (topic.removeprefix("situation:") in page.fields["s"]) == (said == "true")


def test_the_choices_none_and_not_known_stay_beside_a_fault(visit):
    visitor = _begin(visit, "a measure")
    wrong, *others = _texts(visitor.page, 9)
    sent = {f"v-{wrong}": "abc", **{f"x-{key}": "unknown" for key in others}}
    page = visitor.go_on("answer", **sent)
    for key in others:
        assert re.search(r'value="unknown" checked', _row(page, key))


def test_a_change_of_language_shows_the_page_with_the_fault_in_the_other_language(visit):
    visitor = _begin(visit, "first questions")
    (key,) = _texts(visitor.page, 1)
    filled = _fill_in(visitor.page, {key: "abc"})
    page = visitor.go_on("answer", **filled)
    again = visitor.client.post("/check/", {**page.fields, **filled}, headers={"accept-language": "en"})
    assert again.status_code == 422
    assert "cannot be read" in again.text
    assert f'name="v-{key}" value="abc"' in again.text


def test_a_fault_that_is_corrected_before_a_change_of_language_leaves_the_same_questions(visit):
    visitor = _begin(visit, "first questions")
    before = visitor.page
    (key,) = _texts(before, 1)
    page = visitor.go_on("answer", **_fill_in(before, {key: "abc"}))
    right = _fill_in(before, {})
    again = visitor.client.post("/check/", {**page.fields, **right}, headers={"accept-language": "en"})
    assert again.status_code == 200
    assert list(dict.fromkeys(re.findall(r'name="v-([^"]+)"', again.text))) == before.asked
    assert f'name="v-{key}" value="{right[f"v-{key}"]}"' in again.text


def test_what_cannot_be_read_is_named_on_the_result_where_the_visitor_goes_there_without_correcting_it(visit):
    visitor = _begin(visit, "a measure")
    (key,) = _texts(visitor.page, 1)
    page = visitor.go_on("results", **{f"v-{key}": "abc"})
    assert "abc" in page.text
    assert key not in page.answers
