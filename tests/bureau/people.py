"""Invented people for tests: numbers with valid check digits, users, areas."""

from __future__ import annotations

import datetime as dt
from typing import Any

from stdnum.cn import ric

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.writes import action


def resident_number(n: int, born: str = "19900101") -> str:
    """Return the n-th invented number of a resident."""
    return (start := f"110105{born}{n % 1000:03d}") + ric.calc_check_digit(start + "0")


@action
def _area(*, actor: str, code: str, kind: str, parent: Area | None) -> Area:
    values = {"name": code, "kind": kind, "parent": parent, "valid_from": dt.date(2020, 1, 1)}
    return Area.objects.get_or_create(code=code, defaults=values)[0]


def area(kind: str = "district", number: int = 1) -> Area:
    """Return an invented district, or the n-th of its streets."""
    district = _area(actor="a test", code="990000", kind="district", parent=None)
    if kind == "district":
        return district
    return _area(actor="a test", code=f"990000{number:03d}", kind="street", parent=district)


@action
def _user(*, actor: str, values: dict[str, Any]) -> User:
    return User.objects.create(**values)


def new_user(username: str, **values: Any) -> User:
    """Return a new user without a post."""
    return _user(actor="a test", values={"username": username, "name": f"虚构{username}", **values})
