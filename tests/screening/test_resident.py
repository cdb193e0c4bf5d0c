"""Tables kept in memory: followed by row number, joined, or read by the other engine, every row says the same."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.counts import some

from wenjiu.policies import load_policy
from wenjiu.rules.policy import Policy
from wenjiu.screening.columns.builder import Builder
from wenjiu.screening.engines import polars_engine
from wenjiu.screening.engines.plan import Plan, Scan
from wenjiu.screening.lower.entitlements import Screened
from wenjiu.screening.lower.subjects import by_subject
from wenjiu.screening.population.generate import generate
from wenjiu.screening.run.engines import KEPT, Duck, Engine, Polars
from wenjiu.screening.run.rows import shape_of
from wenjiu.standards import civil

ON = {"chaoyang_2020": civil.key(2021, 12, 31), "sample_district": civil.key(2025, 9, 30)}
POLICIES = tuple(ON)
SUBJECTS = [
    (name, subject)
    for name in POLICIES
    for policy in [load_policy(name)]
    if policy.registers is not None
    for subject in by_subject(policy.registers, policy.measures)
]


@pytest.fixture(scope="module")
def populations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, pa.Table]]:
    """Policy -> its tables in memory; synthetic."""
    found = {}
    for name in POLICIES:
        made = generate(tmp_path_factory.mktemp("people") / name, 8_000, 3, load_policy(name))
        found[name] = {table: pq.read_table(made.files[table][0]) for table in made.tables}
    return found


def answered(policy: Policy, subject: str, tables: dict[str, pa.Table], engine: Engine, refused: bool) -> pa.Table:
    assert policy.registers is not None
    for name, table in tables.items():
        engine.add(name, table)
        if isinstance(engine, Duck):
            engine.keep(name)
    shapes = {name: shape_of(table) for name, table in tables.items()}
    codes = [code for code in policy.measures if policy.registers.subject(code).name == subject]
    screened = Screened(policy, codes, shapes, on=ON[policy.name], refused=refused)
    if isinstance(engine, Settled):
        engine.settle(policy.registers)
    long = screened.long(engine.run(screened.plan()))
    return long.filter(pa.compute.not_equal(long["verdict"], "no")).drop_columns(["fails"])


class Settled(Polars):
    """Polars with every reference resolved to a row number."""


@pytest.mark.parametrize(("name", "subject"), some(SUBJECTS, 2, "subjects in memory"))
def test_every_engine_and_way_of_following_references_finds_the_same_entitlements(
    populations: dict[str, dict[str, pa.Table]], name: str, subject: str
) -> None:
    policy, tables = load_policy(name), populations[name]
    with Duck() as engine:
        whole = answered(policy, subject, tables, engine, refused=True)
    assert len(whole) > 0
    for way in (Duck, Polars, Settled):
        with way() as engine:
            assert answered(policy, subject, tables, engine, refused=False).to_pylist() == whole.to_pylist(), way


@pytest.mark.parametrize("name", POLICIES)
def test_what_has_no_room_in_memory_is_streamed_and_says_the_same(
    populations: dict[str, dict[str, pa.Table]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    policy, tables = load_policy(name), populations[name]
    for subject in [subject for of, subject in SUBJECTS if of == name]:
        found = []
        for room in (polars_engine.ROOM, 0):
            monkeypatch.setattr(polars_engine, "ROOM", room)
            with Settled() as engine:
                found.append(answered(policy, subject, tables, engine, refused=False).to_pylist())
        assert found[0] == found[1]


def test_a_table_that_is_replaced_is_not_followed_to_rows_that_are_gone(
    populations: dict[str, dict[str, pa.Table]],
) -> None:
    """After other people are loaded, a hire is that of whoever has the key now."""
    policy, tables = load_policy("chaoyang_2020"), populations["chaoyang_2020"]
    assert policy.registers is not None
    shapes = {name: shape_of(table) for name, table in tables.items()}
    screened = Screened(policy, ["3.2a", "3.2b"], shapes, on=ON[policy.name])
    plan = screened.plan()
    turned = tables["persons"].take(pa.array(range(len(tables["persons"]) - 1, -1, -1)))
    with Polars() as engine:
        for name, table in tables.items():
            engine.add(name, table)
        engine.settle(policy.registers)
        before = screened.long(engine.run(plan))
        engine.add("persons", turned)
        assert screened.long(engine.run(plan)).to_pylist() == before.to_pylist()


@pytest.mark.parametrize("way", [Duck, Polars])
@pytest.mark.parametrize("kept", [False, True], ids=["as given", "in the engine's storage"])
def test_a_plan_that_is_run_again_reads_the_tables_as_they_are_now(
    populations: dict[str, dict[str, pa.Table]], way: type[Duck | Polars], kept: bool
) -> None:
    """Half of the hires, all of them, none, and half again."""
    policy, tables = load_policy("chaoyang_2020"), populations["chaoyang_2020"]
    hires = tables["hires"]
    shapes = {name: shape_of(table) for name, table in tables.items()}
    screened = Screened(policy, ["3.2a"], shapes, on=ON[policy.name], refused=True)
    plan = screened.plan()
    with way() as engine:
        for name, table in tables.items():
            engine.add(name, table)
        for rows in (len(hires) // 2, len(hires), 0, len(hires) // 2):
            engine.add("hires", hires.slice(0, rows))
            if kept and isinstance(engine, Duck):
                engine.keep("hires")
            for _ in range(2):
                ids = screened.long(engine.run(plan))["id"].to_pylist()
                assert sorted(ids) == sorted(str(id) for id in hires["id"].slice(0, rows).to_pylist())


def small(b: Builder) -> Plan:
    """The numbers of a table of one column."""
    plan = Plan(Scan("s", "numbers", "n"), b)
    plan.outputs = {"n": b.column(plan.base.take("n"), "int", null=False, lo=0, hi=99)}
    return plan


@pytest.mark.parametrize("way", [Duck, Polars])
def test_a_plan_that_asks_for_something_else_is_made_again(way: type[Duck | Polars]) -> None:
    """Its columns, then its filter change; then the first question comes again."""
    b = Builder()
    plan = small(b)
    n = plan.outputs["n"]
    with way() as engine:
        engine.add("numbers", pa.table({"n": [1, 2, 3]}))

        def answer() -> list[int]:
            return sorted(engine.run(plan)["n"].to_pylist())

        assert answer() == [1, 2, 3]
        plan.outputs = {"n": b.add(n, b.const(10))}
        assert answer() == [11, 12, 13]
        plan.filter = b.compare(">=", n, b.const(2))
        assert answer() == [12, 13]
        plan.filter, plan.outputs = None, {"n": n}
        assert answer() == [1, 2, 3]


@pytest.mark.parametrize("way", [Duck, Polars])
def test_more_plans_than_an_engine_keeps_are_answered_all_the_same(way: type[Duck | Polars]) -> None:
    """Those of other builders too, whose expressions have the same numbers; each in turn, twice."""
    plans = []
    for k in range(KEPT + 3):
        b = Builder()
        plans.append(small(b))
        plans[-1].outputs = {"n": b.add(plans[-1].outputs["n"], b.const(10 + k))}
    with way() as engine:
        engine.add("numbers", pa.table({"n": [1]}))
        for _ in range(2):
            assert [engine.run(plan)["n"].to_pylist() for plan in plans] == [[11 + k] for k in range(len(plans))]


def test_payees_sums_are_those_of_their_rows(populations: dict[str, dict[str, pa.Table]], tmp_path: Path) -> None:
    """Summed by firm in the engine, or row by row and added up here."""
    policy, tables = load_policy("chaoyang_2020"), populations["chaoyang_2020"]
    shapes = {name: shape_of(table) for name, table in tables.items()}
    sums: list[dict[int, tuple[int, int]]] = []
    for way in (Duck, Polars):
        with way() as engine:
            for name, table in tables.items():
                engine.add(name, table)
            found = engine.sums(Screened(policy, ["3.2a"], shapes, on=ON[policy.name]).by_payee()).to_pylist()
            rows = engine.run(Screened(policy, ["3.2a"], shapes, on=ON[policy.name]).plan()).to_pylist()
        by_firm: dict[int, tuple[int, int]] = {}
        for row in rows:
            low, open_ = by_firm.get(row["payee"], (0, 0))
            by_firm[row["payee"]] = (low + row["3.2a low_fen"], open_ + (row["3.2a verdict"] == 1))
        told = {r["payee_by"]: (r["3.2a low_fen"], r["3.2a open"]) for r in found}
        assert told == by_firm
        sums.append(told)
    assert sums[0] == sums[1]
