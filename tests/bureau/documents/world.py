"""Cases whose documents the tests read: granted in part, refused, not accepted, to be corrected; and a paid batch.

All people, firms and numbers are invented. One person has a name that tries to be markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.bureau.cases.scene import SETUP, Scene, file_roster, make_scene, notice_ended, step

from wenjiu.bureau.cases.models import Case, Notice
from wenjiu.bureau.documents.models import Document, Kind
from wenjiu.bureau.funds import actions as funds
from wenjiu.bureau.funds.models import Batch
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.writes import action

#: Markup of Typst, HTML, Jinja, Excel; quotes, a rare character, an emoji, another direction, a sign that turns it.
HOSTILE = '=1+1 #panic("x") $ ] *a* <b>&" {{ 7*7 }} {% for %} \\ `𠮷` 😀 שלום \u202eabc'


@dataclass
class Papers:
    """A scene and its cases, by what became of them."""

    scene: Scene
    cases: dict[str, Case] = field(default_factory=dict)
    notice: Notice | None = None
    batch: Batch | None = None

    def document(self, case: str, kind: Kind) -> Document:
        """Return a document of a case."""
        found: Document = self.cases[case].documents.get(kind=kind)
        return found


def make_papers() -> Papers:
    """Return everything; takes the calendar forward past the notice."""
    scene = make_scene(people=3)
    rename(actor=SETUP, party=scene.people[2], name=HOSTILE)
    scene.people[2].refresh_from_db()
    papers = Papers(scene)
    for name in ("to correct", "granted", "refused", "not accepted"):
        papers.cases[name] = file_roster(scene, intent=name)
    items = [{"line": 3, "field": "", "text": "请交劳动合同"}, {"line": 0, "text": "请补正单位名称"}]
    step(scene.clerk, papers.cases["to correct"], "accept", "correct", reason="缺", items=items)
    _grant(papers, papers.cases["granted"])
    refused = papers.cases["refused"]
    step(scene.clerk, refused, "accept", "accepted")
    step(scene.street, refused, "first", "refuse", reason="已经享受过")
    step(scene.district, refused, "second", "refuse", reason="已经享受过")
    step(scene.approver, refused, "decide", "refused", reason="同一批人已经享受过")
    step(scene.clerk, papers.cases["not accepted"], "accept", "not_accepted", reason="重复申报")
    return papers


def _grant(papers: Papers, case: Case) -> None:
    """Grant two of three lines, show them, and pay them."""
    scene = papers.scene
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree")
    step(scene.district, case, "second", "agree", lines={2: "社保记录没有续上"})
    step(scene.approver, case, "decide", "approved")
    papers.notice = notice_ended(scene, case)
    account = parties.enter_account(
        actor=scene.maker, party=scene.firm, holder=scene.firm.name, bank="虚构银行", number="1234567000011"
    )
    parties.check_account(actor=scene.releaser, account=account, matched=True)
    batch, _left = funds.make_batch(actor=scene.maker, policy=case.policy)
    assert batch is not None
    batch = funds.freeze_batch(actor=scene.maker, batch=batch)
    papers.batch = funds.release_batch(actor=scene.releaser, batch=batch)


@action
def rename(*, actor: Any, party: Party, name: str) -> None:
    """Give a party another name, as a correction of the register does."""
    Party.objects.filter(pk=party.pk).update(name=name)
