"""The rows that pages with an id in their address show in the matrix (test_matrix.py).

Everything belongs to the firm of ``demo-firm`` and to the first street, so that ``demo-firm-2`` and
``demo-specialist-2`` are strangers. A new page with an id gets an entry in `ARGUMENTS`, and what it needs in `World`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from django.conf import settings
from django.test import Client
from tests.bureau import matrix_cases, matrix_desk, matrix_offers
from tests.bureau.files.made import PDF
from tests.bureau.funds import matrix as money
from tests.bureau.people import resident_number
from tests.bureau.programmes import matrix as programmes
from tests.bureau.rulebook import matrix as rulebook

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.actions import ensure_demo_people
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.actions import drafts, filing, steps
from wenjiu.bureau.cases.actions.evidence import add_evidence
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.parties.actions import ensure_parties, enter_account, propose_merge
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.registry import actions, uploads
from wenjiu.policies import load_policy


class Rows(dict[str, Any]):
    """Rows by names that are given once: a second row of a name would stand in the address of another page."""

    def __setitem__(self, name: str, row: Any) -> None:
        assert name not in self, f"two rows of the matrix are called {name!r}"
        super().__setitem__(name, row)

    def __ior__(self, more: Any) -> Self:  # type: ignore[override,misc]
        for name, row in more.items():
            self[name] = row
        return self


@dataclass
class World:
    """The personas by their names, without ``demo-``, whatever else pages show, and the numbers of all of it (planted.py).

    `sessions`: the key of a session of each persona, who signs in once.
    """

    people: dict[str, User]
    rows: Rows = field(default_factory=Rows)
    numbers: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client_of(self, who: str, **how: Any) -> Client:
        """Return the client of a persona who has signed in, or of somebody anonymous."""
        client = Client(raise_request_exception=False, **how)
        if who != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client


def make() -> World:
    """Make the personas and the rows. The caller rolls everything back."""
    areas = load_policy(settings.WENJIU_POLICY).areas
    people = ensure_demo_people(actor="the matrix", areas_of_policy=areas)
    world = World({user.username.removeprefix("demo-"): user for user in people})
    world.rows |= money.rows(world.people)
    world.rows |= rulebook.rows(world.people)
    _registers(world)
    _filings(world)
    world.rows |= matrix_cases.make(world.people)
    world.rows |= programmes.make(world.people)
    world.rows |= matrix_desk.make(world.people, world.rows["case"], world.rows["decided case"])
    _records(world)
    world.rows |= matrix_offers.make(world.people)
    for who, user in world.people.items():
        client = Client()
        client.force_login(user)
        world.sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return world


def _filings(world: World) -> None:
    """Make the firm's draft with one line and one paper, a case that is under way, one to correct, and an account."""
    policy, agent = load_policy(settings.WENJIU_POLICY), world.people["firm"]
    firm = scopes.organisations_of(agent).get()

    def opened(key: str) -> Filing:
        made = drafts.open_filing(actor=agent, policy=policy, filer=firm, measures=["3.2a"], intent_key=key)
        drafts.save_lines(
            actor=agent, filing_id=made.pk, lines=[{"number": resident_number(2), "name": "虚构乙", "facts": {}}]
        )
        return made

    world.rows["draft"] = opened("draft")
    world.rows["counted"] = drafts.open_filing(
        actor=agent, policy=policy, filer=firm, measures=["5.2"], intent_key="counted"
    )
    world.rows["paper"] = add_evidence(
        actor=agent, filing_id=world.rows["draft"].pk, measure="3.2a", material="contract", name="a.pdf", data=PDF
    )
    world.rows["office"] = drafts.open_filing(
        actor=world.people["district-1"],
        policy=policy,
        filer=firm,
        measures=["4.3a"],
        intent_key="office",
        origin="office",
    )
    filing.submit_filing(actor=agent, filing_id=opened("case").pk)
    [case] = filing.submit_filing(actor=agent, filing_id=opened("to correct").pk)
    item = {"line": 1, "field": "hire_date", "text": "请写招用日期"}
    steps.take_step(
        actor=world.people["specialist"], case_id=case.pk, step="accept", outcome="correct", seen_version=case.version,
        reason="缺日期", items=[item],
    )  # fmt: skip
    world.rows["case to correct"] = case
    world.rows["own account"] = enter_account(
        actor=agent, party=firm, holder=firm.name, bank="虚构银行", number="0200 0012 3456"
    )


def _records(world: World) -> None:
    """Propose to merge a person of no street with one of the register, and remember the agent of the firm."""
    rows = [Identity("person", "resident_id", resident_number(n), f"虚构{n}") for n in (21, 22)]
    keep, gone = ensure_parties(actor="the matrix", rows=rows)
    world.rows["merge"] = propose_merge(actor=world.people["keeper"], keep=keep, gone=gone, fields={})
    world.rows["authorisation"] = world.people["firm"].authorisations.get()


def _registers(world: World) -> None:
    """Import a file of people, and keep another one that waits for its import."""
    policy, keeper = load_policy(settings.WENJIU_POLICY), world.people["keeper"]
    header = "证件号码,姓名,户籍\n"
    line = f"{resident_number(1)},虚构甲,其他区\n"
    imported = actions.import_file(
        actor=keeper,
        policy=policy,
        table="persons",
        content=f"{header}{line}".encode(),
        file_name="a.csv",
        mode="good_rows",
        source="test",
    ).imported
    world.rows["import"], world.rows["register row"] = imported, imported.rows.get()
    for name in ("upload", "upload to discard"):
        world.rows[name] = uploads.keep(
            owner=keeper.pk, policy=policy.name, table="persons", source="test", file_name="b.csv",
            content=f"{header}{line}\n".encode(),
        )  # fmt: skip


#: What an address with an id is made of, by the name of its URL: ``"desk:case": lambda w: {"number": w.rows["case"].number}``.
ARGUMENTS: dict[str, Callable[[World], dict[str, Any]]] = {
    **money.ARGUMENTS,
    **rulebook.ARGUMENTS,
    "desk:register_import": lambda w: {"id": w.rows["import"].pk},
    "desk:register_withdraw": lambda w: {"id": w.rows["import"].pk},
    "desk:register_row": lambda w: {"id": w.rows["register row"].pk},
    "desk:register_party": lambda w: {"id": w.rows["register row"].links.get().party_id},
    "desk:register_preview": lambda w: {"token": w.rows["upload"]},
    "desk:register_errors": lambda w: {"token": w.rows["upload"]},
    "desk:register_confirm": lambda w: {"token": w.rows["upload"]},
    "desk:register_discard": lambda w: {"token": w.rows["upload to discard"]},
    "desk:register": lambda w: {"table": "persons"},
    "desk:register_template": lambda w: {"table": "persons"},
    "desk:register_search": lambda w: {"table": "persons"},
    "desk:register_upload": lambda w: {"table": "persons"},
    "desk:person": lambda w: {"id": w.people["reviewer"].pk},
    "desk:change_person": lambda w: {"id": w.people["reviewer"].pk, "what": "deactivate"},
    "desk:end_post": lambda w: {"id": w.people["reviewer"].posts.get().pk},
    "desk:authorisations_of": lambda w: {"id": w.rows["authorisation"].organisation_id},
    "desk:withdraw_authorisation": lambda w: {
        "id": w.rows["authorisation"].organisation_id,
        "given": w.rows["authorisation"].pk,
    },
    "desk:merge": lambda w: {"id": w.rows["merge"].pk},
    "my:filing": lambda w: {"id": w.rows["draft"].pk},
    "my:field": lambda w: {"id": w.rows["draft"].pk},
    "my:preview": lambda w: {"id": w.rows["draft"].pk},
    "my:delete": lambda w: {"id": w.rows["draft"].pk},
    "my:submit": lambda w: {"id": w.rows["draft"].pk},
    "my:rest": lambda w: {"id": w.rows["case"].filing_id},
    "my:new_line": lambda w: {"id": w.rows["draft"].pk},
    "my:line": lambda w: {"id": w.rows["draft"].pk, "no": 1},
    "my:template": lambda w: {"id": w.rows["draft"].pk},
    "my:roster": lambda w: {"id": w.rows["draft"].pk},
    "office:record": lambda w: {"id": w.rows["office"].pk},
    "my:people": lambda w: {"id": w.rows["counted"].pk, "code": "5.2"},
    "my:people_template": lambda w: {"id": w.rows["counted"].pk, "code": "5.2"},
    "my:evidence": lambda w: {"id": w.rows["paper"].pk},
    "my:case": lambda w: {"number": w.rows["case"].number},
    "my:withdraw": lambda w: {"number": w.rows["case"].number},
    "my:copy": lambda w: {"number": w.rows["case"].number},
    "my:papers": lambda w: {"number": w.rows["case"].number},
    "my:correct": lambda w: {"number": w.rows["case to correct"].number},
    "my:close_account": lambda w: {"id": w.rows["own account"].pk},
} | {
    name: lambda w, of=of: of(w.rows)  # type: ignore[misc]
    for part in (matrix_cases, matrix_desk, matrix_offers, programmes)
    for name, of in part.ARGUMENTS.items()
}
