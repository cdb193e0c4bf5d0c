"""National standards that the policies of every district use, as dated data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ...standards import enterprise_size


@cache
def enterprise_sizes() -> enterprise_size.Standard:
    """Return the size standard of enterprises by industry; see `wenjiu.standards.enterprise_size`."""
    return enterprise_size.load(Path(__file__).parent / "enterprise_size.yaml")
