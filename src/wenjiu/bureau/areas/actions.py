"""All writes of the areas app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.writes import action
from wenjiu.rules.document.areas import AreaRow


@action
def load(*, actor: Any, areas: Iterable[AreaRow]) -> int:
    """Store the areas of a policy, or bring what is stored to what the policy says. Nothing is removed.

    Args:
        actor: a user, or the name of a program.
        areas: the rows of `Policy.areas`, each after the one that it is part of.

    Returns:
        How many rows were new or different. A second call with the same areas changes nothing.
    """
    stored = {area.code: area for area in Area.objects.select_for_update().order_by("id")}
    changed = 0
    for row in areas:
        wanted = {
            "name": row.name.zh,
            "name_en": row.name.en,
            "kind": row.kind,
            "parent_id": stored[row.parent].pk if row.parent else None,
            "valid_from": row.start,
            "valid_to": row.end,
        }
        area = stored.get(row.code)
        if area is None:
            area = stored[row.code] = Area.objects.create(code=row.code, **wanted)
            audit.record(actor=actor, kind="area.added", subject=area, data={"code": row.code})
        elif any(getattr(area, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(area, name, value)
            area.save()
            audit.record(actor=actor, kind="area.changed", subject=area, data={"code": row.code})
        else:
            continue
        changed += 1
    return changed
