"""What conformance stands on: rows that reach what they should, a truth read as answers are, a comparison that sees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.screening.conformance import comparing, days, figures, jobs, reference, rows, stand_in
from tests.screening.conformance.jobs import Job
from tests.support.counts import some

from wenjiu.policies import load_policy
from wenjiu.rules.evaluate.case import Case
from wenjiu.rules.verify.mutants import mutants
from wenjiu.standards import civil, money

JOBS = [Job(name, (code,), i, 120) for name in jobs.POLICIES for code in load_policy(name).measures for i in (0, 2)]


@pytest.mark.parametrize("job", some(JOBS, 4, "jobs read as answers"), ids=str)
def test_the_truth_reads_as_the_answers_of_the_command_line(job: Job) -> None:
    question = jobs.asked(job)
    (code,) = job.codes
    policy, cases = question.policy, question.rows.cases()
    measure = policy.measures[code]
    dates = {policy.dates["decision_date"].key: question.on}
    applied = {policy.dates["application_date"].key: question.on}
    for case, said in zip(cases, comparing.truth_of(question, code, cases), strict=True):
        facts = applied | case | dates
        answer = policy.answer(Case(None, measure, facts, question.params, False, question.letters, None)).data
        low, high = (None if x is None else int(money.fen(x)) for x in answer["amount_range"])
        assert (said.verdict, said.low_fen, said.high_fen) == (answer["eligible"], low, high)
        assert said.fails == set(answer["fails"])
        assert said.missing == set(answer["missing"])
        assert said.missing_parameters == set(answer["missing_parameters"])
        results = {c["id"]: c["result"] for c in answer["conditions"]}
        assert said.deciding in (None, "amount") or results[said.deciding] == {"no": "failed"}.get(
            said.verdict, "unknown"
        )


@pytest.mark.parametrize("job", [*some(JOBS, 8, "jobs as tables"), Job("sample_district", ("2.1",), 1, 300)], ids=str)
def test_the_tables_hold_what_the_cases_say(job: Job) -> None:
    found = comparing.compare(jobs.asked(job), stand_in.evaluate, ["stand-in"])
    assert found.asked == job.rows * len(job.codes)
    assert found.different == 0, str(found)


def test_a_job_is_drawn_again_from_its_name() -> None:
    job = Job("chaoyang_2020", ("4.3c", "4.3d"), 7, 50, 3)
    again = jobs.asked(Job.parse(str(job)))
    assert again.rows.cases() == jobs.asked(job).rows.cases()
    assert (again.letters, again.params, again.on) == (
        jobs.asked(job).letters,
        jobs.asked(job).params,
        jobs.asked(job).on,
    )


def test_every_other_letter_has_its_turn_where_there_are_rows_enough() -> None:
    asked = jobs.plan(20_000)
    for name in jobs.POLICIES:
        for code, measure in load_policy(name).measures.items():
            turns = [jobs.letters_of(j) for j in asked if (j.policy, j.codes) == (name, (code,))]
            alone = {pair for letters in turns if len(letters) == 1 for pair in letters.items()}
            assert set(jobs.singles(measure)) <= alone, f"{name} {code}"


def test_own_parameters_come_in_every_kind() -> None:
    kinds = {jobs.asked(Job("chaoyang_2020", ("3.4a",), i, 3)).kind for i in range(12)}
    assert kinds == set(figures.KINDS)


def altered(name: str, alter: Any) -> Any:
    """The stand-in with one column altered, in one row that has something there."""

    def evaluate(*arguments: Any, **more: Any) -> pa.Table:
        table = stand_in.evaluate(*arguments, **more)
        values = table[name].to_pylist()
        at = next((i for i, value in enumerate(values) if value), None)
        if at is not None:
            values[at] = alter(values[at])
        place = table.column_names.index(name)
        return table.set_column(place, name, pa.array(values, table.schema.field(name).type))

    return evaluate


@pytest.mark.parametrize(
    ("name", "alter"),
    [
        ("verdict", lambda verdict: "yes" if verdict == "no" else "no"),
        ("low_fen", lambda fen: fen + 1),
        ("high_fen", lambda fen: None),
        ("deciding", lambda id: "amount" if id != "amount" else None),
        ("fails", lambda ids: ids[1:]),
        ("missing", lambda names: [*names, "another"]),
        ("missing_parameters", lambda names: []),
    ],
)
def test_a_difference_in_any_column_is_seen_and_shown(name: str, alter: Any) -> None:
    question = jobs.asked(Job("chaoyang_2020", ("3.1a",), 3, 200))
    found = comparing.compare(question, altered(name, alter), ["altered"], show=1)
    assert found.different == 1
    assert "chaoyang_2020:3.1a:3:200" in found.shown[0] and "evaluator: " in found.shown[0]


def test_a_row_that_is_answered_twice_or_not_at_all_is_seen() -> None:
    question = jobs.asked(Job("chaoyang_2020", ("5.1",), 0, 20))

    def once_less(*arguments: Any, **more: Any) -> pa.Table:
        return stand_in.evaluate(*arguments, **more).slice(1)

    def twice(*arguments: Any, **more: Any) -> pa.Table:
        table = stand_in.evaluate(*arguments, **more)
        return pa.concat_tables([table.slice(0, 1), table.slice(0, len(table) - 1)])

    for engine in (once_less, twice):
        found = comparing.compare(question, engine, ["broken"])
        assert found.different == 20 and "fails" in found.shown[0]


def test_a_difference_is_shown_with_the_fewest_facts_that_still_differ() -> None:
    whole = {"a": 1, "b": 2, "c": [{"x": 1, "y": 2}, {"x": 3}], "d": 4}

    def differ(cases: Any) -> list[bool]:
        return ["b" in case and any(row.get("x") == 3 for row in case.get("c", ())) for case in cases]

    assert comparing.smallest(whole, differ) == {"b": 2, "c": [{"x": 3}]}
    assert comparing.smallest({"a": 1}, differ) is None


@pytest.mark.parametrize("code", some(["3.1a", "4.1a", "4.4b", "5.2"], 4, "small changes in rows"))
def test_most_small_changes_of_a_measure_show_in_a_few_thousand_rows(code: str) -> None:
    policy = load_policy("chaoyang_2020")
    asked = [jobs.asked(Job("chaoyang_2020", (code,), i, 130)) for i in range(18)]
    drawn = [(question, question.rows.cases()) for question in asked]
    plain = [comparing.truth_of(question, code, cases) for question, cases in drawn]
    # Who is paid, and honours that come with an award, are no columns of a screening.
    changes = [m for m in mutants(policy, code) if not m.what.endswith(("renamed", "titles dropped"))]
    unseen = []
    for mutant in changes:
        with mutant.apply():
            if not any(
                _differs(question, code, cases, truth) for (question, cases), truth in zip(drawn, plain, strict=True)
            ):
                unseen.append(mutant.what)
    assert len(unseen) <= len(changes) / 8, "\n".join(unseen)


def _differs(question: jobs.Asked, code: str, cases: Any, truth: list[reference.Result]) -> bool:
    try:
        return comparing.truth_of(question, code, cases) != truth
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return True  # a change that cannot even be answered shows


def test_days_agree_with_the_calendar_of_the_rules() -> None:
    dice = np.random.default_rng(5)
    some = dice.integers(days.FIRST, days.LAST - 4000, 3000)
    months = dice.integers(0, 120, 3000)
    keys = days.keys(some).tolist()
    assert [civil.plus_months(k, m) for k, m in zip(keys, months.tolist(), strict=True)] == days.keys(
        days.later(some, months)
    ).tolist()
    assert [days.of_key(k) for k in keys] == some.tolist()


def test_rows_stand_on_edges_of_the_calendar_and_of_what_is_accepted() -> None:
    measure = load_policy("chaoyang_2020").measures["3.4a"]
    drawn = rows.generate(
        load_policy("chaoyang_2020"), measure, {}, civil.key(2021, 12, 31), 20_000, np.random.default_rng(1)
    )
    births = {civil.iso(case["person.birth_date"])[5:] for case in drawn.cases() if "person.birth_date" in case}
    assert {"02-29", "02-28", "03-01", "01-31", "12-31"} <= births
    paid = {case.get("traineeship.months_paid") for case in drawn.cases()}
    assert {None, 0, 1, 11, 12, 13, 1200} <= paid
    served = [(c.get("traineeship.start"), c.get("traineeship.end")) for c in drawn.cases()]
    known = [(a, b) for a, b in served if a is not None and b is not None]
    assert all(a <= b for a, b in known), "an end before its start is refused in a case"
    assert any(a == b for a, b in known) and any(civil.plus_months(a, 1) == civil.next_day(b) for a, b in known)
