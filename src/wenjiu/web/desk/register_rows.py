"""Rows of registers as the pages of the keeper show them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.registry import queries
from wenjiu.bureau.registry.models import SELF, Row
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import policy_language


def shown(policy: Policy, row: Row) -> dict[str, Any]:
    """Return a row for a page: whose it is, with masked numbers, and what it says."""
    links = sorted(row.links.all(), key=lambda link: link.role != SELF)
    if row.withdrawn_at is not None:
        state = _("已撤回")
    elif row.replaced_by_id is not None:
        state = _("已被后来的内容替代")
    else:
        state = _("有效")
    return {
        "id": row.pk,
        "parties": [{"id": link.party_id, "name": link.party.name, "number": link.party.id_tail} for link in links],
        "key": "" if links else row.key,
        "said": queries.said(policy, row, policy_language()),
        "street": row.street.label if row.street is not None else "",
        "from": row.valid.lower,
        "until": row.valid.upper,
        "source": row.source,
        "recorded_at": row.recorded_at,
        "imported": row.imported,
        "state": state,
        "live": row.withdrawn_at is None and row.replaced_by_id is None,
    }
