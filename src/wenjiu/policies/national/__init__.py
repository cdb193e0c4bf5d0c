"""National standards that the policies of every district use, as dated data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ...rules.document.remedies import Remedies, load_remedies
from ...standards import enterprise_size


@cache
def enterprise_sizes() -> enterprise_size.Standard:
    """Return the size standard of enterprises by industry; see `wenjiu.standards.enterprise_size`."""
    return enterprise_size.load(Path(__file__).parent / "enterprise_size.yaml")


@cache
def remedies() -> Remedies:
    """Return what the law gives to whoever disagrees with a decision; see `wenjiu.rules.document.remedies`."""
    return load_remedies(Path(__file__).parent / "procedure.yaml")
