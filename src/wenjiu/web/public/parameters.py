"""Views of the parameters: every figure of the rules, each dated row with its source and whether it is confirmed."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from wenjiu.rules.explain.ages import before_amendment, marks_of
from wenjiu.rules.language.dated_values import OPEN_FROM, DatedValue
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.formats import policy_language
from wenjiu.web.public import downloads
from wenjiu.web.public.chapters import clause_title
from wenjiu.web.public.policy import current_policy, document_of

CONFIRMED, UNCONFIRMED, MISSING = STATES = ("confirmed", "unconfirmed", "missing")
COLUMNS = ("name", "label", "clause", "unit", "state", "key", "column", "value", "since", "known", "current",
           "confirmed", "confidence", "source", "note", "measures")  # fmt: skip


@require_safe
def parameters(request: HttpRequest) -> HttpResponse:
    """Show all parameters, or with ``?state=`` those that are confirmed, unconfirmed or missing."""
    policy, lang = current_policy(), policy_language()
    everything = entries(policy, lang)
    state = _state(request)
    shown = [e for e in everything if state in ("", e["state"])]
    filters = [{"state": "", "word": gettext("全部"), "n": len(everything)}]
    filters += [{"state": s, "word": _state_word(s), "n": sum(e["state"] == s for e in everything)} for s in STATES]
    context = {
        "policy": document_of(policy, lang),
        "groups": _by_clause(shown),
        "filters": filters,
        "state": state,
        "total": len(shown),
    }
    return render(request, "web/parameters.html", context)


@require_safe
def parameter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one parameter with all its rows."""
    policy, lang = current_policy(), policy_language()
    if name not in policy.book.params:
        raise Http404(f"no parameter {name!r}")
    shown = entry(policy, policy.book.params[name], lang)
    return render(request, "web/parameter.html", {"policy": document_of(policy, lang), "p": shown})


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponse:
    """Return the list as a file: ``csv`` (one line a value, UTF-8 with a byte order mark for Excel) or ``json``."""
    policy, lang = current_policy(), policy_language()
    state = _state(request)
    shown = [e for e in entries(policy, lang) if state in ("", e["state"])]
    content = downloads.head_of(policy, lang) | {"parameters": [_plain(e) for e in shown]}
    stem = "-".join(filter(None, ("wenjiu-parameters", state)))
    return downloads.attachment(form, stem, {"csv": lambda: as_csv(shown), "json": lambda: downloads.data(content)})


def _state(request: HttpRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in STATES else ""


def _state_word(state: str) -> str:
    return {
        CONFIRMED: gettext("已核对"),
        UNCONFIRMED: gettext("待确认"),
        MISSING: gettext("没有数值"),
    }[state]


def entries(policy: Policy, lang: str) -> list[dict[str, Any]]:
    """Return every parameter of the policy, those stated by the document first, in the order of its data files."""
    users = _users(policy)
    return [_entry(policy, param, lang, users) for param in policy.book.params.values()]


def _users(policy: Policy) -> dict[str, list[str]]:
    """Return the measures that use each parameter, by its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, measure in policy.measures.items():
        for node in measure.nodes():
            if isinstance(node, Param):
                found[node.name].append(code)
    return found


def entry(policy: Policy, param: Param, lang: str) -> dict[str, Any]:
    """Return a parameter for pages and files: words, value in force today, every dated row, its measures."""
    return _entry(policy, param, lang, _users(policy))


def _entry(policy: Policy, param: Param, lang: str, users: dict[str, list[str]]) -> dict[str, Any]:
    today = civil.answer_day()
    current = param.in_force(today)
    rows = [_row(policy, param, row, row in current, lang) for row in param.rows]
    given = [row for row in current if row.value is not None]
    state = MISSING if not given else CONFIRMED if all(row.confirmed for row in current) else UNCONFIRMED
    branch = param.name.rpartition(".")[0]
    clause = policy.measures[branch].clause if branch in policy.measures else param.clause
    return {
        "name": param.name,
        "label": param.label(lang),
        "clause": clause,
        "clause_title": clause_title(policy, clause, lang),
        "unit": _unit(param, lang),
        "stated": param.stated,
        "state": state,
        "state_word": _state_word(state),
        "marks": marks_of(policy, param, today, lang),
        "amended": before_amendment(policy, param, today),
        "value": _value_today(param, given, today, lang),
        "set": any(row.set_by for row in current),
        "later": [row for row, dated in zip(rows, param.rows, strict=True) if dated.start > today],
        "note": param.note(lang) if param.note else "",
        "source": _source(current, lang),
        "rows": rows,
        "keyed": any(row["key"] for row in rows),
        "measures": [{"code": code, "name": policy.measures[code].name(lang)} for code in users.get(param.name, ())],
    }


def _value_today(param: Param, given: list[DatedValue], today: int, lang: str) -> str:
    if not given:
        return ""
    if not param.type.by_day:  # the columns of the row in force
        return gettext("；").join(f"{c['column']} {c['value']}".strip() for c in _columns(param, given[-1], lang))
    row = param.at(today)
    return (param.type.word(param, row.value, today, lang) or "") if row is not None else ""


def _source(current: list[DatedValue], lang: str) -> dict[str, Any]:
    """Return since when and from which source the value in force is; of a map with several sources only that fact."""
    sources = list(dict.fromkeys(row.source(lang) for row in current))
    if len(sources) > 1:
        words = ngettext("%(n)d 个数值，各有来源", "%(n)d 个数值，各有来源", len(current)) % {"n": len(current)}
        return {"since": None, "words": words}
    since = current[0].start if len(current) == 1 and current[0].start != OPEN_FROM else None
    return {"since": civil.iso(since) if since is not None else None, "words": "".join(sources)}


def _row(policy: Policy, param: Param, row: DatedValue, current: bool, lang: str) -> dict[str, Any]:
    since = None if row.start == OPEN_FROM else civil.iso(row.start)
    return {
        "key": row.key,
        "key_word": param.key_word(row.key, lang) if row.key else "",
        "columns": _columns(param, row, lang),
        "since": policy.issued.isoformat() if param.stated and since is None else since,
        "known": None if row.known == OPEN_FROM else civil.iso(row.known),
        "source": row.source(lang),
        "confidence": row.confidence,
        "confirmed": row.confirmed,
        "current": current,
    }


def _columns(param: Param, row: DatedValue, lang: str) -> list[dict[str, Any]]:
    """Return the values of a row with the names of their columns; a row of one value has no name for it."""
    if row.value is None:
        return [{"column": "", "value": gettext("未知"), "public": None}]
    return [
        {
            "column": param.key_word(name, lang) if name else "",
            "value": param.show_entry(value, lang),
            "public": param.type.public_column(param, value),
        }
        for name, value in param.type.columns(param, row)
    ]


def _unit(param: Param, lang: str) -> str:
    """Return the unit in words, such as yuan a month; a share has none."""
    words = {"fen": gettext("元"), "person": gettext("人"), "month": gettext("月"), "year": gettext("年"),
             "day": gettext("天"), "1": ""}  # fmt: skip
    if param.period:
        return gettext("月数")
    return "/".join(filter(None, (words.get(base, base) for base in str(param.unit).split("/"))))


def _by_clause(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return parameters by clause; those of the general rules come last."""
    groups: dict[str, dict[str, Any]] = {}
    for e in sorted(shown, key=lambda e: (not e["clause_title"], e["clause"])):
        clause = e["clause"] if e["clause_title"] else ""
        group = groups.setdefault(clause, {"clause": clause, "title": e["clause_title"], "parameters": []})
        group["parameters"].append(e)
    return list(groups.values())


def as_csv(shown: list[dict[str, Any]]) -> bytes:
    """Return one line a value; a parameter without a value has a line that says so."""
    return downloads.table(COLUMNS, (line for e in shown for line in _lines(e)))


def _lines(e: dict[str, Any]) -> Iterator[dict[str, Any]]:
    fixed = e | {"measures": " ".join(m["code"] for m in e["measures"])}
    for row in e["rows"] or [{"columns": [{"column": "", "public": ""}]}]:
        for column in row["columns"]:
            yield fixed | row | {"column": column["column"], "value": column["public"]}


def _plain(e: dict[str, Any]) -> dict[str, Any]:
    """Return the entry for the JSON file: values in their public form instead of as words."""
    names = ("name", "label", "clause", "unit", "stated", "state", "note")
    rows = [
        {name: row[name] for name in ("key", "since", "known", "current", "confirmed", "confidence", "source")}
        | {"values": [{"column": c["column"], "value": c["public"]} for c in row["columns"]]}
        for row in e["rows"]
    ]
    return {name: e[name] for name in names} | {"rows": rows, "measures": [m["code"] for m in e["measures"]]}
