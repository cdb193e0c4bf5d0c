"""Hostile requests to the pages behind the sign-in: a clear answer each, nothing half done, and never a failure of ours.

What a return file of the bank or an Excel file can hold is tried in funds/test_returns.py and registry/test_files.py; here it
goes through the pages. All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.bureau import hostile_forms, matrix_objects
from tests.bureau.funds.world import World as Money
from tests.bureau.funds.world import returned
from tests.bureau.matrix_objects import ARGUMENTS, World
from tests.bureau.registry.people import resident, workbook
from tests.bureau.test_matrix import NAMES, PAGES, PUBLIC_ARGUMENTS, SIGN_IN, expected, table
from tests.support.counts import CAMPAIGN, most, some

from wenjiu.bureau import clock
from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.cases.models import Decision
from wenjiu.bureau.funds.models import Batch, ReturnFile

#: What a failure of ours would show to a reader.
TRACES = ("Traceback", "Exception", "IntegrityError", "DoesNotExist", "psycopg")
HEADER = ["证件号码", "姓名", "户籍"]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The personas and rows of the matrix, made once and rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield matrix_objects.make()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def undone(world: World, django_db_blocker: Any) -> Iterator[None]:
    """Undo what a test did."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield
        transaction.set_rollback(True)


def said(answer: Any) -> str:
    """Return the text of an answer, in which nothing of ours failed."""
    text = "" if answer.streaming else re.sub(r"\s+", " ", answer.content.decode(errors="replace"))
    assert answer.status_code < 500, text[:2000]
    assert not [trace for trace in TRACES if trace in text]
    return text


def path_of(world: World, name: str) -> str:
    of = ARGUMENTS | PUBLIC_ARGUMENTS
    return reverse(name, kwargs=of[name](world) if name in of else {})


#: Pages with an id that are everybody's: a new programme of a kind, and a call to which all can apply.
EVERYBODYS = {"my:new_programme", "my:programme_apply"}
#: Pages whose address names a measure: each reader sees there what is their own.
OWN_EACH = {"my:entitled_measure", "my:refuse_offer"}
OF_THE_FIRM = [name for name in PAGES if name in ARGUMENTS and name.startswith("my:") and name not in EVERYBODYS]
WITH_ID = sorted(name for name, route in PAGES.items() if "<" in route)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OF_THE_FIRM)
def test_what_is_another_firms_is_not_there(world: World, name: str, method: str) -> None:
    events = Event.objects.count()
    answer = getattr(world.client_of("firm-2"), method)(path_of(world, name), {"do": "submit", "true": "yes"})
    assert "虚构·东溪机械厂" not in said(answer) and Event.objects.count() == events
    assert answer.status_code in (404, 405) or name in OWN_EACH


def test_a_case_of_another_street_is_not_there_and_not_decided(world: World) -> None:
    address, decisions = path_of(world, "desk:case"), Decision.objects.count()
    client = world.client_of("specialist-2")
    for answer in (client.get(address), client.post(address, {"do": "step:accepted", "version": "1"})):
        assert answer.status_code == 404 and "虚构·东溪机械厂" not in said(answer)
    assert Decision.objects.count() == decisions


@pytest.mark.parametrize("persona", ["firm", "firm-2", "resident", "maker", "leader", "auditor", "keeper"])
def test_a_decision_is_taken_by_nobody_without_the_post(world: World, persona: str) -> None:
    case, decisions = world.rows["case"], Decision.objects.count()
    client = world.client_of(persona)
    for press in ("step", "sure"):  # the second press is for what is shown before it is done
        form = {"do": f"{press}:accepted", "version": str(case.version), "reason": "伪造"}
        answer = client.post(path_of(world, "desk:case"), form)
        said(answer)
        assert answer.status_code in ((302, 403, 404, 422) if press == "step" else (403, 404, 422)), answer.status_code
    assert Decision.objects.count() == decisions


def test_a_batch_is_not_released_by_its_maker(world: World) -> None:
    money = Money(world.people["maker"], world.people["releaser"], world.people["approver"], policy="chaoyang_2020")
    money.count = 800
    money.budget(5_000_00, group="5.2")
    money.owed(1_000_00, group="5.2")
    batch = money.frozen()
    address = reverse("desk:money:release", kwargs={"number": batch.number})
    answer = world.client_of("maker").post(address, {"sha256": batch.sha256, "confirm": "yes", "do": "release"})
    said(answer)
    assert answer.status_code in (302, 403, 404, 422)
    assert Batch.objects.get(pk=batch.pk).released_at is None


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[: len(data) // 2],
    "doubled": lambda data: data + data,
    "strange total": lambda data: data.replace(b",10.00\r", b",1e9\r", 1),
    "null bytes": lambda data: data.replace(b"P20", b"P\x0020"),
    "a workbook": lambda data: workbook([["批次号", data.decode("gb18030")]]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_damaged_return_file_moves_nothing_and_says_so(world: World, change: Callable[[bytes], bytes]) -> None:
    batch, files = world.rows["batch"], ReturnFile.objects.count()
    data = change(returned(batch, (batch.lines.get().reference, "10.00", "成功", "")))
    form = {"file": SimpleUploadedFile("回盘.csv", data)}
    answer = world.client_of("maker").post(path_of(world, "desk:money:read_return"), form)
    assert answer.status_code == 422 and "什么都没有改动" in said(answer)
    assert ReturnFile.objects.count() == files


def _macro() -> bytes:
    out = io.BytesIO(workbook([HEADER, [resident(1), "虚构", "朝阳区"]]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


FILES: dict[str, tuple[str, bytes, str]] = {
    "a macro": ("名单.xlsx", _macro(), "宏"),
    "an old Excel file under a new name": ("名单.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx"),
    "a new Excel file under an old name": ("名单.xls", _macro(), "宏"),
    "a web page": ("名单.xls", b"<html><table></table></html>", "网页"),
    "null bytes": ("名单.csv", b"\x00" * 5000, ""),
    "too many rows": ("名单.csv", ("证件号码,姓名,户籍\n" + "x,x,x\n" * 20_001).encode(), "20000"),
}


@pytest.mark.parametrize(("name", "content", "words"), FILES.values(), ids=list(FILES))
def test_a_file_that_is_no_list_is_refused_where_it_was_chosen(
    world: World, name: str, content: bytes, words: str
) -> None:
    events = Event.objects.count()
    form = {"file": SimpleUploadedFile(name, content), "source": "虚构"}
    answer = world.client_of("keeper").post(reverse("desk:register_upload", kwargs={"table": "persons"}), form)
    assert answer.status_code == 422 and words in said(answer)
    draft = path_of(world, "my:filing")
    answer = world.client_of("firm").post(draft, {"do": "save", "roster": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422, said(answer)
    world.rows["draft"].refresh_from_db()
    assert len(world.rows["draft"].draft["lines"]) == 1 and Event.objects.count() == events


@pytest.mark.parametrize("name", some(WITH_ID, 4, "pages with an id"))
def test_an_id_that_does_not_exist_is_not_found(world: World, name: str) -> None:
    given = {key: (10**30 if isinstance(value, int) else "2099-x%00") for key, value in ARGUMENTS[name](world).items()}
    address = re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: str(given[m[2]]), PAGES[name])
    for persona in ("firm", "specialist", "maker", "releaser", "keeper", "leader"):
        for method in ("get", "post"):
            answer = getattr(world.client_of(persona), method)(address)
            said(answer)
            assert answer.status_code in (400, 403, 404, 405), (persona, method, answer.status_code)


#: Forms that take text, with who may send them.
FORMS = {
    "my:filing": ("firm", {"a-claim_year": "20\x0026", "do": "save"}),
    "my:field": ("firm", {"a-claim_year": "20\x0026"}),
    "my:new_line": ("firm", {"number": "1101\x00", "name": "虚\x00构", "do": "save"}),
    "my:accounts": ("firm", {"holder": "\x00", "bank": "\x00", "number": "1\x00"}),
    "my:withdraw": ("firm", {"reason": "a\x00b", "version": "\x00"}),
    "my:correct": ("firm", {"l1-hire_date": "2026-\x00", "version": "\x00", "do": "send"}),
    "desk:case": ("specialist", {"do": "step:\x00", "reason": "\x00", "version": "1"}),
    "desk:register_search": ("keeper", {"q": "\x00"}),
    "desk:money:budgets": ("maker", {"group": "\x00", "amount": "\x00", "reason": "\x00", "year": "\x00"}),
    "desk:money:drop": ("maker", {"reason": "\x00"}),
    "desk:settle": ("approver", {"reason": "\x00", "text": "\x00"}),
}


@pytest.mark.parametrize("name", FORMS)
def test_null_bytes_are_answered_and_never_stored(world: World, name: str) -> None:
    persona, form = FORMS[name]
    said(world.client_of(persona).post(path_of(world, name), form))


@pytest.mark.parametrize("name", FORMS)
def test_ten_megabytes_in_a_field_are_refused(world: World, name: str) -> None:
    persona, form = FORMS[name]
    events = Event.objects.count()
    answer = world.client_of(persona).post(path_of(world, name), dict.fromkeys(form, "长" * 3_500_000))
    said(answer)
    assert answer.status_code in (400, 413, 422) and Event.objects.count() == events


@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_another_site_is_refused(world: World, name: str) -> None:
    persona, form = FORMS[name]
    client = world.client_of(persona, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post(path_of(world, name), {**form, "csrfmiddlewaretoken": "b" * 32})
    assert answer.status_code == 403 and "请" in said(answer)


ONLY_POST = ("desk:money:read_return", "desk:register_confirm", "desk:register_discard", "desk:register_upload",
             "my:field", "my:rest", "my:account_number", "my:receipt", "desk:settle", "desk:end_notice", "demo:day")  # fmt: skip


@pytest.mark.parametrize("name", ONLY_POST)
def test_reading_what_only_takes_a_form_changes_nothing(world: World, name: str) -> None:
    events = Event.objects.count()
    for persona in ("firm", "specialist", "maker", "keeper", "approver"):
        answer = world.client_of(persona).get(path_of(world, name))
        said(answer)
        assert answer.status_code in (302, 403, 404, 405), answer.status_code
    assert Event.objects.count() == events


#: Pages with what each persona may do on them; a form without anything in it is answered otherwise than "not found".
REACHED = {
    persona: sorted({
        key.partition(" ")[2]
        for key, row in table().items()
        if expected(row)[persona] not in (404, 405, SIGN_IN) and not key.endswith(("/account/logout/", "/demo/day/"))
    })
    for persona in NAMES
}  # fmt: skip
ROUTES = {route: name for name, route in PAGES.items()}
#: Pages that everybody reads, with forms that ask the database.
PUBLIC_FORMS = ["web:objection", "web:objection_result", "web:complain", "web:complaint", "web:verify", "web:visit"]


@pytest.mark.parametrize("persona", NAMES)
def test_a_form_with_anything_in_it_is_answered(
    world: World, persona: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar = tmp_path / "calendar"  # a form on every page turns it
    monkeypatch.setattr(clock, "calendar_file", lambda: calendar)

    @settings(
        max_examples=most(1, 3, 5, 500), deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate], derandomize=not CAMPAIGN,
    )  # fmt: skip
    # What a page shows may differ from example to example: a form can delete a file. So nothing else is drawn.
    @given(name=st.sampled_from([*(ROUTES[route] for route in REACHED[persona]), *PUBLIC_FORMS]), seed=st.integers(0))
    def answered(name: str, seed: int) -> None:
        address, chance = path_of(world, name), Random(seed)
        calendar.unlink(missing_ok=True)
        with transaction.atomic():
            cache.clear()
            client = world.client_of(persona)
            page = client.get(address)
            forms = hostile_forms.forms_of(said(page)) if page.status_code == 200 and not page.streaming else []
            form = chance.choice([None, *forms])
            fields = hostile_forms.changed(chance, form)
            to = form.action or address if form is not None else address
            said(client.post(to, hostile_forms.encoded(fields), content_type="application/x-www-form-urlencoded"))
            said(client.get(f"{address}?{hostile_forms.encoded(fields[-5:]).decode()}"))
            transaction.set_rollback(True)

    answered()
