"""How much of what is alike a run tries: all with `WENJIU_FULL` set, as in `.ci/run`, else a sample of it.

Random examples of which a campaign tries more take `most`: `make campaign` sets `WENJIU_CAMPAIGN`.

Which part is drawn from a seed, which the run prints at its end; `WENJIU_SAMPLE` repeats one.
"""

from __future__ import annotations

import os
import random
import zlib
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

FULL = bool(os.environ.get("WENJIU_FULL"))
CAMPAIGN = bool(os.environ.get("WENJIU_CAMPAIGN"))
#: `make quick` sets it.
QUICK = bool(os.environ.get("WENJIU_QUICK"))
#: Name of the variable that holds the seed. The root conftest.py sets it before any process of a run starts.
SEED = "WENJIU_SAMPLE"


def draw_seed() -> None:
    """Draw the seed of this run, unless the environment names one."""
    os.environ.setdefault(SEED, str(random.SystemRandom().randrange(10**6)))


def seed() -> str:
    """The seed of this run; 0 outside of pytest."""
    return os.environ.get(SEED, "0")


def some(items: Sequence[Item], share: int, what: str, full: int = 1) -> list[Item]:
    """One in `share` of the items (rounded up), in their order; in a full run one in `full`, in a campaign all of them.

    `what`: a name of its own for each list, so that two lists are not sampled at the same places.
    """
    count = -(-len(items) // (1 if CAMPAIGN else full if FULL else share))
    chance = random.Random(zlib.crc32(f"{seed()} {what}".encode()))
    return [items[i] for i in sorted(chance.sample(range(len(items)), count))]


def few(usual: int, full: int) -> int:
    """A count of a usual run, and that of a full one."""
    return full if FULL else usual


def most(quick: int, usual: int, full: int, campaign: int) -> int:
    """A count of `make quick`, of a usual run, of a full one, and of a campaign."""
    return campaign if CAMPAIGN else full if FULL else quick if QUICK else usual
