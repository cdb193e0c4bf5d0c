"""What tests of the pages below /my/ share: signing in, beginning and sending a filing, a roster as a file.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.bureau.cases.scene import Scene
from tests.bureau.people import resident_number

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.parties.queries import number_of

HEADER = ["证件号码", "姓名", "新招用", "招用日期", "职工户籍", "招用前登记失业"]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def begin(client: Client, *codes: str, key: Any = None) -> str:
    """Begin a filing on the page, and return its address."""
    page = client.get("/my/new/")
    form = {"do": "begin", "key": page.context["key"] if key is None else key, "filer": page.context["filer"].pk}
    answer = client.post("/my/new/", {**form, "measure": codes})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def add_people(client: Client, place: str, scene: Scene) -> None:
    for p in scene.people:
        answer = client.post(f"{place}lines/new/", {"number": number_of(p), "name": p.name, "do": "save"})
        assert answer.status_code == 302


def send(client: Client, place: str, **more: str) -> list[Case]:
    """Confirm and submit a draft, and return its cases."""
    version = client.get(f"{place}submit/").context["filing"].version
    answer = client.post(f"{place}submit/", {"version": version, "true": "yes", **more})
    assert answer.status_code == 302, text(answer)
    return list(Case.objects.filter(filing=filing_of(place)).order_by("measure"))


def filing_of(place: str) -> int:
    return int(place.rstrip("/").rsplit("/", 1)[1])


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def workbook(*rows: list[Any]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("名单.xlsx", out.getvalue())


def good_row(n: int) -> list[Any]:
    return [resident_number(n), f"虚构{n}", "是", "2026-03-02", "本区", "是"]
