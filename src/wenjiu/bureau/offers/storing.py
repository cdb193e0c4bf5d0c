"""Writes what a screening found, many rows in a few statements, and only what changed.

Only the actions of this app call what writes here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection

from wenjiu.bureau.offers.models import Entitled, Offer, Screening, State
from wenjiu.bureau.offers.weighing import Weighed
from wenjiu.bureau.writes import copy_into

_ENTITLED = (
    "screening_id", "policy", "measure", "key", "row_id", "filer_id", "subject_id", "street_id", "claim_key",
    "amount_fen", "outcome", "why", "case",
)  # fmt: skip
#: What a later screening renews.
_RENEWED = {
    "key": "text", "row_id": "bigint", "filer_id": "bigint", "subject_id": "bigint", "street_id": "bigint",
    "amount_fen": "bigint", "facts": "jsonb", "answer": "jsonb", "digest": "text",
}  # fmt: skip
_OFFER = (*_RENEWED, "policy", "measure", "group", "claim_key", "screening_id", "made_on", "seen_on", "state", "reason")


def store_entitled(rows: Sequence[Entitled]) -> None:
    """Store rows."""
    with copy_into(Entitled._meta.db_table, _ENTITLED) as copy:
        for row in rows:
            copy.write_row([getattr(row, name) for name in _ENTITLED])


def make_offers(screening: Screening, weighed: Sequence[Weighed]) -> None:
    """Store a new offer for each row."""
    on = screening.on
    with copy_into(Offer._meta.db_table, _OFFER) as copy:
        for w in weighed:
            own = (screening.policy, w.code, w.group, w.claim_key, screening.pk, on, on, State.OPEN.value, "")
            copy.write_row((*content_of(screening, w), *own))


def renew_offers(screening: Screening, known: dict[int, str], weighed: dict[int, Weighed]) -> None:
    """Renew open offers. Of one that says the same as before only the day changes.

    `known`: id -> the digest of what an offer says. `weighed`: id -> what it has to say.
    """
    contents = {id: content_of(screening, w) for id, w in weighed.items()}
    changed = [(id, *content) for id, content in contents.items() if content[-1] != known[id]]
    if changed:
        names = ", ".join(f'"{name}"' for name in _RENEWED)
        values = ", ".join(f'n."{name}"::{type}' for name, type in _RENEWED.items())
        arrays = ", ".join(
            "%s::bigint[]" if type == "bigint" else "%s::text[]" for type in ("bigint", *_RENEWED.values())
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE offers_offer AS o SET ({names}) = ROW({values}) FROM unnest({arrays}) AS n(id, {names})"
                " WHERE o.id = n.id",
                [list(column) for column in zip(*changed, strict=True)],
            )
    Offer.objects.filter(pk__among=contents).update(seen_on=screening.on)


def content_of(screening: Screening, w: Weighed) -> tuple[Any, ...]:
    """Return the values of `_RENEWED` of an offer; the last one is the digest of the others.

    Facts and answer name the day of the screening. The digest leaves it out, so that a new day alone changes nothing.
    """
    assert w.filer is not None
    facts, answer = orjson.dumps(w.assessed.facts, option=orjson.OPT_SORT_KEYS), orjson.dumps(w.assessed.answer)
    plain = (
        w.found.key,
        w.found.row.pk if w.found.row is not None else None,
        w.filer.pk,
        w.subject.pk if w.subject is not None else None,
        w.filer.street_id,
        w.assessed.amount_fen,
    )
    said = repr(plain).encode() + facts + answer
    digest = hashlib.sha256(said.replace(screening.on.isoformat().encode(), b"day")).hexdigest()
    return (*plain, facts.decode(), answer.decode(), digest)
