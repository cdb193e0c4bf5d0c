"""One invented paper that stands for what a filer hands in, and says so."""

from __future__ import annotations

from functools import cache

import typst

from wenjiu.bureau.cases.actions import evidence
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.documents import fonts
from wenjiu.config.demo.making import District
from wenjiu.rules.case.filing import proofs

NAME = "演示材料（虚构）.pdf"
PAGE = """#set text(lang: "zh", size: 16pt)
#align(center + horizon)[虚构的材料，只供演示 \\ An invented paper for the demo]
"""


def hand_in(district: District, made: Filing, measure: str) -> None:
    """Give the invented paper as each of the papers of a measure that have to be handed in. The draft is the giver's."""
    for proof in proofs(district.policy, measure):
        if proof.origin == "upload" and not proof.material.when and not proof.is_the_filing:
            evidence.add_evidence(
                actor=made.opened_by, filing_id=made.pk, measure=measure, material=proof.material.id,
                name=NAME, data=_page(),
            )  # fmt: skip


@cache
def _page() -> bytes:
    """Return the paper as PDF."""
    made = typst.compile(PAGE.encode(), font_paths=fonts.found(), format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made
