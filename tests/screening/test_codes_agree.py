"""A code is one and the same to `assess` and to a screening, whatever marks, blanks or widths it is written with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenjiu.policies import load_policy
from wenjiu.rules.case.parsing import parse_params
from wenjiu.screening.population import Population, PopulationError
from wenjiu.screening.population import spelling as spellings
from wenjiu.screening.run.rows import evaluate
from wenjiu.screening.screen import ScreeningRequest, screen
from wenjiu.standards import civil

POLICY = load_policy("chaoyang_2020")
MARKS = ["", " ", "\u00a0", "\u200b", "\ufeff", "\u3000", "\t", "\u2060"]
ON = civil.key(2021, 12, 1)
FACTS: dict[str, Any] = {
    "applicant_is_employer": True,
    "is_new_hire": True,
    "hire_date": "2021-09-01",
    "claim_year": 2021,
    "person_hukou_district": "chaoyang",
    "is_fresh_university_graduate": False,
    "is_registered_unemployed_before_hire": False,
    "already_paid_3_2a": False,
}


def _wide(code: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in code)


written = st.builds(
    lambda before, code, after, wide: before + (_wide(code) if wide else code) + after,
    st.sampled_from(MARKS),
    st.sampled_from(["chaoyang", "haidian", "veteran", "none", "chao yang", "朝阳", "Chaoyang"]),
    st.sampled_from(MARKS),
    st.booleans(),
)


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@settings(max_examples=20)
@given(data=st.data())
def test_assess_and_screening_agree_on_codes_with_marks_around(engine: str, data: Any) -> None:
    rows = data.draw(st.lists(st.tuples(written, written), min_size=1, max_size=8))
    listed = data.draw(st.lists(written, max_size=3))
    params = {"key_group_extra_categories": listed, "policy_effective_from": "2018-01-01"}
    measure = POLICY.measures["3.2a"]
    names = POLICY.accepted_facts(measure)
    cases = [{**FACTS, "person_hukou_district": home, "extra_key_group": group} for home, group in rows]
    columns: dict[str, list[Any]] = {"id": list(range(len(rows)))}
    for name in (*FACTS, "extra_key_group"):
        values = [case[name] for case in cases]
        columns[names[name].key] = [dt.date.fromisoformat(v) for v in values] if name == "hire_date" else values
    answers = evaluate(POLICY, ["3.2a"], pa.table(columns), on=ON, engine=engine, params=parse_params(POLICY, params))
    screened = dict(zip(answers["id"].to_pylist(), answers["verdict"].to_pylist(), strict=True))
    for k, case in enumerate(cases):
        raw = {
            "measure": "3.2a",
            "facts": {**case, "application_date": "2021-12-01"},
            "params": params,
            "on": "2021-12-01",
        }
        assert screened[k] == POLICY.assess(raw).eligible, (rows[k], listed)


def _firms(folder: Path, districts: list[str], type: pa.DataType) -> Population:
    several = {
        "registered_district": districts,
        "tax_district": districts,
        "operates_normally": [True] * len(districts),
        "operation_start": [dt.date(2018, 6, 15)] * len(districts),
        "size": ["small"] * len(districts),
        "local_workers": [3] * len(districts),
        "founding_jobs_paid": [False] * len(districts),
    }
    table = pa.table({"id": list(range(1, len(districts) + 1)), **several})
    for name in ("registered_district", "tax_district"):
        at = table.column_names.index(name)
        table = table.set_column(
            at, name, table[name].cast(type) if type == pa.string() else table[name].dictionary_encode()
        )
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, folder / "firms.parquet")
    return Population.open(folder, POLICY)


@pytest.mark.parametrize("type", [pa.string(), pa.dictionary(pa.int32(), pa.string())], ids=["text", "dictionary"])
@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_a_population_is_screened_by_the_form_of_its_codes(tmp_path: Path, engine: str, type: pa.DataType) -> None:
    districts = ["chaoyang", " chaoyang", "chaoyang\u00a0", "\u200bchaoyang\ufeff", _wide("chaoyang"), "haidian"]
    population = _firms(tmp_path / "data", districts, type)
    asked = ScreeningRequest(("5.2",), ON, engine=engine, refused=True)
    screen(population, asked, tmp_path / "out")
    found = pa.concat_tables(pq.read_table(p) for p in sorted((tmp_path / "out" / "entitlements").glob("*.parquet")))
    verdicts = dict(zip(found["id"].to_pylist(), found["verdict"].to_pylist(), strict=True))
    assert [verdicts[str(k)] for k in range(1, 7)] == ["yes"] * 5 + ["no"]


def test_a_clean_column_is_not_rewritten(tmp_path: Path) -> None:
    assert _firms(tmp_path / "data", ["chaoyang", "haidian", "朝阳"], pa.string()).spelling("firms") == {}


def test_a_column_with_too_many_codes_out_of_form_is_refused_with_what_to_do(tmp_path: Path) -> None:
    population = _firms(tmp_path / "data", [f"d{k} " for k in range(spellings.MOST + 1)], pa.string())
    with pytest.raises(PopulationError) as caught:
        population.spelling("firms")
    assert "registered_district" in caught.value.problems[0].text("en")
