"""The parties that a draft names besides the filer: typed, checked and saved."""

from __future__ import annotations

from django.http import HttpRequest

from wenjiu.bureau.cases import drafting
from wenjiu.bureau.cases.actions import drafts
from wenjiu.web.formats import joined
from wenjiu.web.workspace.facts import FilingForm


def save(request: HttpRequest, form: FilingForm) -> str | None:
    """Save the parties that a page posted, and return what is wrong with the first that is; None where it posted none.

    While only the number is typed, nothing but the number is called wrong.

    POST fields: ``number-KEY``, ``name-KEY``.
    """
    wrong: str | None = None
    for party in form.unnamed():
        key = party["key"]
        if f"number-{key}" not in request.POST:
            continue
        code, _slash, role = key.partition("/")
        number, name = request.POST[f"number-{key}"][:60], request.POST.get(f"name-{key}", "")[:80]
        faults = drafts.save_party(
            actor=request.user, filing_id=form.filing.pk, code=code, role=role, number=number, name=name
        )
        if number.strip() and not name.strip():
            faults = [text for text in [drafting.wrong_number(number.strip(), party["kind"])] if text]
        wrong = wrong or joined(faults)
    return wrong
