"""Invented people, firms and files for tests of registers. Every number is made up here; the check digits are valid."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from stdnum.cn import ric, uscc

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.writes import action
from wenjiu.policies import load_policy

POLICY = load_policy("chaoyang_2020")


def resident(n: int) -> str:
    """Return the number of the invented resident n."""
    body = f"110105{1960 + n % 45}{1 + n % 12:02d}{1 + n // 540 % 28:02d}{n % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def firm(n: int) -> str:
    """Return the code of the invented firm n."""
    body = f"91110105MA{n:07d}"
    return body + uscc.calc_check_digit(body)


def person(n: int, name: str = "") -> Identity:
    """Return the invented resident n."""
    return Identity("person", "resident_id", resident(n), name or f"虚构甲{n}")


def organisation(n: int) -> Identity:
    """Return the invented firm n."""
    return Identity("organisation", "uscc", firm(n), f"虚构商贸{n}公司")


@action
def make_user(*, actor: Any, username: str = "keeper") -> User:
    """Store a user without a post."""
    return User.objects.create(username=username, name="登记员（虚构）")


def workbook(rows: Sequence[Sequence[Any]], sheet: str = "名单") -> bytes:
    """Return an .xlsx file with these rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    book.close()
    return out.getvalue()


HEADER = ("证件号码", "姓名", "户籍", "毕业学校类别", "毕业日期", "登记失业")


def people_rows(numbers: Sequence[int], district: str = "朝阳区") -> list[list[Any]]:
    """Return rows of the table of people."""
    return [[resident(n), f"虚构甲{n}", district, "高等学校（大学、大专）", "2020-07-01", "否"] for n in numbers]


def people_file(numbers: Sequence[int], district: str = "朝阳区") -> bytes:
    """Return a file of the table of people."""
    return workbook([HEADER, *people_rows(numbers, district)])
