"""Define the four INVENTED measures of the benchmarks in the rule language, equal to those in the peers' programs.

* M1: a hiring subsidy (hires, each with a person, summed for an employer).
* M2: a young firm that employs residents (an employer, with a count of its hires).
* M3: rent (an employer and its owner).
* M4: an intern's stipend (months by the minimum wage in force, three steps).

None of this is the policy of any district. Facts have the names of the peers' columns.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from wenjiu.policies.vocabulary import case
from wenjiu.rules.document.registers import Counted, Registers, Table, columns
from wenjiu.rules.language.dated_values import DatedValue
from wenjiu.rules.language.facts import Vocabulary, count, day, money, months, yes_no
from wenjiu.rules.language.measures import Measure, Require, line, require
from wenjiu.rules.language.nodes import Node
from wenjiu.rules.language.parameter_rows import TABLE
from wenjiu.rules.language.parameter_types import FROM, TO, ParamType
from wenjiu.rules.language.parameters import Book, Param
from wenjiu.rules.language.text import T, Text
from wenjiu.rules.language.units import FEN, MONTH, ONE, PERSON
from wenjiu.rules.language.words import (
    all_of,
    any_of,
    at_least,
    at_most,
    least,
    monthly_sum,
    not_,
    not_later,
    persons,
    rate,
    reached,
    under,
    years,
    yuan,
)
from wenjiu.rules.language.words import months as months_of
from wenjiu.rules.policy import Policy, Version, by_code
from wenjiu.standards import civil

WHY = T("比较用的虚构事实。", "An invented fact, for comparison only.")
SOURCE = T("虚构", "invented")
#: The day of the screening, and the programme's year.
REFERENCE = civil.key(2026, 6, 30)
YEAR = (civil.key(2026, 1, 1), civil.key(2026, 12, 31))
#: (from, fen a month) of the minimum wage.
WAGES = ((civil.key(2021, 12, 1), 230000), (civil.key(2025, 3, 1), 250000), (civil.key(2026, 9, 1), 268000))


def fact(kind: Any, zh: str, en: str, **more: Any) -> Any:
    """Return a fact without wording other than its name."""
    return kind(T(zh, en), T(f"{zh}？", f"{en}?"), WHY, **more)


class person:
    """A person, with at most one internship and one registered spell of unemployment."""

    birth = fact(day, "出生日期", "day of birth")
    hukou = fact(yes_no, "本区户籍", "registered in the district")
    is_grad = fact(yes_no, "高校毕业生", "graduate")
    grad = fact(day, "毕业日期", "day of graduation")
    has_unemp = fact(yes_no, "有失业登记", "has been registered unemployed")
    unemp_from = fact(day, "失业登记起", "registered unemployed from")
    unemp_to = fact(day, "失业登记止", "registered unemployed until")
    jobless = fact(yes_no, "离校未就业", "without work since school")
    key_group = fact(yes_no, "重点群体", "of a key group")
    has_intern = fact(yes_no, "有见习", "has an internship")
    intern_start = fact(day, "见习起", "first day of the internship")
    intern_months = fact(months, "见习月数", "months of the internship")


class hires:
    """One hire of a person by an employer."""

    hire = fact(day, "招用日期", "day of the hire")
    end = fact(day, "离职日期", "last day of the employment")


class employer:
    """An employer with an owner."""

    reg = fact(day, "注册日期", "day of registration")
    d_reg = fact(yes_no, "注册地在本区", "registered in the district")
    d_tax = fact(yes_no, "纳税地在本区", "pays tax in the district")
    sme = fact(yes_no, "中小微企业", "small or medium")
    rent = fact(money, "年租金", "rent of the year")
    rent_years = fact(count, "已领年数", "years paid before", unit=ONE, most=100)
    n = fact(count, "本区户籍职工", "residents employed")


def param(name: str, type: ParamType, unit: Any, zh: str, en: str, *rows: tuple[int, Any]) -> Param:
    """Return a parameter that the invented document states."""
    dated = tuple(DatedValue(start, value, SOURCE, "high") for start, value in rows)
    return Param(name, type, unit, T(zh, en), "M", dated, stated=True, value_key="yuan_per_month")


year_from = param("year_from", FROM, ONE, "年度首日", "first day of the year", (0, YEAR[0]))
year_to = param("year_to", TO, ONE, "年度末日", "last day of the year", (0, YEAR[1]))
open_end = param("open_end", TO, ONE, "不设末日", "no last day", (0, civil.LATEST))
wage = param("wage", TABLE, FEN.per(MONTH), "最低工资", "minimum wage", *WAGES)


def unemployed_on(date: Node) -> Node:
    """Return a condition: registered as unemployed on a day."""
    return all_of(person.has_unemp, at_least(date, person.unemp_from), at_most(date, person.unemp_to))


aged = all_of(
    reached(employer.reg, years(1), by=case.application_date),
    not_later(employer.reg, years(5), by=case.application_date),
)
graduate_of_the_year = all_of(person.is_grad, at_least(person.grad, year_from), at_most(person.grad, year_to))
jobless_graduate = all_of(
    person.is_grad,
    at_least(person.intern_start, person.grad),
    not_later(person.grad, years(2), by=person.intern_start),
    person.jobless,
)
young_unemployed = all_of(
    unemployed_on(person.intern_start),
    reached(person.birth, years(16), by=person.intern_start),
    not_(reached(person.birth, years(25), by=person.intern_start)),
)
employed_residents = all_of(
    at_most(hires.hire, case.application_date), at_least(hires.end, case.application_date), person.hukou
)
#: Facts of one case that all four measures pay, as in the peers' single case (dates as civil keys, fen).
CASE: dict[str, Any] = {
    "hire": civil.key(2026, 3, 9),
    "hukou": True,
    "is_grad": True,
    "grad": civil.key(2026, 6, 25),
    "has_unemp": False,
    "unemp_from": None,
    "unemp_to": None,
    "jobless": True,
    "key_group": True,
    "has_intern": True,
    "intern_start": civil.key(2026, 7, 1),
    "intern_months": 6,
    "birth": civil.key(2003, 5, 1),
    "d_reg": True,
    "d_tax": True,
    "sme": True,
    "reg": civil.key(2023, 9, 1),
    "n": 7,
    "rent": 6_300_000,
    "rent_years": 1,
}
AMOUNTS = {"M1": 500000, "M2": 7000000, "M3": 5000000, "M4": 1572000}  # fen


def measure(
    code: str, zh: str, en: str, facts: dict[str, Any], trigger: Node, conditions: list[Require], amount: Node
) -> Measure:
    """Return a measure with one payee and no wording other than its name."""
    name = T(zh, en)
    facts = facts | {"application_date": case.application_date}
    known = {key: value for key, value in CASE.items() if key in facts} | {"application_date": REFERENCE}
    return Measure(
        code=code,
        clause="M",
        name=name,
        summary=name,
        standard=name,
        audience="anyone",
        subject=name,
        vocabulary=Vocabulary(facts),
        trigger=trigger,
        conditions=tuple(conditions),
        pays=(line("payee", amount),),
        payees={"payee": T("申领人", "payee")},
        once=name,
        example={key: public(key, facts[key], value) for key, value in known.items() if value is not None},
    )


def public(key: str, fact: Any, value: Any) -> Any:
    """Return a fact of `CASE` in the public form."""
    return civil.iso(value) if fact.type.name == "date" else f"{value // 100}.00" if fact.type.name == "yuan" else value


hiring_facts = {
    **columns(hires, "hire"),
    **columns(person, "hukou", "is_grad", "grad", "has_unemp", "unemp_from", "unemp_to"),
}
hiring = measure(
    "M1",
    "招用补贴（虚构）",
    "hiring subsidy (invented)",
    hiring_facts,
    hires.hire,
    [
        require(
            "C1", all_of(at_least(hires.hire, year_from), at_most(hires.hire, year_to)), "本年招用", "hired this year"
        ),
        require("C2", person.hukou, "本区户籍", "registered in the district"),
        require("C3", any_of(graduate_of_the_year, unemployed_on(hires.hire)), "重点人员", "graduate or unemployed"),
    ],
    yuan(5_000),
)
young_firm = measure(
    "M2",
    "创业带动就业（虚构）",
    "young firms that employ residents (invented)",
    columns(employer, "reg", "d_reg", "d_tax", "sme", "n"),
    case.application_date,
    [
        require("C1", employer.d_reg, "注册地在本区", "registered in the district"),
        require("C2", employer.d_tax, "纳税地在本区", "pays tax in the district"),
        require("C3", employer.sme, "中小微企业", "small or medium"),
        require("C4", aged, "注册满1年、不超过5年", "registered one to five years"),
        require("C5", at_least(employer.n, persons(3)), "本区户籍职工3名以上", "three residents or more"),
    ],
    least(yuan(30_000) + rate(10_000, FEN.per(PERSON)) * (employer.n - 3), yuan(200_000)),
)
rent = measure(
    "M3",
    "房租补贴（虚构）",
    "rent (invented)",
    {**columns(employer, "reg", "rent", "rent_years"), **columns(person, "key_group")},
    case.application_date,
    [
        require("C1", person.key_group, "法定代表人属重点群体", "owner of a key group"),
        require("C2", aged, "注册满1年、不超过5年", "registered one to five years"),
        require("C3", under(employer.rent_years, 3), "已领不足3年", "paid for less than three years"),
    ],
    least(employer.rent, yuan(50_000)),
)
stipend = measure(
    "M4",
    "见习补贴（虚构）",
    "intern's stipend (invented)",
    columns(
        person, "birth", "hukou", "is_grad", "grad", "has_unemp", "unemp_from", "unemp_to", "jobless", "has_intern",
        "intern_start", "intern_months",
    ),
    person.intern_start,
    [
        require("C1", person.has_intern, "有见习", "has an internship"),
        require("C2", person.hukou, "本区户籍", "registered in the district"),
        require("C3", any_of(jobless_graduate, young_unemployed), "见习对象", "jobless graduate or young unemployed"),
    ],
    monthly_sum(
        wage,
        person.intern_start,
        open_end,  # no last day is registered: the months alone give the length
        most=least(person.intern_months, months_of(12)),
        parts="touched",
    ),
)  # fmt: skip


def invented(*measures: Measure) -> Policy:
    """Return an invented policy with some measures. Those with a hire as subject are M1 and others with its facts."""
    own = {"M2": "employers", "M3": "employers", "M4": "persons"}
    of = {
        name: tuple(m.code for m in measures if own.get(m.code, "hires") == name) for name in (*own.values(), "hires")
    }
    registers = Registers(
        tables=(
            Table("persons", T("个人", "persons"), columns(person), measures=of["persons"], key="pid"),
            Table(
                "employers",
                T("单位", "employers"),
                columns(employer),
                refers={"owner": "persons"},
                measures=of["employers"],
                key="eid",
            ),
            Table(
                "hires",
                T("招用", "hires"),
                columns(hires),
                refers={"pid": "persons", "eid": "employers"},
                measures=of["hires"],
                key="hid",
                payee="eid",
            ),
        ),
        counted={employer.n: Counted("hires", "eid", employed_residents)},
    )
    return Policy(
        name="four_measures",
        title=T("比较用的四项措施（虚构）", "Four measures for comparison (invented)"),
        document="虚构",
        issued=dt.date(2026, 1, 1),
        home="home",
        home_name=Text("本区", "the district"),
        versions=(Version(1, dt.date(2026, 1, 1), "虚构", text_known=True),),
        book=Book((year_from, year_to, open_end, wage)),
        measures=by_code(measures),
        dates={name: getattr(case, name) for name in ("event_date", "application_date", "decision_date")},
        audiences={"anyone": T("任何人", "anyone")},
        registers=registers,
    )


policy = invented(hiring, young_firm, rent, stipend)


def branches(k: int) -> Policy:
    """Return an invented policy of k measures like M1, all different: by group, by days of the year, by sum."""
    groups = (any_of(graduate_of_the_year, unemployed_on(hires.hire)), graduate_of_the_year, unemployed_on(hires.hire))
    made = []
    for i in range(k):
        until = param(f"until_{i}", TO, ONE, "末日", "last day", (0, civil.plus_months(YEAR[0], 1 + i % 12)))
        conditions = [
            require(
                "C1", all_of(at_least(hires.hire, year_from), at_most(hires.hire, until)), "招用日期", "hired in time"
            ),
            require("C2", person.hukou if i % 2 else not_(person.hukou), "户籍", "residence"),
            require("C3", groups[i % 3], "重点人员", "graduate or unemployed"),
        ]
        made.append(
            measure(
                f"B{i:02}",
                "分支（虚构）",
                "branch (invented)",
                hiring_facts,
                hires.hire,
                conditions,
                yuan(1_000 + 50 * i),
            )
        )
    return invented(*made)
