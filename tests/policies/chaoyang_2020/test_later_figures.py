"""A figure of the document that gets another value from a day on: one entry in document.yaml, with its source."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from tests.support.command import wenjiu
from tests.support.handworked import from_yaml

import wenjiu.policies.chaoyang_2020 as package
from wenjiu.policies import load_policy
from wenjiu.rules.explain.guides import guide
from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.rules.language.parameter_files import load
from wenjiu.rules.language.parameters import Book
from wenjiu.rules.policy import Policy
from wenjiu.rules.verify.boundaries import boundary_rows, boundary_yaml, merge_questions
from wenjiu.standards import civil, money

SOURCE = "虚构的修订（仅供测试）"
#: Far from any amendment of the real document.
LATER = {"value": 700000, "from": "2090-03-17", "source": SOURCE, "confidence": "low"}
FIRM = {
    "registered_district": "chaoyang", "tax_district": "chaoyang", "operating_normally": True,
    "operation_start_date": "2087-06-15", "enterprise_size": "small", "chaoyang_hukou_workers": 400,
    "already_paid_5_2": False,
}  # fmt: skip


def book_with(folder: Path, *later: dict[str, object]) -> Book:
    """The policy's parameters, with an amendment of the cap of 5.2 written into its document.yaml."""
    copytree(Path(package.__path__[0]) / "parameters", folder, dirs_exist_ok=True)
    document = from_yaml((folder / "document.yaml").read_text("utf-8"))
    document["figures"]["5.2"]["cap"].setdefault("later", []).extend(later)
    (folder / "document.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    return load(folder)


@pytest.fixture
def amended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Policy]:
    """The policy with the amended cap."""
    policy = load_policy("chaoyang_2020")
    monkeypatch.setattr(policy.book["5.2.cap"], "rows", book_with(tmp_path, LATER)["5.2.cap"].rows)
    policy.forget()
    yield policy
    monkeypatch.undo()
    policy.forget()


def test_the_day_of_the_application_decides_which_figure_applies(amended: Policy) -> None:
    before = amended.book["5.2.cap"].rows[-2].value
    for day, fen in (("2090-03-16", before), ("2090-03-17", 700_000_00)):
        answer = amended["5.2"].assess(FIRM, application_date=day)
        assert (answer.eligible, answer.amount) == ("yes", money.yuan(fen)), day


def test_the_text_of_an_answer_gives_each_figure_its_own_day(amended: Policy) -> None:
    text = " ".join(amended["5.2"].assess(FIRM, application_date="2090-03-17", lang="en").text(400).split())
    assert "5.2.cap CNY 700,000 (2090-03-17)" in text and "5.2.per_extra CNY 10,000 (2020-12-24)" in text


def test_the_answer_names_the_day_and_the_source_of_the_later_figure(amended: Policy) -> None:
    figure = next(
        f for f in amended["5.2"].assess(FIRM, application_date="2090-03-17").figures() if f["name"] == "5.2.cap"
    )
    assert (figure["from"], figure["source"], figure["confirmed"]) == ("2090-03-17", SOURCE, False)


def test_the_guide_shows_the_figure_that_applies_today_with_its_source(
    amended: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(civil, "today", lambda: civil.key(2090, 4, 1))
    shown = guide(amended, amended.measures["5.2"], "zh")
    assert "700,000元" in shown["summary"]
    assert [(f["value"], f["source"]) for f in shown["parameters"] if f["name"] == "5.2.cap"] == [("700,000元", SOURCE)]


def test_only_the_questions_around_the_new_day_are_new(amended: Policy) -> None:
    after = {row.id for row in boundary_rows(amended, "5.2")}
    table = (Path(__file__).parent / "boundaries" / "5.2.yaml").read_text("utf-8")
    before = {case["id"] for case in from_yaml(table)["cases"]}
    assert before <= after
    assert after - before and all("2090-03-1" in id for id in after - before)


def test_the_new_questions_are_added_to_a_table_without_losing_an_answer(amended: Policy) -> None:
    table = (Path(__file__).parent / "boundaries" / "5.2.yaml").read_text("utf-8")
    merged = merge_questions(amended, "5.2", table)
    assert merged.text.startswith(table) and not merged.gone
    cases = from_yaml(merged.text)["cases"]
    assert [c["id"] for c in cases if c["expected"] is None] == list(merged.added)
    again = merge_questions(amended, "5.2", merged.text)
    assert (again.text, again.added) == (merged.text, ())


def test_a_measure_without_later_figures_raises_no_new_question(amended: Policy) -> None:
    table = (Path(__file__).parent / "boundaries" / "5.3.yaml").read_text("utf-8")
    assert merge_questions(amended, "5.3", table).added == ()


@pytest.mark.parametrize(
    "later",
    [
        [LATER | {"from": "2091-01-01"}, LATER],
        [LATER, LATER],
        [{k: v for k, v in LATER.items() if k != "from"}],
    ],
    ids=["out of order", "one day twice", "without a day"],
)
def test_later_figures_without_a_day_each_in_order_are_refused(tmp_path: Path, later: list[dict[str, object]]) -> None:
    with pytest.raises(DefinitionError, match="5.2.cap"):
        book_with(tmp_path, *later)


def test_the_command_adds_questions_to_a_file(tmp_path: Path) -> None:
    table = tmp_path / "5.2.yaml"
    kept = from_yaml(boundary_yaml(load_policy("chaoyang_2020"), "5.2"))
    last = kept["cases"].pop()
    kept["cases"][0]["expected"] = {"eligible": "yes"}
    table.write_text(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False), "utf-8")
    assert "1 questions added" in wenjiu("policy", "boundaries", "5.2", "--into", table).text
    cases = from_yaml(table.read_text("utf-8"))["cases"]
    assert cases[-1] == last and cases[0]["expected"] == {"eligible": "yes"}


def test_the_command_refuses_a_file_that_is_no_table(tmp_path: Path) -> None:
    table = tmp_path / "notes.yaml"
    table.write_text("notes: [a]\n", "utf-8")
    answered = wenjiu("policy", "boundaries", "5.2", "--into", table)
    assert answered.status == 2 and "not a table of questions" in answered.messages
    assert table.read_text("utf-8") == "notes: [a]\n"


def test_days_of_later_figures_are_civil_keys(tmp_path: Path) -> None:
    assert [row.start for row in book_with(tmp_path, LATER)["5.2.cap"].rows][
        :: len(load_policy("chaoyang_2020").book["5.2.cap"].rows)
    ] == [0, civil.key(2090, 3, 17)]


def test_a_fact_that_the_measure_gained_is_added_to_the_base_and_every_answer_is_kept(amended: Policy) -> None:
    table = (Path(__file__).parent / "boundaries" / "5.2.yaml").read_text("utf-8")
    assert "    tax_district: chaoyang\n" in table
    merged = merge_questions(amended, "5.2", table.replace("    tax_district: chaoyang\n", "", 1))
    kept, now = from_yaml(table), from_yaml(merged.text)
    assert now["base"] == kept["base"] and now["cases"][: len(kept["cases"])] == kept["cases"]


def test_a_base_case_with_other_values_is_refused_by_name(amended: Policy) -> None:
    table = (Path(__file__).parent / "boundaries" / "5.2.yaml").read_text("utf-8")
    with pytest.raises(ValueError, match="facts.tax_district"):
        merge_questions(amended, "5.2", table.replace("tax_district: chaoyang", "tax_district: other", 1))
