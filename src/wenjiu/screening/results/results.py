"""Results of a screening: as Arrow, Polars or pandas, summed by measure and by whatever else, and each row's reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ...rules.case.parsing import parse_params
from ...rules.document.registers import Registers
from ...rules.explain.determinations import Determination
from ...rules.language.facts import Fact
from ...rules.language.text import T, Text
from ...rules.language.wording import condition_id
from ...rules.policy import Policy
from ...standards import civil
from ..engines.duck import listed, literal, quoted
from ..files import database, parquet_sql
from ..lower.entitlements import schema
from ..population import Population, tables_for
from ..run.parts import SUMMARY, Folder, RunError
from .grouping import MEASURE, Group, chosen, groups_of
from .row_answers import Explainer
from .table import ResultColumn, Tally
from .warnings import of_data

if TYPE_CHECKING:
    import pandas
    import polars

#: What is summed of a group of rows. A sum of `high_fen` is NULL where one of them has no upper limit.
SUMS = """
    count(*) FILTER (WHERE verdict = 'yes') AS yes,
    count(*) FILTER (WHERE verdict = 'unknown') AS unknown,
    CAST(coalesce(sum(low_fen) FILTER (WHERE verdict = 'yes'), 0) AS BIGINT) AS yes_low_fen,
    CASE WHEN count(*) FILTER (WHERE verdict = 'yes' AND high_fen IS NULL) = 0
         THEN CAST(coalesce(sum(high_fen) FILTER (WHERE verdict = 'yes'), 0) AS BIGINT) END AS yes_high_fen,
    CAST(coalesce(sum(low_fen), 0) AS BIGINT) AS low_fen,
    CASE WHEN count(*) FILTER (WHERE high_fen IS NULL) = 0
         THEN CAST(coalesce(sum(high_fen), 0) AS BIGINT) END AS high_fen
"""
APART = T(
    "各项措施分别计算：依规定不能同时享受的，没有相互扣减。",
    "Each measure is worked out by itself: what may not be had together is not set off.",
)
LIMITLESS = T(
    "“起”和“上限未定”：缺少数据或参数，见 open_questions()。",
    "'or more' and 'no limit yet': data or figures are missing, see open_questions().",
)
NOBODY = T("没有一项符合或可能符合。", "Nothing is due, and nothing may be.")
VERDICT = {"yes": T("符合", "entitled"), "unknown": T("待定", "open"), "no": T("不符合", "refused")}
CONDITION = T("条件", "condition")


class Results:
    """The entitlements in a folder. `policy`: the rules that they come from, for names and groups; `lang`: zh or en."""

    def __init__(self, folder: Path, policy: Policy, lang: str = "zh") -> None:
        self.folder, self.policy, self.lang = Path(folder), policy, lang

    def with_lang(self, lang: str) -> Results:
        """The same results in another language."""
        return Results(self.folder, self.policy, lang)

    @property
    def _registers(self) -> Registers:
        assert self.policy.registers is not None
        return self.policy.registers

    @property
    def files(self) -> list[Path]:
        """The parts that the run recorded, in order. `RunError` where one is not there."""
        return Folder.parts(self.folder)

    @property
    def strays(self) -> list[str]:
        """Files among the parts that are none of the run's, relative to the folder; they are not read."""
        return Folder.strays(self.folder)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What the run was asked (`run.json`): measures, day, readings, figures. `RunError` where the folder holds no run."""
        found = Folder.read(self.folder)
        if found is None or "measures" not in found:
            raise RunError(
                T(f"“{self.folder}”里没有筛查结果", f"'{self.folder}' holds no screening"),
                T("先运行 wenjiu screen", "run wenjiu screen first"),
            )
        return found

    @property
    def absent(self) -> dict[str, list[str]]:
        """The tables that were not there, with the measures that can read them: what only they hold is unknown.

        Measures whose own table was not there are not among them: see ``asked["left_out"]``.
        """
        found: dict[str, list[str]] = self.asked["absent"]
        return found

    @property
    def summary(self) -> dict[str, Any]:
        """What `summary.json` says: rows, verdicts and amounts by measure. `RunError` where there is no run, or it did not end."""
        asked, file = self.asked, self.folder / SUMMARY
        if not file.is_file():
            raise RunError(
                T(
                    f"“{self.folder}”里的筛查（{asked['on']}）还没有做完",
                    f"the screening in '{self.folder}' ({asked['on']}) has not ended",
                ),
                T("用同样的问法再运行一次，会接着做", "run it again as before: it goes on where it was"),
            )
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return found

    def query(self, text: str) -> pa.Table:
        """A DuckDB query over the view ``entitlements`` (columns: `entitlements.schema`)."""
        with database() as connection:
            if self.files:
                source = parquet_sql(self.files)
            else:
                connection.register("nothing", schema(self._registers).empty_table())
                source = "nothing"
            connection.execute(f"CREATE TEMP VIEW entitlements AS SELECT * FROM {source}")
            return connection.sql(text).to_arrow_table()

    # ---- all rows ----

    def arrow(self, measures: Sequence[str] | None = None) -> pa.Table:
        """Every entitlement (see `entitlements.schema`), of some measures or all. KeyError for a measure not asked for."""
        return self.query(f"SELECT * FROM entitlements WHERE measure IN ({listed(self._codes(measures))})")

    def polars(self, measures: Sequence[str] | None = None) -> polars.DataFrame:
        """The same for Polars."""
        import polars as pl

        found = pl.from_arrow(self.arrow(measures))
        assert isinstance(found, pl.DataFrame)
        return found

    def pandas(self, measures: Sequence[str] | None = None) -> pandas.DataFrame:
        """The same for pandas."""
        return self.arrow(measures).to_pandas()

    def _codes(self, measures: Sequence[str] | None) -> list[str]:
        known: list[str] = self.asked["measures"]
        for code in measures or ():
            if code not in known:
                raise KeyError(f"measure {code!r} was not screened here; there are {', '.join(known)}")
        return known if measures is None else list(measures)

    # ---- sums ----

    @property
    def refused(self) -> bool:
        """Whether rows that are certainly refused are among the results."""
        return bool(self.asked["refused"])

    def groups(self, bands: Sequence[int] | None = None) -> dict[str, Group]:
        """By what the results can be summed, by name."""
        return groups_of(self.policy, bands)

    @property
    def _by_measure(self) -> Group:
        return self.groups()[MEASURE]

    def by(self, *groups: str, bands: Sequence[int] | None = None, measures: Sequence[str] | None = None) -> Tally:
        """Counts and amounts by one group or several, such as ``by("street", "age")``.

        Groups: measure, fund, payee_kind, payee (with its kind), and those of the registers, such as street, age,
        firm_size. `bands`: lower limits of the bands of age. Columns: the groups, then ``yes, unknown`` (``no`` too in a
        run with refused rows) and the amounts ``yes_low_fen, yes_high_fen, low_fen, high_fen`` (NULL: no upper limit).
        KeyError for a group or measure that is none, ValueError for bands that do not ascend.
        """
        wanted, codes = chosen(self.groups(bands), groups or (MEASURE,)), self._codes(measures)
        columns = ", ".join(f"{group.sql} AS {quoted(group.name)}" for group in wanted)
        refused = "count(*) FILTER (WHERE verdict = 'no') AS no," if self.refused else ""
        source = f"SELECT * FROM entitlements WHERE measure IN ({listed(codes)})"
        if [group.name for group in wanted] == [MEASURE]:
            # A measure that nobody gets is an answer too.
            rows = ", ".join(f"({literal(code)}, 0, 0)" for code in codes)
            source += f" UNION ALL BY NAME SELECT * FROM (VALUES {rows}) v(measure, low_fen, high_fen)"
        order = ", ".join(part for k, group in enumerate(wanted) for part in group.sorting(wanted[:k]))
        summed = f"SELECT {columns}, {refused} {SUMS} FROM ({source}) GROUP BY ALL"
        table = self.query(f"SELECT * FROM ({summed}) ORDER BY {order}")
        shown = [group.column() for group in wanted]
        shown += [ResultColumn(verdict, VERDICT[verdict], "count") for verdict in ("yes", "unknown", *self._no())]
        shown.append(
            ResultColumn("yes_low_fen", T("符合的金额（元）", "amount due (yuan)"), "range", upto="yes_high_fen")
        )
        shown.append(ResultColumn("high_fen", T("连同待定的最多（元）", "at most, open ones too (yuan)"), "fen"))
        by = "、".join(g.heading.zh for g in wanted), ", ".join(g.heading.en for g in wanted)
        return Tally(
            table,
            shown,
            T(f"{self._title('zh')}：按{by[0]}", f"{self._title('en')}, by {by[1]}"),
            lang=self.lang,
            total=True,
            empty=NOBODY,
            notes=self._notes(measures, table),
        )

    def _no(self) -> tuple[str, ...]:
        return ("no",) if self.refused else ()

    def _title(self, lang: str) -> str:
        on = self.asked["on"]
        return f"筛查结果（{on}）" if lang != "en" else f"Screening on {on}"

    def _notes(self, measures: Sequence[str] | None, table: pa.Table) -> list[Text]:
        codes, limitless = self._codes(measures), table["high_fen"].null_count > 0
        notes = [note for note, applies in ((APART, len(codes) > 1), (LIMITLESS, limitless)) if applies]
        return [*notes, *self.warnings(measures)]

    def warnings(self, measures: Sequence[str] | None = None) -> list[Text]:
        """What to know of the data before its numbers are used: tables that were not there, files that are not read."""
        return of_data(self.asked, self.strays, None if measures is None else self._codes(measures))

    # ---- reasons ----

    @cached_property
    def conditions(self) -> dict[str, Text]:
        """The wording of every condition of the measures asked for, by id, with the figures of this run."""
        policy, found = self._policy(), dict[str, Text]()
        for code in self.asked["measures"]:
            measure = policy.measures[code]
            zh, en = (policy.fill(measure, lang, self._own(), civil.parse(self.asked["on"])) for lang in ("zh", "en"))
            for slot in policy.program(code).slots:
                said = Text(slot.require.text("zh", zh), slot.require.text("en", en))
                found.setdefault(condition_id(measure, slot.require.id), said)
        return found

    def _own(self) -> dict[str, Any]:
        return parse_params(self.policy, self.asked["params"])

    def _policy(self) -> Policy:
        """The policy with the readings of this run."""
        return self.policy.with_letters({**self.policy.letters, **self.asked["readings"]})

    def deciding(self, measures: Sequence[str] | None = None) -> Tally:
        """Which condition decides how many rows: the first that is open, "amount" where only that is, or the first that fails.

        Columns: ``measure, verdict, deciding, rows``; the most frequent of a measure first.
        """
        table = self.query(
            f"""SELECT * FROM (
                    SELECT measure, verdict, deciding, count(*) AS rows FROM entitlements
                    WHERE verdict <> 'yes' AND measure IN ({listed(self._codes(measures))}) GROUP BY ALL)
                ORDER BY {self._by_measure.sorting()[0]}, verdict DESC, rows DESC, deciding"""
        )
        return Tally(
            table,
            [
                self._by_measure.column(),
                ResultColumn("verdict", T("结论", "answer"), labels=lambda v, lang: VERDICT[v](lang)),
                ResultColumn("deciding", CONDITION, labels=self._condition),
                ResultColumn("rows", T("项", "rows"), "count"),
            ],
            T("由哪个条件决定", "Which condition decides"),
            lang=self.lang,
            empty=T("没有待定或不符合的。", "Nothing is open or refused."),
        )

    def just_short(self, measures: Sequence[str] | None = None) -> Tally:
        """Rows that exactly one condition refuses, by measure and condition: ``measure, condition, rows``.

        Only of a run with refused rows: `RunError` for any other.
        """
        if not self.refused:
            raise RunError(
                T("这次筛查没有保留不符合的", "this screening did not keep refused rows"),
                T("带上不符合的再筛查一次（refused）", "screen again with refused rows (refused)"),
            )
        table = self.query(
            f"""SELECT measure, fails[1] AS condition, count(*) AS rows FROM entitlements
                WHERE verdict = 'no' AND len(fails) = 1 AND measure IN ({listed(self._codes(measures))})
                GROUP BY ALL ORDER BY rows DESC, measure, condition"""
        )
        return Tally(
            table,
            [
                self._by_measure.column(),
                ResultColumn("condition", CONDITION, labels=self._condition),
                ResultColumn("rows", T("项", "rows"), "count"),
            ],
            T("只差一个条件的", "Short of one condition only"),
            lang=self.lang,
            empty=T("没有只差一个条件的。", "Nobody is short of one condition only."),
        )

    def _condition(self, id: str, lang: str) -> str:
        if id not in self.conditions:
            return "只差金额" if lang != "en" else "only the amount is open"
        return f"{id} {self.conditions[id](lang)}"

    def open_questions(self, measures: Sequence[str] | None = None) -> Tally:
        """Which missing facts and figures leave how many answers or amounts open, the most first.

        Columns: ``kind`` (fact or figure), ``name``, ``measures`` (a list), ``answers`` (verdict open), ``amounts`` (entitled,
        the amount open), ``alone`` (rows where nothing else is missing).
        """
        table = self.query(
            f"""SELECT kind, name, list(DISTINCT measure ORDER BY measure) AS measures,
                       count(*) FILTER (WHERE verdict = 'unknown') AS answers,
                       count(*) FILTER (WHERE verdict = 'yes') AS amounts,
                       count(*) FILTER (WHERE len(missing) + len(missing_parameters) = 1) AS alone
                FROM (SELECT *, 'fact' AS kind, unnest(missing) AS name FROM entitlements UNION ALL BY NAME
                      SELECT *, 'figure' AS kind, unnest(missing_parameters) AS name FROM entitlements)
                WHERE measure IN ({listed(self._codes(measures))})
                GROUP BY kind, name ORDER BY answers + amounts DESC, kind, name"""
        )
        kinds = {"fact": T("事实", "fact"), "figure": T("参数", "figure")}
        return Tally(
            table,
            [
                ResultColumn("kind", T("缺", "missing"), labels=lambda v, lang: kinds[v](lang)),
                ResultColumn("name", T("名称", "name"), labels=self._missing),
                ResultColumn("measures", T("措施", "measures")),
                ResultColumn("answers", T("结论待定", "answers open"), "count"),
                ResultColumn("amounts", T("金额待定", "amounts open"), "count"),
                ResultColumn("alone", T("只差它", "nothing else missing"), "count"),
            ],
            T("还缺什么", "What is missing"),
            lang=self.lang,
            empty=T("什么也不缺。", "Nothing is missing."),
        )

    def _missing(self, name: str, lang: str) -> str:
        """The name of a fact or figure with its words."""
        plain = name.partition("[")[0]
        if plain in self.policy.book.params:
            return f"{self.policy.book[plain].label(lang)} {name}"
        for code in self.asked["measures"]:
            known = self.policy.accepted_facts(self.policy.measures[code])
            fact = known.get(plain)
            if isinstance(fact, Fact):
                return f"{fact.name(lang)} {name}"
            if fact is not None and (members := self._registers.members.get(fact)) is not None:
                return f"{self._registers[members.table].label(lang)} {name}"
        return name

    def explain(self, measure: str, id: object, population: Population) -> Determination:
        """The full answer of one row, worked out as a single case from what the population holds: every reason and figure.

        KeyError for a measure not asked for or a key that is not there, `RunError` for another population.
        """
        return self.explain_all(measure, [id], population)[str(id)]

    def explain_all(self, measure: str, ids: Sequence[object], population: Population) -> dict[str, Determination]:
        """The answers of several rows by their keys as text, in one pass."""
        self._codes([measure])
        if population.fingerprint(tables_for(self.policy, self.asked["measures"])) != self.asked["population"]:
            raise RunError(
                T(
                    f"“{population.folder}”不是这次筛查的数据",
                    f"'{population.folder}' is not the data that was screened",
                ),
                T("打开当时的数据，或重新筛查", "open the data of that time, or screen again"),
            )
        explainer = Explainer(population, self._policy(), measure, civil.parse(self.asked["on"]), self._own())
        return explainer.answers([str(id) for id in ids], self.lang)

    # ---- display ----

    def _repr_html_(self) -> str:
        zh, asked = self.lang != "en", self.asked
        said = [self.policy.title(self.lang), self._title(self.lang)]
        for name, text in (("readings", T("口径", "readings")), ("params", T("另设参数", "figures of its own"))):
            if asked[name]:
                listed = ("，" if zh else ", ").join(f"{k} = {v}" for k, v in asked[name].items())
                said.append(f"{text(self.lang)}{'：' if zh else ': '}{listed}")
        head = "<br>".join(escape(text) for text in said)
        return f"<div><p>{head}</p>{self.by(MEASURE)._repr_html_()}</div>"

    def __repr__(self) -> str:
        return f"<Results {self.asked['policy']} on {self.asked['on']}: {len(self.asked['measures'])} measures>"
