"""A malformed case gets one clear line in either language; the others are answered, in order; exit status 2."""

import json

import pytest
from tests.support.cases import case, fact
from tests.support.command import Run, program, wenjiu

WORKERS = "facts.chaoyang_hukou_workers"
PAID = "facts.amount_paid_before"
TABLE = "params.minimum_wage_table"


def parameter(name: str, value: object) -> str:
    return case("case", params={name: value})


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


#: What is wrong, the line, the field that the error must name, words of the English error.
REFUSED = [
    ("NaN for a count", fact("chaoyang_hukou_workers", "NaN"), WORKERS, "NaN"),
    ("infinity for a count", fact("chaoyang_hukou_workers", "Infinity"), WORKERS, "Infinity"),
    ("minus infinity for a count", fact("chaoyang_hukou_workers", "-Infinity"), WORKERS, "not negative"),
    ("1e30 for a count", fact("chaoyang_hukou_workers", "1e30"), WORKERS, "1E+30"),
    ("1e400 for a count", fact("chaoyang_hukou_workers", "1e400"), WORKERS, "1E+400"),
    ("an exponent of ten digits", fact("chaoyang_hukou_workers", "1e9999999999"), WORKERS, "not usable"),
    ("10^30 written out", fact("chaoyang_hukou_workers", "1" + "0" * 30), WORKERS, "1000000000"),
    ("an integer of 5000 digits", fact("chaoyang_hukou_workers", "9" * 5000), WORKERS, "99999..."),
    ("a decimal of 200,000 zeros", fact("chaoyang_hukou_workers", "1." + "0" * 200_000), WORKERS, "1.0000"),
    ("a tiny decimal of 200,000 digits", fact("chaoyang_hukou_workers", f"0.{'0' * 200_000}1"), WORKERS, "0.0000"),
    ("an exponent of 200,000 digits", fact("chaoyang_hukou_workers", "1e" + "9" * 200_000), WORKERS, "1e9999"),
    ("an exponent of twenty digits", fact("chaoyang_hukou_workers", "1e" + "9" * 20), WORKERS, "1E+1000000"),
    ("yuan of 200,000 zeros", fact("amount_paid_before", "1." + "0" * 200_000), PAID, "1.0000"),
    ("yuan of 200,000 zeros as text", fact("amount_paid_before", f'"1.{"0" * 200_000}"'), PAID, "1.0000"),
    ("200,000 digits for a district", fact("registered_district", "9" * 200_000), "facts.registered_district", "write a"),
    ("200,000 digits for a date", fact("application_date", "9" * 200_000), "facts.application_date", "such as"),
    ("200,000 digits for yes or no", fact("operating_normally", "9" * 200_000), "facts.operating_normally", "true or"),
    ("200,000 digits for a list", fact("enterprise_size", "9" * 200_000), "facts.enterprise_size", "99999"),
    ("text for a count", fact("chaoyang_hukou_workers", '"3"'), WORKERS, "whole number"),
    ("a fraction for a count", fact("chaoyang_hukou_workers", "3.5"), WORKERS, "3.5"),
    ("true for a count", fact("chaoyang_hukou_workers", "true"), WORKERS, "'true'"),
    ("a negative count", fact("chaoyang_hukou_workers", "-1"), WORKERS, "'-1'"),
    ("a list for a count", fact("chaoyang_hukou_workers", "[3]"), WORKERS, "'[...]'"),
    ("an object for a count", fact("chaoyang_hukou_workers", '{"a": 3}'), WORKERS, "'{...}'"),
    ("a deep list for a count", fact("chaoyang_hukou_workers", nested(900)), WORKERS, "'[...]'"),
    ("1 for yes or no", fact("operating_normally", "1"), "facts.operating_normally", "true or false"),
    ("a word for yes or no", fact("operating_normally", '"yes"'), "facts.operating_normally", "'yes'"),
    ("an impossible date", fact("application_date", '"2020-02-30"'), "facts.application_date", "2020-02-30"),
    ("a date without zeros", fact("application_date", '"2020-2-3"'), "facts.application_date", "2020-09-01"),
    ("a time of day", fact("application_date", '"2020-09-01T00:00"'), "facts.application_date", "2020-09-01"),
    ("full-width digits in a date", fact("application_date", '"２０２０-09-01"'), "facts.application_date", "such as"),
    ("a number for a date", fact("application_date", "20200901"), "facts.application_date", "20200901"),
    ("a date before 1900", fact("application_date", '"1899-12-31"'), "facts.application_date", "1900 to 2200"),
    ("a value outside a list", fact("enterprise_size", '"smal"'), "facts.enterprise_size", "did you mean small"),
    ("an empty district", fact("registered_district", '" "'), "facts.registered_district", "write a code"),
    ("a number for a district", fact("registered_district", "5"), "facts.registered_district", "write a code"),
    ("more than 10^13 yuan", fact("amount_paid_before", "10000000000000.01"), PAID, "10^13"),
    ("negative yuan", fact("amount_paid_before", '"-1"'), PAID, "not negative"),
    ("NaN yuan", fact("amount_paid_before", "NaN"), PAID, "NaN"),
    ("NaN yuan as text", fact("amount_paid_before", '"NaN"'), PAID, "NaN"),
    ("an exponent in yuan", fact("amount_paid_before", '"1e3"'), PAID, "1e3"),
    ("full-width digits in yuan", fact("amount_paid_before", '"１２３"'), PAID, "10^13"),
    ("yes for yuan", fact("amount_paid_before", "true"), PAID, "'true'"),
    ("an unknown fact", fact("chaoyang_worker", "1"), "facts.chaoyang_worker", "did you mean chaoyang_hukou_workers"),
    ("a fact with a huge name", fact("x" * 5000, "1"), "facts." + "x" * 37 + "...", "no fact"),
    ("a fact given twice", fact("x", '1, "x": 2'), "x", "given twice"),
    ("facts null", case("case", facts=None), "facts", "write facts"),
    ("facts a list", case("case", facts=[]), "facts", "write facts"),
    ("facts a text", case("case", facts="none"), "facts", "write facts"),
    ("no facts", '{"id": "case", "measure": "5.2"}', "facts", "write facts"),
    ("no measure", '{"id": "case", "facts": {}}', "measure", "no measure is named"),
    ("an unknown measure", case("case", measure="5.9"), "measure", "5.9"),
    ("a number for a measure", case("case", measure=5.2), "measure", "in quotes"),
    ("a list for a measure", case("case", measure=["5.2"]), "measure", "in quotes"),
    ("params a list", case("case", params=[]), "params", "write {name: value}"),
    ("an unknown parameter", parameter("minimum_wage", 1), "params.minimum_wage", "did you mean minimum_wage_table"),
    ("a fraction over 1", parameter("max_layoff_rate", 1.01), "params.max_layoff_rate", "from 0 to 1"),
    ("a negative fraction", parameter("max_layoff_rate", -0.1), "params.max_layoff_rate", "-0.1"),
    ("a word for a switch", parameter("require_district_employer", "no"), "params.require_district_employer", "'no'"),
    ("a table that is no list", parameter("minimum_wage_table", 2200), TABLE, "yuan_per_month"),
    ("a row without a date", parameter("minimum_wage_table", [{"yuan_per_month": 1}]), f"{TABLE}[0]", "from: date"),
    ("a row with an impossible date", parameter("minimum_wage_table", [{"from": "2020-13-01", "yuan_per_month": 1}]),
     f"{TABLE}[0].from", "2020-13-01"),
    ("a wage beyond belief", parameter("minimum_wage_table", [{"from": "2020-01-01", "yuan_per_month": 10**13 + 1}]),
     f"{TABLE}[0].yuan_per_month", "'10000000000001'"),
    ("codes that are not text", parameter("key_group_extra_categories", ["a", 3]), "params.key_group_extra_categories",
     "list of codes"),
    ("a year of two digits", parameter("avg_wage_full_coverage_by_year", {"20": 1}),
     "params.avg_wage_full_coverage_by_year.20", "year"),
    ("a basis that is a list", parameter("hr_service_subsidy", {"basis": ["x"]}), "params.hr_service_subsidy.basis",
     "lump_sum"),
    ("in force from after to", case("case", params={"policy_effective_from": "2021-01-01",
     "policy_effective_to": "2020-12-31"}), "params.policy_effective_to", "before"),
    ("params_only null", case("case", params_only=None), "params_only", "true or false"),
    ("params_only 1", case("case", params_only=1), "params_only", "true or false"),
    ("readings a list", case("case", readings=["A-5.2-3"]), "readings", "{id: letter}"),
    ("an unknown reading", case("case", readings={"A-5.2-99": "A"}), "readings.A-5.2-99", "no reading"),
    ("an unknown letter", case("case", readings={"A-5.2-3": "Z"}), "readings.A-5.2-3", "A, B"),
    ("a small letter", case("case", readings={"A-5.2-3": "b"}), "readings.A-5.2-3", "A, B"),
    ("a letter that is null", case("case", readings={"A-5.2-3": None}), "readings.A-5.2-3", "null"),
    ("a letter that is a list", case("case", readings={"A-5.2-3": ["B"]}), "readings.A-5.2-3", "A, B"),
    ("a reading of another branch", case("case", readings={"A-3.4-5": "B"}), "readings.A-3.4-5", "cannot compute"),
    ("a reading that is not switchable", case("case", readings={"G2": "B"}), "readings.G2", "cannot compute"),
    ("on that is no date", case("case", on="today"), "on", "today"),
    ("on that is a number", case("case", on=2020), "on", "2020"),
    ("an end before its start", json.dumps({"id": "case", "measure": "3.4a", "facts": {
     "traineeship_start": "2020-09-01", "traineeship_end": "2020-08-31"}}), "facts.traineeship_end", "is before"),
    ("a terminal escape in a value", fact("enterprise_size", '"\\u001b[2J\\u009b31m"'), "facts.enterprise_size",
     r"\u001b[2J\u009b31m"),
    ("a direction mark in a value", fact("enterprise_size", '"a\\u202eb"'), "facts.enterprise_size", r"a\u202eb"),
    ("a terminal escape in a name", fact("a\x1b[31m", "1"), r"facts.a\u001b[31m", "no fact"),
    ("a lone surrogate in a value", fact("enterprise_size", '"\\ud800"'), "facts.enterprise_size", r"\ud800"),
    ("a lone surrogate in a name", fact("\ud800", "1"), r"facts.\ud800", "no fact"),
]  # fmt: skip

#: What is wrong with a line that is no case at all, so that no id can be given back.
NO_CASE = [
    ("a list", "[]", "case", "not an object"),
    ("a number", "3", "case", "not an object"),
    ("null", "null", "case", "not an object"),
    ("a text", '"x"', "case", "not an object"),
    ("true", "true", "case", "not an object"),
    ("half an object", '{"id": "case"', "line", "not valid JSON"),
    ("two objects", '{"id": "case"} {}', "line", "not valid JSON"),
    ("words", "no case", "line", "not valid JSON"),
    ("an id given twice", '{"id": "a", "id": "b"}', "id", "given twice"),
    ("100,000 opening brackets", "[" * 100_000, "line", "nested too deeply"),
    ("100,000 objects in each other", '{"a":' * 100_000, "line", "nested too deeply"),
    ("the last of 50,000 names given twice", "{" + ",".join(f'"k{i}":1' for i in [*range(50_000), 49_999]) + "}",
     "k49999", "given twice"),
]  # fmt: skip

#: Lines that look odd and yet are cases.
ANSWERED = [
    ("3.0 is a whole number", fact("chaoyang_hukou_workers", "3.0"), "30000.00"),
    ("3e0 is a whole number", fact("chaoyang_hukou_workers", "3e0"), "30000.00"),
    ("minus zero is zero", fact("chaoyang_hukou_workers", "-0"), "0.00"),
    ("10^13 yuan is still an amount", fact("amount_paid_before", "1e13"), "30000.00"),
    ("a part of a fen is an amount", fact("amount_paid_before", '"0.001"'), "30000.00"),
    ("an open district", fact("registered_district", '"no such place"'), "0.00"),
    ("params null", case("case", params=None), "30000.00"),
    ("readings null", case("case", readings=None), "30000.00"),
    ("on null", case("case", on=None), "30000.00"),
    ("clause instead of measure", case("case").replace('"measure"', '"clause"'), "30000.00"),
    ("terminal escapes in a district", fact("registered_district", '"\\u001b[31m\\u009b\\u202e"'), "0.00"),
    ("a lone surrogate in a district", fact("registered_district", '"\\ud800"'), "0.00"),
]
LANGUAGES = ("zh", "en")


def mixed(rows: list[tuple[str, ...]]) -> bytes:
    """Each row's line, with a good case before, between and after."""
    lines = [case(f"good {i}") + "\n" + row[1] for i, row in enumerate(rows)] + [case("last")]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def refused() -> dict[str, Run]:
    given = mixed(REFUSED + NO_CASE)
    return {lang: program("assess", "--cases", "-", "--json", "--lang", lang, given=given) for lang in LANGUAGES}


@pytest.mark.parametrize(("what", "field", "words", "at"), [
    pytest.param(what, field, words, 2 * i + 1, id=what) for i, (what, _, field, words) in enumerate(REFUSED + NO_CASE)
])  # fmt: skip
def test_a_malformed_case_is_told_in_one_clear_line(
    refused: dict[str, Run], what: str, field: str, words: str, at: int
) -> None:
    chinese, english = (refused[lang].lines[at] for lang in LANGUAGES)
    assert {"line": at + 1, "field": field} == {"line": english["line"], "field": english["error"]["field"]}
    assert words in f"{english['error']['message']}; {english['error']['fix']}"
    assert english.get("id") == ("case" if at < 2 * len(REFUSED) and "given twice" not in words else None)
    assert {**chinese, "error": {}} == {**english, "error": {}} and chinese["error"]["field"] == field
    told = chinese["error"]["message"] + chinese["error"]["fix"]
    assert any("一" <= c <= "鿿" for c in told), "the Chinese error has no Chinese"
    for error in (chinese["error"], english["error"]):
        assert all(len(text) < 300 and text.isprintable() for text in error.values()), error


@pytest.mark.parametrize("lang", LANGUAGES)
def test_good_cases_between_malformed_ones_are_answered_in_order(refused: dict[str, Run], lang: str) -> None:
    run = refused[lang]
    good = run.lines[::2]
    assert [line["id"] for line in good] == [f"good {i}" for i in range(len(good) - 1)] + ["last"]
    assert all(line["amount"] == "30000.00" for line in good)
    assert (run.status, run.err) == (2, b"")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_json_each_error_is_one_line_on_the_error_stream(lang: str) -> None:
    run = wenjiu("assess", "--cases", "-", "--lang", lang, given=mixed(REFUSED + NO_CASE))
    told = run.messages.splitlines()
    assert len(told) == len(REFUSED + NO_CASE) and run.status == 2
    assert all(line.isprintable() for line in told + run.text.splitlines())
    assert run.text.count("30,000") >= len(told)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_odd_but_sound_cases_are_answered(lang: str) -> None:
    run = wenjiu("assess", "--cases", "-", "--json", "--lang", lang, given=mixed(ANSWERED))
    assert (run.status, run.err) == (0, b"")
    assert {row[0]: line["amount"] for row, line in zip(ANSWERED, run.lines[1::2], strict=True)} == {
        what: amount for what, _, amount in ANSWERED
    }
    assert all(line.isprintable() for line in run.text.splitlines()), "a terminal would obey the output"


@pytest.mark.parametrize(("written", "returned"), [
    ('"a"', "a"), ('""', ""), ("7", 7), ("1.5", 1.5), ("9" * 40, 10**40 - 1), ("true", True), ('["a", 1]', ["a", 1]),
    ('{"a": null}', {"a": None}), ("NaN", "NaN"), ("1e400", "1E+400"), ('"\\u001b[31m"', "\x1b[31m"),
    ('"\\ud800"', "\ud800"), ('"' + "x" * 3000 + '"', "x" * 3000),
])  # fmt: skip
def test_an_id_of_any_type_comes_back(written: str, returned: object) -> None:
    good, bad = case("ID").replace('"ID"', written), case("ID", measure="9.9").replace('"ID"', written)
    run = wenjiu("assess", "--cases", "-", "--json", given=f"{good}\n{bad}\n")
    assert [line["id"] for line in run.lines] == [returned, returned]
    assert run.text.replace("\n", "").isprintable()


def test_an_id_of_null_is_no_id() -> None:
    answer, error = wenjiu("assess", "--cases", "-", "--json", given=f"{case(None)}\n{case(None, on=1)}\n").lines
    assert answer["id"] is None and "id" not in error


def test_an_id_nested_as_deeply_as_can_be_read_never_ends_the_run() -> None:
    depths = range(940, 1000)
    given = "\n".join(case("ID").replace('"ID"', nested(depth)) for depth in depths) + "\n" + case("last")
    run = program("assess", "--cases", "-", "--json", given=given)
    assert len(run.text.splitlines()) == len(depths) + 1 and run.err == b""
    assert json.loads(run.text.splitlines()[-1])["id"] == "last"


@pytest.mark.parametrize(
    "line", ['{"": 1, "measure": "5.2", "facts": {}}', '{"measure": "5.2", "facts": {}, "": 1, "": 2}']
)
def test_a_field_with_an_empty_name_is_named_all_the_same(line: str) -> None:
    (answer,) = wenjiu("assess", "--cases", "-", "--json", given=line).lines
    assert answer["error"]["field"] == '""'


def test_a_field_with_an_empty_name_beside_several_cases_is_named_all_the_same() -> None:
    run = wenjiu("assess", "--together", "-", "--json", given='{"cases": [], "": 1}')
    assert json.loads(run.text)["error"]["field"] == '""'
