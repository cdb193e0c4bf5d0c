"""Reads the results of a screening: rows as Arrow, Polars or pandas, sums by groups, and the reasons for each row."""

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
from ...rules.language.text import COLON, COMMA, LANGUAGES, LISTED, T, Text, joined
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

#: The sums over a group of rows. A sum of `high_fen` is NULL if a row has no upper limit.
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
    """The results of a screening in a folder.

    `folder`: the folder.
    `policy`: the policy of the screening, for names and groups.
    `lang`: the language, zh or en.
    """

    def __init__(self, folder: Path, policy: Policy, lang: str = "zh") -> None:
        self.folder, self.policy, self.lang = Path(folder), policy, lang

    def with_lang(self, lang: str) -> Results:
        """Return the same results in another language."""
        return Results(self.folder, self.policy, lang)

    @property
    def _registers(self) -> Registers:
        assert self.policy.registers is not None
        return self.policy.registers

    @property
    def files(self) -> list[Path]:
        """The parts that the run recorded, in order. Raises `RunError` if a part is missing."""
        return Folder.parts(self.folder)

    @property
    def strays(self) -> list[str]:
        """Files among the parts that do not belong to the run, relative to the folder. They are not read."""
        return Folder.strays(self.folder)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The options of the run (`run.json`), such as its measures and day. Raises `RunError` if there is no run."""
        found = Folder.read(self.folder)
        if found is None or "measures" not in found:
            raise RunError(
                T(f"“{self.folder}”里没有筛查结果", f"'{self.folder}' holds no screening"),
                T("先运行 wenjiu screen", "run wenjiu screen first"),
            )
        return found

    @property
    def absent(self) -> dict[str, list[str]]:
        """Missing table -> the measures that can read it. Facts that only such a table holds are unknown.

        Measures whose own table was missing are not included. See ``asked["left_out"]``.
        """
        found: dict[str, list[str]] = self.asked["absent"]
        return found

    @property
    def summary(self) -> dict[str, Any]:
        """The content of `summary.json`: rows, verdicts and amounts by measure.

        Raises `RunError` if there is no run, or it is unfinished.
        """
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
        """Run a DuckDB query over the view ``entitlements`` (columns: `entitlements.schema`)."""
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
        """Return the entitlements (`entitlements.schema`) of some measures or all. KeyError for another measure."""
        return self.query(f"SELECT * FROM entitlements WHERE measure IN ({listed(self._codes(measures))})")

    def polars(self, measures: Sequence[str] | None = None) -> polars.DataFrame:
        """Return the entitlements as a Polars frame."""
        import polars as pl

        found = pl.from_arrow(self.arrow(measures))
        assert isinstance(found, pl.DataFrame)
        return found

    def pandas(self, measures: Sequence[str] | None = None) -> pandas.DataFrame:
        """Return the entitlements as a pandas frame."""
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
        """Whether the results include rows that are certainly refused."""
        return bool(self.asked["refused"])

    def groups(self, bands: Sequence[int] | None = None) -> dict[str, Group]:
        """Return the groups by which the results can be summed, by name."""
        return groups_of(self.policy, bands)

    @property
    def _by_measure(self) -> Group:
        return self.groups()[MEASURE]

    def by(self, *groups: str, bands: Sequence[int] | None = None, measures: Sequence[str] | None = None) -> Tally:
        """Return counts and amounts by one or several groups, such as ``by("street", "age")``.

        `groups`: measure, fund, payee_kind, payee (with its kind), and those of the registers, such as street or age.
        `bands`: the lower limits of the age bands.
        `measures`: the measures to include; all if None.

        Columns: the groups, ``yes, unknown`` (also ``no`` in a run with refused rows), and the amounts
        ``yes_low_fen, yes_high_fen, low_fen, high_fen`` (NULL: no upper limit). Raises KeyError for an unknown group or
        measure, and ValueError for bands that do not ascend.
        """
        wanted, codes = chosen(self.groups(bands), groups or (MEASURE,)), self._codes(measures)
        columns = ", ".join(f"{group.sql} AS {quoted(group.name)}" for group in wanted)
        refused = "count(*) FILTER (WHERE verdict = 'no') AS no," if self.refused else ""
        source = f"SELECT * FROM entitlements WHERE measure IN ({listed(codes)})"
        if [group.name for group in wanted] == [MEASURE]:
            # A measure without entitled rows has a line too.
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
        by = joined(LISTED, [group.heading for group in wanted])
        return Tally(
            table,
            shown,
            T(f"{self._title('zh')}：按{by.zh}", f"{self._title('en')}, by {by.en}"),
            lang=self.lang,
            total=True,
            empty=NOBODY,
            notes=self._notes(measures, table),
        )

    def _no(self) -> tuple[str, ...]:
        return ("no",) if self.refused else ()

    def _title(self, lang: str) -> str:
        on = self.asked["on"]
        return T(f"筛查结果（{on}）", f"Screening on {on}")(lang)

    def _notes(self, measures: Sequence[str] | None, table: pa.Table) -> list[Text]:
        codes, limitless = self._codes(measures), table["high_fen"].null_count > 0
        notes = [note for note, applies in ((APART, len(codes) > 1), (LIMITLESS, limitless)) if applies]
        return [*notes, *self.warnings(measures)]

    def warnings(self, measures: Sequence[str] | None = None) -> list[Text]:
        """Return warnings about the data: tables that were missing, and files that are not read."""
        return of_data(self.asked, self.strays, None if measures is None else self._codes(measures))

    # ---- reasons ----

    @cached_property
    def conditions(self) -> dict[str, Text]:
        """Id -> the wording of every condition of the screened measures, with the parameters of this run."""
        policy, found = self._policy(), dict[str, Text]()
        for code in self.asked["measures"]:
            measure = policy.measures[code]
            on, own = civil.parse(self.asked["on"]), self._own()
            fills = {lang: policy.fill(measure, lang, own, on) for lang in LANGUAGES}
            for slot in policy.program(code).slots:
                text = slot.require.text
                said = Text(*(text(lang, fill) for lang, fill in fills.items()))
                found.setdefault(condition_id(measure, slot.require.id), said)
        return found

    def _own(self) -> dict[str, Any]:
        return parse_params(self.policy, self.asked["params"])

    def _policy(self) -> Policy:
        """Return the policy with the readings of this run."""
        return self.policy.with_letters({**self.policy.letters, **self.asked["readings"]})

    def deciding(self, measures: Sequence[str] | None = None) -> Tally:
        """Return how many rows each condition decides: the first that is open, or the first that fails.

        The condition is "amount" where only the amount is open. Columns: ``measure, verdict, deciding, rows``. The most
        frequent condition of a measure comes first.
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
        """Return how many rows exactly one condition refuses: ``measure, condition, rows``.

        Raises `RunError` for a run without refused rows.
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
            return T("只差金额", "only the amount is open")(lang)
        return f"{id} {self.conditions[id](lang)}"

    def open_questions(self, measures: Sequence[str] | None = None) -> Tally:
        """Return how many answers and amounts each missing fact or parameter leaves open, the most frequent first.

        Columns: ``kind`` (fact or figure), ``name``, ``measures`` (a list), ``answers`` (rows with an open verdict),
        ``amounts`` (entitled rows with an open amount), ``alone`` (rows where nothing else is missing).
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
        """Return the words for a missing fact or parameter, with its name."""
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
        """Return the full answer for one row with all reasons and figures, evaluated as a single case.

        Raises KeyError for a measure that was not screened or an unknown key, and `RunError` for another population.
        """
        return self.explain_all(measure, [id], population)[str(id)]

    def explain_all(self, measure: str, ids: Sequence[object], population: Population) -> dict[str, Determination]:
        """Return the answers for several rows, by their keys as text, in one pass."""
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
        asked = self.asked
        said = [self.policy.title(self.lang), self._title(self.lang)]
        for name, text in (("readings", T("口径", "readings")), ("params", T("另设参数", "figures of its own"))):
            if asked[name]:
                listed = COMMA(self.lang).join(f"{k} = {v}" for k, v in asked[name].items())
                said.append(f"{text(self.lang)}{COLON(self.lang)}{listed}")
        head = "<br>".join(escape(text) for text in said)
        return f"<div><p>{head}</p>{self.by(MEASURE)._repr_html_()}</div>"

    def __repr__(self) -> str:
        return f"<Results {self.asked['policy']} on {self.asked['on']}: {len(self.asked['measures'])} measures>"
