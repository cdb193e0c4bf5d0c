"""Names and numbers as the public may see them."""

from __future__ import annotations


def masked_name(name: str, organisation: bool) -> str:
    """Return a person's name with one character hidden (张*, 欧阳*华); an organisation's name stays whole."""
    name = name.strip()
    if organisation or not name:
        return name
    if len(name) == 1:
        return "*"
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
