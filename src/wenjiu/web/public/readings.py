"""Views of the readings (口径): each ambiguity of the document, its readings, the one in use, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from wenjiu.policies.documents.district_figures import figures_of
from wenjiu.rules.document.ambiguities import AmbiguityRecord
from wenjiu.rules.document.amendments import readings_on
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.formats import policy_language
from wenjiu.web.public import downloads
from wenjiu.web.public.chapters import clause_title
from wenjiu.web.public.district import basis_of, district_of
from wenjiu.web.public.policy import current_policy, document_of, listed_for

CLAUSE, MONEY = SORTS = ("clause", "money")
COLUMNS = ("id", "clause", "words", "letter", "text", "recommended", "switchable", "remote", "why", "money", "measures",
           "cases", "become_entitled", "cease", "certain_yuan", "most_yuan", "lacking", "not_computed")  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What a visitor wants to see: the order, and only the ambiguities of a measure or an audience ("" for all)."""

    sort: str
    measure: str
    audience: str

    @property
    def order(self) -> str:
        """Return the order as a URL names it; an empty string for the usual one."""
        return self.sort if self.sort != CLAUSE else ""

    @property
    def narrowed(self) -> bool:
        """Return whether only some ambiguities are wanted."""
        return bool(self.measure or self.audience)

    def chosen(self, policy: Policy) -> list[AmbiguityRecord]:
        """Return the ambiguities in the wanted order. In that of money, the largest change in the district is first."""
        codes = set(policy.measures)
        if self.measure:
            codes = {self.measure}
        if self.audience:
            codes &= {m.code for m in listed_for(policy, self.audience)}
        found = [a for a in policy.ambiguities.values() if codes == set(policy.measures) or _concerns(policy, a, codes)]
        figures = figures_of(policy)
        if self.sort == MONEY and figures is not None:
            found.sort(key=lambda a: (bool(a.switchable), figures.weight(a.id)), reverse=True)
        return found


def _concerns(policy: Policy, ambiguity: AmbiguityRecord, codes: set[str]) -> bool:
    """Whether an ambiguity concerns some of these measures: they compute it, or it is about their clause."""
    if ambiguity.computable:
        return bool(codes & ambiguity.computable.keys())
    return any(policy.measures[code].clause == ambiguity.clause for code in codes)


def wanted_of(request: HttpRequest, policy: Policy) -> Wanted:
    """Return what the query of a request asks for. Unknown values count as not given."""
    sort, measure, audience = (request.GET.get(name, "") for name in ("sort", "measure", "audience"))
    return Wanted(
        sort if sort in SORTS else CLAUSE,
        measure if measure in policy.measures else "",
        audience if audience in policy.audiences else "",
    )


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Show the ambiguities of the document: by clause, the general ones first, or by the money that hangs on them.

    Query: ``sort`` (``clause`` or ``money``), ``measure`` (a code), ``audience`` (an id).
    """
    policy, lang = current_policy(), policy_language()
    wanted = wanted_of(request, policy)
    shown = wanted.chosen(policy)
    context = {
        "policy": document_of(policy, lang),
        "groups": _by_money(policy, shown, lang) if wanted.sort == MONEY else _by_clause(policy, shown, lang),
        "total": len(shown),
        "switchable": sum(bool(a.switchable) for a in shown),
        "wanted": wanted,
        "measures": [{"code": code, "name": m.name(lang)} for code, m in policy.measures.items()],
        "audiences": [{"id": id, "name": name(lang)} for id, name in policy.audiences.items()],
        "basis": basis_of(policy),
    }
    return render(request, "web/readings.html", context)


def _by_clause(policy: Policy, shown: Iterable[AmbiguityRecord], lang: str) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for ambiguity in shown:
        clause = ambiguity.clause
        name = clause_title(policy, clause, lang) if clause else gettext("通用")
        anchor = f"c{clause}" if clause else "general"
        group = groups.setdefault(clause, {"anchor": anchor, "clause": clause, "name": name, "readings": []})
        group["readings"].append(entry(policy, ambiguity, lang))
    return list(groups.values())


def _by_money(policy: Policy, shown: list[AmbiguityRecord], lang: str) -> list[dict[str, Any]]:
    parts = (
        ("computed", gettext("按全区金额从大到小（合成数据）"), [a for a in shown if a.switchable]),
        ("not-computed", gettext("推算不出金额的"), [a for a in shown if not a.switchable]),
    )
    return [
        {"anchor": anchor, "clause": "", "name": name, "readings": [entry(policy, a, lang) for a in found]}
        for anchor, name, found in parts
        if found
    ]


@require_safe
def reading(request: HttpRequest, id: str) -> HttpResponse:
    """Show one ambiguity: the words in question, each reading, why one is recommended, its effect on money."""
    policy, lang = current_policy(), policy_language()
    ambiguity = ambiguity_or_404(policy, id)
    context = {
        "policy": document_of(policy, lang),
        "r": entry(policy, ambiguity, lang),
        "basis": basis_of(policy) if ambiguity.switchable else None,
        "tries": tries_of(policy, ambiguity, lang),
    }
    return render(request, "web/reading.html", context)


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponse:
    """Return the list as a file, in the wanted order: ``csv`` (one line a letter) or ``json``."""
    policy, lang = current_policy(), policy_language()
    wanted = wanted_of(request, policy)
    shown = [entry(policy, a, lang) for a in wanted.chosen(policy)]
    content = downloads.head_of(policy, lang) | {
        "district": basis_of(policy)["data"],
        "readings": [_plain(e) for e in shown],
    }
    stem = "-".join(filter(None, ("wenjiu-readings", wanted.measure, wanted.audience)))
    makers = {
        "csv": lambda: downloads.table(COLUMNS, (line for e in shown for line in _lines(e))),
        "json": lambda: downloads.data(content),
    }
    return downloads.attachment(form, stem, makers)


def ambiguity_or_404(policy: Policy, id: str) -> AmbiguityRecord:
    """Return the ambiguity with this id; raise 404 if there is none."""
    if id not in policy.ambiguities:
        raise Http404(f"no reading {id!r}")
    return policy.ambiguities[id]


def tries_of(policy: Policy, ambiguity: AmbiguityRecord, lang: str) -> list[dict[str, str]]:
    """Return the measures in whose check a visitor can try another reading on own answers."""
    return [
        {"code": code, "name": policy.measures[code].name(lang)}
        for code, letters in ambiguity.computable.items()
        if len(letters) > 1
    ]


def entry(policy: Policy, ambiguity: AmbiguityRecord, lang: str) -> dict[str, Any]:
    """Return an ambiguity for a page, with the readings that a case may choose and why it may not choose the others."""
    by_letter = {
        letter: [code for code, letters in ambiguity.computable.items() if letter in letters]
        for letter in ambiguity.letters
    }
    figures, used = figures_of(policy), policy.letters.get(ambiguity.id, ambiguity.recommended)
    by_office = readings_on(policy.amendments, civil.answer_day()).get(ambiguity.id)
    return {
        "id": ambiguity.id,
        "clause": ambiguity.clause,
        "words": ambiguity.words(lang),
        "recommended": ambiguity.recommended,
        "used": used,
        "set_by": "" if by_office is None else by_office.source(lang),
        "adopted": ambiguity.letters[used](lang),
        "options": [
            {
                "letter": letter,
                "text": text(lang),
                "recommended": letter == ambiguity.recommended,
                "used": letter == used,
                "switchable": letter in ambiguity.switchable,
                "remote": letter in ambiguity.remote,
                "measures": by_letter[letter],
                "district": None if figures is None else figures.data(ambiguity.id, letter),
            }
            for letter, text in ambiguity.letters.items()
        ],
        "why": ambiguity.why(lang),
        "money": ambiguity.money(lang),
        "reason": ambiguity.reason(lang) if ambiguity.reason is not None else "",
        "measures": [{"code": code, "name": policy.measures[code].name(lang)} for code in ambiguity.computable],
        "district": district_of(policy, ambiguity),
        "other_letter": next((x for x in (*ambiguity.switchable, ambiguity.recommended) if x != used), "")
        if ambiguity.switchable
        else "",
    }


def _lines(e: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return one line a letter for the table."""
    for option in e["options"]:
        computed = option["recommended"] or option["switchable"]
        line = e | option | (option["district"] or {})
        yield line | {"measures": option["measures"], "not_computed": "" if computed else e["reason"]}


def _plain(e: dict[str, Any]) -> dict[str, Any]:
    """Return the entry for the JSON file."""
    names = ("id", "clause", "words", "recommended", "options", "why", "money", "reason")
    return {name: e[name] for name in names} | {"measures": [m["code"] for m in e["measures"]]}
