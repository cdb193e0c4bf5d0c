"""All reads of registers that pages and other apps use. Who may read is the access app's answer, not this one's."""

from __future__ import annotations

from wenjiu.bureau.areas import queries as areas


def street_names() -> dict[str, int]:
    """Return the name of each street, in both languages -> its id."""
    found: dict[str, int] = {}
    for street in areas.streets():
        found[street.name] = street.pk
        if street.name_en:
            found[street.name_en] = street.pk
    return found
