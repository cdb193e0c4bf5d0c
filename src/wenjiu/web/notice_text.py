"""What a public notice says: its facts and its lines, the same before it is published and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from wenjiu import policies
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases.masking import names_of
from wenjiu.bureau.documents import offices
from wenjiu.bureau.registry.layout import ORGANISATION, PERSON
from wenjiu.bureau.registry.past_awards import kinds_of
from wenjiu.standards import money
from wenjiu.web.formats import policy_language

#: The head of a column of names, by kind of party.
KINDS = {ORGANISATION: _("单位"), PERSON: _("个人"), "": _("名称")}


def facts(
    policy: str, measure: str, begins_on: dt.date, ends_on: dt.date, lines: int, total_fen: int, office: Area | None
) -> dict[str, Any]:
    """Return what stands above the lines of a notice. `phones`: those of the policy, for who has a question."""
    loaded, lang = policies.load_policy(policy), policy_language()
    return {
        "measure": loaded.measures[measure].name(lang),
        "clause": loaded.measures[measure].clause,
        "document": loaded.document,
        "begins_on": begins_on,
        "ends_on": ends_on,
        "count": lines,
        "total": money.grouped(total_fen),
        "office": "" if office is None else offices.office_of_area(policy, office)(lang),
        "office_open": offices.is_open(policy),
        "phones": [{"number": number, "name": name(lang)} for number, name in loaded.phones],
    }


def rows(policy: str, measure: str, shown: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of a notice from what is stored of each: names under their heads, street, amount."""
    heads = _heads(policy, measure)
    return [{**row(no, line), "parts": _parts(heads, line)} for no, line in enumerate(shown, start=1)]


def row(no: int, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return one line of a notice."""
    return {
        "no": no,
        "names": names_of(shown),
        "street": shown["street"],
        "amount": money.grouped(shown["amount_fen"]),
    }


def heads_of(policy: str, measure: str) -> list[Any]:
    """Return the heads of the columns of names."""
    return [KINDS[kind] for kind in dict.fromkeys(_heads(policy, measure).values())]


def _heads(policy: str, measure: str) -> dict[str, str]:
    """Return role -> kind of party of a measure, organisations first."""
    loaded = policies.load_policy(policy)
    claim = loaded.claims[measure]
    kinds = {role: found[0] for role in claim.roles if len(found := kinds_of(loaded, claim, role)) == 1}
    return dict(sorted(kinds.items(), key=lambda pair: pair[1] != ORGANISATION))


def _parts(heads: Mapping[str, str], shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the names of a line under each head; a role that can be either kind is in the first column."""
    kinds = list(dict.fromkeys(heads.values())) or [""]
    parts: dict[str, list[str]] = {kind: [] for kind in kinds}
    for role, name in shown["names"].items():
        parts[heads.get(role, kinds[0])].append(name)
    return [{"head": KINDS[kind], "names": names} for kind, names in parts.items()]
