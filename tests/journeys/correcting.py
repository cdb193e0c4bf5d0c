"""A case is corrected on the way: an official asks once for everything that is missing, and who filed it answers.

All people, firms and papers are invented.
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.bureau.files.made import PDF
from tests.bureau.test_desk import typed
from tests.journeys.walk import Walk, text

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case

#: What is asked where nothing is missing, and what is answered.
QUESTION, REPLY = "请说明联系人和电话是否还有效", "都还有效"


def can_ask(case: Case) -> bool:
    """Whether the first step of a case can ask for a correction. A duty of the office itself cannot."""
    flow = flows.flow_of(case)
    return any(outcome.kind == "wait" for outcome in flow.step(case.state).outcomes.values())


def ask_and_answer(walk: Walk, case: Case) -> list[str]:
    """Let the clerk ask for the papers that are missing and the filer answer; return the fields that were asked for."""
    asked = _ask(walk, case)
    case.refresh_from_db()
    assert case.state == "correcting"
    _answer(walk, case)
    case.refresh_from_db()
    assert case.state == "accept" and case.round == 2
    kept = case.corrections.get()
    assert kept.answered_at is not None and len(kept.answers) == len(kept.items) == len(asked)
    return asked


def _ask(walk: Walk, case: Case) -> list[str]:
    client, place = walk.as_(walk.town.staff["clerk"]), f"/desk/cases/{case.number}/"
    client.post(place, {"version": case.version, "do": "papers"})
    page = client.get(place).content.decode()
    form: dict[str, Any] = {name: typed(page, name) for name in ("item_line", "item_field", "item_text")}
    if not form["item_text"]:
        form = {"item_line": ["0"], "item_field": [""], "item_text": [QUESTION]}
    form["version"] = case.version
    first = client.post(place, {**form, "do": "step:correct"})
    assert first.status_code == 302 and form["item_text"][0] in client.get(first.url).content.decode()
    assert client.post(place, {**form, "do": "sure:correct"}).status_code == 302
    walk.cost.steps += 1
    fields: list[str] = form["item_field"]
    return fields


def _answer(walk: Walk, case: Case) -> None:
    filer, place = walk.filer, f"/my/cases/{case.number}/correct/"
    page = filer.get(place)
    form: dict[str, Any] = {"version": page.context["version"]}
    for item in page.context["items"]:
        for paper in item["papers"]:
            form[f"file-{paper['key']}"] = SimpleUploadedFile("补交.pdf", PDF)
            walk.cost.papers += 1
        if not item["papers"]:
            form[f"reply-{item['number']}"] = REPLY
    walk.cost.typed += len(form) - 1
    walk.cost.clicks += 3
    early = filer.post(place, {"version": form["version"], "do": "send"})
    assert early.status_code == 422 and "这一项还没有回答" in text(early), "nothing is sent without an answer"
    checked = filer.post(place, {**form, "do": "check"})
    assert checked.status_code == 200, text(checked)[-1500:]
    words = {name: value for name, value in form.items() if not name.startswith("file-")}
    assert filer.post(place, {**words, "do": "send"}).status_code == 302
