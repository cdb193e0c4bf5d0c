"""The questions as people type them, with the answers that may come first, split by a fixed seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from wenjiu.standards.data_files import read_yaml

FILE = Path(__file__).with_name("questions.yaml")
#: How many questions were held out while the search was made.
HELD_OUT, SEED = 60, 2020


@dataclass(frozen=True)
class Question:
    """One question: what is typed, who asks, and the answers that may come first."""

    q: str
    style: str
    who: str
    first: tuple[str, ...]


def questions() -> list[Question]:
    """All questions, in the order of the file."""
    return [Question(q["q"], q["style"], q["who"], tuple(map(str, q["first"]))) for q in read_yaml(FILE)]


def split() -> tuple[list[Question], list[Question]]:
    """The questions that the search was made with, and those held out."""
    everything = questions()
    held = set(random.Random(SEED).sample(range(len(everything)), HELD_OUT))
    return [q for i, q in enumerate(everything) if i not in held], [q for i, q in enumerate(everything) if i in held]
