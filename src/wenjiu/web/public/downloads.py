"""Build downloads of lists: a table that Excel opens (``csv``) or data (``json``)."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse

from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.day import is_other_day

KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
#: A negative number begins like a formula, and is none.
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def attachment(form: str, stem: str, makers: Mapping[str, Callable[[], bytes]]) -> HttpResponse:
    """Return the file in the requested form, named after its stem, and after its day if that is not today.

    Raise 404 if there is no such form.
    """
    if form not in makers:
        raise Http404(f"no form {form!r}")
    if is_other_day():
        stem = f"{stem}-{civil.iso(civil.answer_day())}"
    headers = {"Content-Disposition": f'attachment; filename="{stem}.{form}"'}
    return HttpResponse(makers[form](), content_type=KINDS[form], headers=headers)


def head_of(policy: Policy, lang: str) -> dict[str, Any]:
    """Return the first members of a data file: its policy and its day."""
    return {
        "policy": policy.name,
        "document": policy.document,
        "on": civil.iso(civil.answer_day()),
        "language": lang,
    }


def table(columns: Sequence[str], lines: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a CSV table with one line a mapping, in UTF-8 with a byte order mark. No cell can be read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(line.get(name)) for name in columns] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def data(content: Mapping[str, Any]) -> bytes:
    """Return the content as JSON, for programs."""
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    if NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
