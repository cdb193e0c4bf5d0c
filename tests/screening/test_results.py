"""Guards: sums of a screening are sums of its rows, every row opens to its reasons, and charts can be read.

All data is synthetic.
"""

from __future__ import annotations

import json
import random
import shutil
import warnings
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text as Drawn
from tests.support.counts import some

from wenjiu.policies import load_policy
from wenjiu.rules.case.parsing import parse_params
from wenjiu.rules.explain.determinations import Determination
from wenjiu.screening.population import Population
from wenjiu.screening.population.generate import generate
from wenjiu.screening.results import charts
from wenjiu.screening.results.results import Results
from wenjiu.screening.run.parts import RunError
from wenjiu.screening.screen import ScreeningRequest, screen
from wenjiu.standards import civil, money

ON = civil.key(2021, 12, 31)
CHAOYANG, INVENTED = load_policy("chaoyang_2020"), load_policy("sample_district")
SEED = 20210101


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def population(folder: Path) -> Population:
    return generate(folder / "population", 4000, SEED, CHAOYANG)


@pytest.fixture(scope="module")
def kept(folder: Path, population: Population) -> Results:
    """Entitlements alone."""
    return screen(population, ScreeningRequest(tuple(CHAOYANG.measures), ON), folder / "kept")


@pytest.fixture(scope="module")
def every(folder: Path, population: Population) -> Results:
    """Refused rows too."""
    return screen(population, ScreeningRequest(tuple(CHAOYANG.measures), ON, refused=True), folder / "every")


def summed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What `Results.by` says of rows, added up one by one."""
    yes = [row for row in rows if row["verdict"] == "yes"]
    endless = any(row["high_fen"] is None for row in rows)
    return {
        "yes": len(yes),
        "unknown": sum(row["verdict"] == "unknown" for row in rows),
        "yes_low_fen": sum(row["low_fen"] for row in yes),
        "yes_high_fen": None if any(r["high_fen"] is None for r in yes) else sum(r["high_fen"] for r in yes),
        "low_fen": sum(row["low_fen"] for row in rows),
        "high_fen": None if endless else sum(row["high_fen"] for row in rows),
    }


# ---- rows and sums ----


def test_arrow_polars_and_pandas_have_the_same_rows_of_some_measures_or_all(kept: Results) -> None:
    whole = kept.arrow()
    assert len(whole) == len(kept.polars()) == len(kept.pandas()) > 0
    two = kept.arrow(["5.2", "3.2a"])
    assert set(two["measure"].to_pylist()) == {"5.2", "3.2a"}
    assert two.to_pylist() == kept.polars(["5.2", "3.2a"]).to_arrow().to_pylist()
    assert len(kept.pandas(["5.2"])) == two["measure"].to_pylist().count("5.2")


@pytest.mark.parametrize("groups", [("street",), ("firm_size",), ("measure", "street"), ("street", "firm_size")])
def test_sums_by_a_group_are_those_of_its_rows(kept: Results, groups: tuple[str, ...]) -> None:
    rows = kept.arrow().to_pylist()
    found = {tuple(row.pop(g) for g in groups): row for row in kept.by(*groups).rows()}
    grouped = defaultdict(list)
    for row in rows:
        grouped[tuple(row[g] for g in groups)].append(row)
    assert set(found) == set(grouped)
    for key, said in found.items():
        assert said == summed(grouped[key]), key


def test_bands_of_age_cut_where_the_reader_says_and_leave_nobody_out(kept: Results) -> None:
    ages = Counter(kept.arrow()["age"].to_pylist())
    found = {row["age"]: row["yes"] + row["unknown"] for row in kept.by("age", bands=(20, 21, 60)).rows()}
    assert found == {
        band: n
        for band, n in {
            "<20": sum(n for age, n in ages.items() if age is not None and age < 20),
            "20-20": ages[20],
            "21-59": sum(n for age, n in ages.items() if age is not None and 21 <= age < 60),
            "60+": sum(n for age, n in ages.items() if age is not None and age >= 60),
            None: ages[None],
        }.items()
        if n
    }
    assert [row[0] for row in kept.by("age", bands=(20, 21, 60)).words()[1:4]] == ["20岁", "21–59岁", "60岁及以上"]


@pytest.mark.parametrize("bands", [(30, 20), (20, 20), (-1, 5)])
def test_bands_that_do_not_ascend_are_refused(kept: Results, bands: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="ascend"):
        kept.by("age", bands=bands)


def test_a_measure_that_nobody_gets_is_still_in_the_table(population: Population, folder: Path) -> None:
    early = screen(population, ScreeningRequest(("4.1a", "5.2"), civil.key(2000, 1, 1)), folder / "early")
    assert {row["measure"]: row["yes"] + row["unknown"] for row in early.by().rows()}.keys() == {"4.1a", "5.2"}


def test_funds_and_payees_are_those_of_each_measure(kept: Results) -> None:
    rows = kept.arrow().to_pylist()
    funds = {row["fund"]: row for row in kept.by("fund").rows()}
    entry = CHAOYANG.services["3.3"].entries["fund"].value
    assert entry is not None
    assert funds[entry.zh]["yes"] == sum(r["measure"] == "3.3" and r["verdict"] == "yes" for r in rows)
    assert sum(row["yes"] for row in funds.values()) == sum(row["verdict"] == "yes" for row in rows)
    paid = {(row["payee_kind"], row["payee"]): row for row in kept.by("payee").rows()}
    firm = max(paid.items(), key=lambda item: item[1]["yes"] if item[0][0] == "firms" else 0)[0][1]
    to_firms = {c for c in CHAOYANG.measures if _paid(c) == "firms"}
    assert paid["firms", firm] | {"payee_kind": None, "payee": None} == summed(
        [row for row in rows if row["payee"] == firm and row["measure"] in to_firms]
    ) | {"payee_kind": None, "payee": None}


def _paid(code: str) -> str:
    assert CHAOYANG.registers is not None
    table = CHAOYANG.registers.subject(code)
    return table.refers.get(table.payee, table.name)


def test_refused_rows_are_counted_where_the_run_kept_them_and_change_no_amount(every: Results, kept: Results) -> None:
    whole = {m["measure"]: m for m in kept.summary["measures"]}
    for row in every.by().rows():
        assert row.pop("no") == whole[row["measure"]]["no"], row["measure"]
        assert row == {name: whole[row["measure"]][name] for name in row}


@pytest.mark.parametrize("names", [("strasse",), ("street", "street"), ("street", "born")])
def test_an_unknown_group_is_refused_with_those_that_there_are(kept: Results, names: tuple[str, ...]) -> None:
    with pytest.raises(KeyError, match="measure, fund, payee_kind, payee, street, age, firm_size"):
        kept.by(*names)


def test_a_measure_that_was_not_screened_is_refused(population: Population, folder: Path) -> None:
    one = screen(population, ScreeningRequest(("5.3",), ON), folder / "one")
    for ask in (one.arrow, one.deciding, one.open_questions):
        with pytest.raises(KeyError, match=r"'5.2' was not screened here; there are 5.3"):
            ask(["5.2"])
    with pytest.raises(KeyError, match="5.2"):
        one.explain("5.2", 1, population)


# ---- reasons in numbers ----


def test_just_short_counts_the_rows_that_one_condition_alone_refuses(every: Results) -> None:
    rows = every.arrow().to_pylist()
    alone = Counter((r["measure"], r["fails"][0]) for r in rows if r["verdict"] == "no" and len(r["fails"]) == 1)
    found = every.just_short()
    assert {(row["measure"], row["condition"]): row["rows"] for row in found.rows()} == alone
    assert [row["rows"] for row in found.rows()] == sorted(alone.values(), reverse=True)
    assert "户籍" in next(line[1] for line in found.words() if line[1].startswith("3.2a.C4 "))


def test_just_short_of_a_run_without_refused_rows_says_what_to_do(kept: Results) -> None:
    with pytest.raises(RunError, match="screen again with refused rows"):
        kept.just_short()


def test_open_questions_count_the_answers_that_wait_for_each_fact(kept: Results) -> None:
    rows = kept.arrow().to_pylist()
    for said in kept.open_questions().rows():
        column = "missing" if said["kind"] == "fact" else "missing_parameters"
        waiting = [row for row in rows if said["name"] in row[column]]
        assert said["answers"] == sum(row["verdict"] == "unknown" for row in waiting)
        assert said["amounts"] == sum(row["verdict"] == "yes" for row in waiting)
        assert said["alone"] == sum(len(row["missing"]) + len(row["missing_parameters"]) == 1 for row in waiting)
        assert said["measures"] == sorted({row["measure"] for row in waiting})


def test_deciding_conditions_are_counted_and_worded(every: Results) -> None:
    rows = every.arrow().to_pylist()
    wanted = Counter((r["measure"], r["verdict"], r["deciding"]) for r in rows if r["verdict"] != "yes")
    found = every.deciding()
    assert {(r["measure"], r["verdict"], r["deciding"]): r["rows"] for r in found.rows()} == wanted
    for line, row in zip(found.words(), found.rows(), strict=True):
        assert line[2] == "只差金额" if row["deciding"] == "amount" else line[2].startswith(f"{row['deciding']} ")


# ---- one row ----


def agrees(answer: Determination, row: dict[str, Any]) -> None:
    """The single case says of a row what screening said."""
    low, high = answer["amount_range"]
    assert answer.eligible == row["verdict"], row
    assert (money.fen(low), None if high is None else money.fen(high)) == (row["low_fen"], row["high_fen"]), row
    if answer["payees"]:
        assert (None if answer.amount is None else money.fen(answer.amount)) == row["amount_fen"], row
    assert set(answer["missing"]) == set(row["missing"]), row
    assert set(answer["missing_parameters"]) == set(row["missing_parameters"]), row
    assert set(answer["fails"]) == set(row["fails"]), row


def sampled(results: Results, code: str, most: int) -> dict[str, dict[str, Any]]:
    """Some rows of a measure by id, of each verdict."""
    draw = random.Random(SEED)
    rows = results.arrow([code]).to_pylist()
    chosen = []
    for verdict in ("yes", "unknown", "no"):
        those = [row for row in rows if row["verdict"] == verdict]
        chosen += draw.sample(those, min(most, len(those)))
    return {row["id"]: row for row in chosen}


@pytest.mark.parametrize("code", some(list(CHAOYANG.measures), 3, "answers of rows"))
def test_the_single_case_answer_of_a_row_is_that_of_the_screening(
    every: Results, population: Population, code: str
) -> None:
    rows = sampled(every, code, 15)
    assert {"yes", "no"} <= {row["verdict"] for row in rows.values()}
    for id, answer in every.explain_all(code, list(rows), population).items():
        agrees(answer, rows[id])


@pytest.mark.parametrize("code", list(INVENTED.measures))
def test_the_same_holds_for_a_policy_whose_subjects_have_members(folder: Path, code: str) -> None:
    where = folder / "invented"
    if not where.exists():
        generate(where, 3000, SEED, INVENTED)
    invented = Population.open(where, INVENTED)
    results = screen(
        invented, ScreeningRequest((code,), civil.key(2024, 12, 31), refused=True), folder / f"invented {code}"
    )
    rows = sampled(results, code, 40)
    assert {row["verdict"] for row in rows.values()} == {"yes", "unknown", "no"}
    for id, answer in results.explain_all(code, list(rows), invented).items():
        agrees(answer, rows[id])


def test_a_count_that_is_known_only_within_a_range_is_explained_as_one(every: Results, population: Population) -> None:
    rows = {r["id"]: r for r in every.arrow(["5.2"]).to_pylist() if "chaoyang_hukou_workers" in r["missing"]}
    assert rows
    for id, answer in every.explain_all("5.2", list(rows), population).items():
        agrees(answer, rows[id])
        assert any("由登记表计得" in note for note in answer["notes"])
    english = every.with_lang("en").explain("5.2", next(iter(rows)), population)
    assert any("Counted in the registers" in note for note in english["notes"])


def test_a_row_is_explained_under_the_figures_and_readings_of_its_run(population: Population, folder: Path) -> None:
    own = parse_params(CHAOYANG, {"5.2.cap": 40000, "rural_si_subsidy_yuan_month": 500})
    asked = ScreeningRequest(("3.2b", "5.2", "3.2a"), ON, own=own, letters={"A-5.2-4": "B"}, refused=True)
    screen(population, asked, folder / "own")
    reopened = Results(folder / "own", CHAOYANG)
    for code in asked.codes:
        rows = sampled(reopened, code, 25)
        for id, answer in reopened.explain_all(code, list(rows), population).items():
            agrees(answer, rows[id])
    largest = max(row["high_fen"] for row in reopened.arrow(["5.2"]).to_pylist())
    assert largest == 40000 * 100
    assert "A-5.2-4 = B" in reopened._repr_html_() and "5.2.cap = 40000" in reopened._repr_html_()


def test_a_key_that_is_not_there_and_another_population_are_refused(every: Results, folder: Path) -> None:
    with pytest.raises(KeyError, match="firms has no row '999999999'"):
        every.explain("5.2", 999999999, Population.open(folder / "population", CHAOYANG))
    other = generate(folder / "other", 500, SEED + 1, CHAOYANG)
    with pytest.raises(RunError, match="not the data that was screened"):
        every.explain("5.2", 1, other)


# ---- folders ----


def test_a_folder_without_a_run_and_a_run_that_did_not_end_say_so(kept: Results, folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(RunError, match="holds no screening"):
        Results(folder / "empty", CHAOYANG).by("street")
    with pytest.raises(RunError, match="holds no screening"):
        _ = Results(folder / "empty", CHAOYANG).summary
    shutil.copytree(kept.folder, folder / "cut off")
    (folder / "cut off" / "summary.json").unlink()
    with pytest.raises(RunError, match="has not ended"):
        _ = Results(folder / "cut off", CHAOYANG).summary


@pytest.fixture
def nothing(kept: Results, folder: Path, tmp_path: Path) -> Results:
    """A run without any entitlement."""
    asked = json.loads((kept.folder / "run.json").read_text("utf-8"))
    (tmp_path / "run.json").write_text(json.dumps({**asked, "files": ["summary.json"]}), "utf-8")
    return Results(tmp_path, CHAOYANG)


def test_without_entitlements_there_are_empty_tables_and_words_for_it(nothing: Results) -> None:
    assert len(nothing.arrow()) == 0 and nothing.arrow().schema.names == nothing.polars().columns
    assert "没有一项符合" in nothing.by("street")._repr_html_()
    assert "什么也不缺" in repr(nothing.open_questions())
    assert all(row["yes"] == 0 and row["high_fen"] == 0 for row in nothing.by().rows())
    assert isinstance(charts.chart_by(nothing, "street"), Figure)
    assert isinstance(charts.chart_budget(nothing), Figure)


# ---- display ----


def test_a_notebook_shows_headings_yuan_with_separators_and_a_line_of_sums(kept: Results) -> None:
    table = kept.by("firm_size")
    html = table._repr_html_()
    assert "企业规模" in html and "微型" in html and "合计" in html
    assert f"{money.grouped(sum(row['yes_low_fen'] for row in table.rows()))}" in html
    english = kept.with_lang("en").by("firm_size")._repr_html_()
    assert "micro" in english and "Total" in english and "amount due (yuan)" in english
    assert not any("\u4e00" <= c <= "\u9fff" for c in english)
    assert "上限未定" in html and "no limit yet" in english


def test_what_a_table_of_the_population_says_is_shown_as_text_and_never_as_markup(kept: Results) -> None:
    table = kept.by("street")
    column = pa.array(["<script>", *table.table["street"].to_pylist()[1:]])
    table.table = table.table.set_column(0, "street", column)
    assert "<script>" not in table._repr_html_() and "&lt;script&gt;" in table._repr_html_()


def test_a_long_table_says_how_many_rows_it_does_not_show(kept: Results) -> None:
    table = kept.by("payee")
    assert f"另有 {len(table) - 60:,} 行" in table._repr_html_()
    assert f"另有 {len(table) - 60:,} 行" in repr(table)


def test_sums_over_several_measures_say_that_nothing_is_set_off(kept: Results) -> None:
    assert "没有相互扣减" in kept.by("street")._repr_html_()
    assert "没有相互扣减" not in kept.by("street", measures=["5.2"])._repr_html_()


# ---- charts ----


def drawn(figure: Figure) -> list[str]:
    """Every text of a figure."""
    return [text.get_text() for text in figure.findobj(Drawn) if text.get_text().strip()]


def test_charts_say_the_amounts_and_mark_what_has_no_limit_in_words(kept: Results) -> None:
    said = drawn(charts.chart_by_measure(kept, note="合成数据"))
    assert any(text.startswith("5.2 ") for text in said) and any("合成数据" in text for text in said)
    assert any("上限未定" in text for text in said) and "金额未定" in said
    budget = "\n".join(drawn(charts.chart_budget(kept)))
    assert "已能确定" in budget and "没有相互扣减" in budget and "3.3 " not in budget


def test_what_is_open_is_hatched_and_the_bars_end_at_the_amounts(kept: Results) -> None:
    figure = charts.chart_budget(kept, measures=["5.2"])
    (row,) = kept.by(measures=["5.2"]).rows()
    solid, hatched = figure.axes[0].patches
    assert solid.get_width() == row["yes_low_fen"] and not solid.get_hatch()
    assert hatched.get_x() + hatched.get_width() == row["high_fen"] and hatched.get_hatch()


def test_groups_beyond_those_drawn_are_summed_in_words(kept: Results) -> None:
    rows = kept.by("street").rows()
    said = "\n".join(drawn(charts.chart_by(kept, "street", most=5)))
    assert f"其余{len(rows) - 5}组没有画出，合计：符合{sum(row['yes'] for row in rows[5:]):,}项" in said


def test_without_a_chinese_font_every_label_is_one_that_can_be_drawn(
    kept: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "chinese_font", lambda: None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure in (charts.chart_by(kept, "street", note="合成数据"), charts.chart_budget(kept)):
            figure.draw_without_rendering()
            assert not any("\u2e80" <= c <= "\uffef" for text in drawn(figure) for c in text)
            assert any("entitled" in text for text in drawn(figure))


def test_a_chart_is_a_picture_in_any_notebook(kept: Results) -> None:
    picture = charts.chart_by(kept, "age")._repr_png_()  # type: ignore[attr-defined]
    assert picture.startswith(b"\x89PNG")
