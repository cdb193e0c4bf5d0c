"""All writes of registers: rows are brought, files imported, and imports withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry import storing
from wenjiu.bureau.registry.layout import layout_of
from wenjiu.bureau.registry.models import Confirmation, Import, Row
from wenjiu.bureau.registry.past_awards import TABLE, PastAward, awards_layout
from wenjiu.bureau.registry.queries import street_names
from wenjiu.bureau.registry.reading import read_file
from wenjiu.bureau.registry.records import key_of as party_key
from wenjiu.bureau.registry.rows import FileTable
from wenjiu.bureau.registry.statements import Statement, key_of
from wenjiu.bureau.registry.storing import Draft
from wenjiu.bureau.registry.values import checked, registers_of
from wenjiu.bureau.registry.versions import CHANGED, NEW, UNCHANGED, Content, Known, Span, overlaps, restored, step
from wenjiu.bureau.writes import action
from wenjiu.rules.language.problems import CaseError
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy


class Refused(ValueError):
    """A row cannot be stored. `row` counts from 0; `message` and `fix` are in both languages."""

    def __init__(self, row: int, message: Text, fix: Text) -> None:
        super().__init__(f"{message.zh}{fix.zh}")
        self.row, self.message, self.fix = row, message, fix


class ImportRefused(ValueError):
    """A file cannot be imported as asked. The message is for the user."""


@dataclass(frozen=True)
class Brought:
    """What was done with each row, in their order: `new`, `changed` or `unchanged`, and the row that now says it."""

    verdicts: tuple[str, ...]
    rows: tuple[int, ...]

    def count(self, verdict: str) -> int:
        """Return the number of rows with a verdict."""
        return self.verdicts.count(verdict)


@dataclass(frozen=True)
class Imported:
    """A file that was imported.

    `already`: it had been before, and nothing was written. `brought`: None then.
    `refused`: why single awards of the file cannot stand.
    """

    imported: Import
    already: bool
    brought: Brought | None
    refused: tuple[str, ...] = ()


@action
def bring(
    *,
    actor: Any,
    policy: Policy,
    table: str,
    rows: Sequence[Statement],
    source: str,
    imported: Import | None = None,
    street: Area | None = None,
) -> Brought:
    """Store what a source states. What is known already is not stored again; a change is a new row.

    Args:
        actor: a user, or the name of a program.
        policy: whose registers.
        table: the table.
        rows: what is stated. Of each subject a source says one thing on a day.
        source: who states it.
        imported: the file that the rows are from.
        street: the street of rows that name none.

    Raises:
        Refused: a value is refused by the parser of its fact, a row is not named, or two rows contradict each other.
        IdentifierError: a number is not one of its type.
    """
    registers = registers_of(policy)
    found = [_checked(policy, table, at, row) for at, row in enumerate(rows)]
    stored = _stored_parties(actor, rows)
    named: list[tuple[str, Span, Content]] = []
    for at, (row, facts, roles) in enumerate(zip(rows, found, stored, strict=True)):
        keys = {role: party_key(party) for role, party in roles.items()}
        try:
            key = key_of(policy, table, row, keys.get)
        except CaseError as error:
            raise Refused(at, error.message, error.fix) from error
        unknown = [c for c in row.refers if registers[table].refers.get(c) in (None, *registers.parties)]
        if unknown or not set(roles) <= {"self", *registers[table].refers}:
            raise ValueError(f"{table} has no reference {', '.join(unknown or sorted(roles))}")
        at_street = row.street or (street.pk if street is not None else None)
        content = Content(facts, dict(row.refers), roles, at_street)
        named.append((key, (row.valid_from, row.valid_to), content))
    return _bring(actor, policy, table, named, source, imported)


def _checked(policy: Policy, table: str, at: int, row: Statement) -> dict[str, Any]:
    try:
        return checked(policy, registers_of(policy)[table], row.facts)
    except CaseError as error:
        raise Refused(at, error.message, error.fix) from error


def _stored_parties(actor: Any, rows: Sequence[Statement]) -> list[dict[str, int]]:
    """Return role -> id of the party, for each row. Parties that are not stored yet are added."""
    wanted = [party for row in rows for party in row.parties.values() if isinstance(party, Identity)]
    added = iter(parties.ensure_parties(actor=actor, rows=wanted) if wanted else ())
    return [
        {role: int((party if isinstance(party, Party) else next(added)).pk) for role, party in row.parties.items()}
        for row in rows
    ]


def _bring(
    actor: Any,
    policy: Policy,
    table: str,
    named: Sequence[tuple[str, Span, Content]],
    source: str,
    imported: Import | None,
) -> Brought:
    storing.lock(policy.name, table)
    live = storing.live_by_key(policy.name, table, source, list(dict.fromkeys(key for key, _, _ in named)))
    file = imported.pk if imported is not None else None
    drafts: list[Draft] = []
    rests: dict[int, Draft] = {}  # what stays of replaced rows, by a negative number until they are written
    done: list[tuple[str, int]] = []  # verdict, and the place of the draft or the id of the row that says the same
    gone: set[int] = set()
    seen: dict[str, list[tuple[Span, Content, int]]] = {}
    for at, (key, span, content) in enumerate(named):
        earlier = next((e for e in seen.get(key, ()) if overlaps(e[0], span)), None)
        if earlier is not None:
            if earlier[1] != content:
                raise Refused(at, *_CONTRADICTS)
            done.append(done[earlier[2]])
            continue
        seen.setdefault(key, []).append((span, content, at))
        found = step(span, content, live.get(key, ()))
        if found.same is not None:
            done.append((UNCHANGED, found.same.id))
            continue
        done.append((found.verdict, len(drafts)))
        drafts.append(Draft(key, span, content, file, tuple(row.id for row in found.replaced if row.id > 0)))
        live[key] = [row for row in live.get(key, ()) if row not in found.replaced]
        for row, rest in found.rests:
            origin = rests[row.id].copy_of if row.id < 0 else row.id
            number = -len(rests) - 1
            rests[number] = Draft(key, rest, row.content, None, (), origin)
            live[key].append(Known(number, rest, row.content))
        gone |= {row.id for row in found.replaced}
    kept = _with_imports([rest for number, rest in rests.items() if number not in gone])
    ids = storing.write(policy.name, table, source, [*drafts, *kept])
    rows = [id if verdict == UNCHANGED else ids[id] for verdict, id in done]
    if imported is not None:
        same = dict.fromkeys(id for verdict, id in done if verdict == UNCHANGED)
        Confirmation.objects.bulk_create([Confirmation(imported=imported, row_id=id) for id in same], batch_size=2000)
    brought = Brought(tuple(verdict for verdict, _ in done), tuple(rows))
    if drafts:
        data: dict[str, Any] = {"policy": policy.name, "table": table, "source": source}
        data |= {verdict: brought.count(verdict) for verdict in (NEW, CHANGED, UNCHANGED)}
        audit.record(actor=actor, kind="register.brought", subject=imported, data=data)
    return brought


_CONTRADICTS = (
    Text("与前面一行说的是同一条记录，但内容不同。", "It is about the same as an earlier row, with other content."),
    Text("请只留正确的一行。", "Keep the right one."),
)


def _with_imports(rests: Sequence[Draft]) -> list[Draft]:
    """Return what stays of replaced rows as statements of the files that those rows were from."""
    files = dict(Row.objects.filter(pk__in=[d.copy_of for d in rests]).values_list("pk", "imported_id"))
    return [Draft(d.key, d.span, d.content, files[d.copy_of], (), d.copy_of) for d in rests]


@action
def import_file(
    *,
    actor: Any,
    policy: Policy,
    table: str,
    content: bytes,
    file_name: str,
    mode: str,
    source: str,
    read: FileTable | None = None,
) -> Imported:
    """Import a file into a table. The same file a second time is harmless.

    Args:
        actor: the user who imports.
        policy: whose registers.
        table: the table.
        content: the file, .xlsx, .xls or .csv.
        file_name: its name.
        mode: ``good_rows`` or ``all_or_nothing`` (`Import.Mode`).
        source: who states it.
        read: the file as read, if it was read before.

    Raises:
        RosterError: the file as a whole cannot be read.
        ImportRefused: it has no good row, or a bad one and all were asked for.
    """
    read = read or read_file(layout_of(policy, table), content, street_names())
    imported, already = _imported(actor, policy, table, content, file_name, mode, source, read)
    if already:
        return Imported(imported, True, None)
    good = [row.statement for row in read.rows if row.statement is not None]
    return Imported(
        imported,
        False,
        bring(actor=actor, policy=policy, table=table, rows=good, source=source, imported=imported),
    )


@action
def import_awards(
    *,
    actor: Any,
    policy: Policy,
    content: bytes,
    file_name: str,
    mode: str,
    source: str,
    bring_past_awards: Callable[..., Mapping[int, str]],
    read: FileTable | None = None,
) -> Imported:
    """Import a file of past awards; see `import_file`.

    Args:
        bring_past_awards: the action of the app that keeps awards. It is called with ``actor``, ``policy``, ``awards``
            and ``imported``, in this transaction, and returns number in the list -> why an award cannot stand.

    Raises:
        ImportRefused: no award can stand, or one cannot and all were asked for.
    """
    read = read or read_file(awards_layout(policy), content, {})
    imported, already = _imported(actor, policy, TABLE, content, file_name, mode, source, read)
    if already:
        return Imported(imported, True, None)
    rows = [row.award for row in read.rows if row.award is not None]
    added = iter(parties.ensure_parties(actor=actor, rows=[party for row in rows for party in row.roles.values()]))
    awards = [
        PastAward(
            row.measure, {role: next(added) for role in row.roles}, row.facts, row.amount_fen, row.paid_on, source
        )
        for row in rows
    ]
    refused = bring_past_awards(actor=actor, policy=policy, awards=awards, imported=imported)
    if refused and (mode == Import.Mode.ALL_OR_NOTHING or len(refused) == len(awards)):
        _first, why = min(refused.items())
        raise ImportRefused(
            _("有%(bad)s笔不能导入，所以整个文件都没有导入。第一笔的原因：%(why)s") % {"bad": len(refused), "why": why}
        )
    return Imported(imported, False, None, tuple(refused.values()))


def _imported(
    actor: Any, policy: Policy, table: str, content: bytes, file_name: str, mode: str, source: str, read: FileTable
) -> tuple[Import, bool]:
    """Return the record of a file, and whether it was imported before. Raise `ImportRefused`."""
    digest = hashlib.sha256(content).hexdigest()
    storing.lock(policy.name, table)
    earlier = Import.objects.filter(policy=policy.name, table=table, sha256=digest, withdrawn_at=None).first()
    if earlier is not None:
        return earlier, True
    good = sum(row.good for row in read.rows)
    bad = len(read.rows) - good
    if not good:
        raise ImportRefused(_("没有一行可以导入。请下载标有错误原因的文件，改好后再试。"))
    if bad and mode == Import.Mode.ALL_OR_NOTHING:
        raise ImportRefused(
            _("有%(bad)s行不能导入，所以整个文件都没有导入。请改好后再试，或选择只导入正确的行。") % {"bad": bad}
        )
    imported = Import.objects.create(
        policy=policy.name,
        table=table,
        file_name=file_name[-200:],
        sha256=digest,
        source=source,
        by=actor,
        mode=mode,
        good=good,
        bad=bad,
    )
    data = {"policy": policy.name, "table": table, "good": good, "bad": bad, "sha256": digest}
    audit.record(actor=actor, kind="register.imported", subject=imported, data=data)
    return imported, False


@action
def withdraw_import(*, actor: Any, imported: Import, reason: str) -> Import:
    """Withdraw a file: its rows no longer hold, and what held before does again. Withdrawing twice is harmless.

    A row that a later file says as well stays, as that file's. A row that was replaced since stays replaced.

    The event keeps the reason.

    Raises:
        ValueError: a file of past awards has no rows here; the app that keeps awards ends them and calls `close_import`.
    """
    if imported.table == TABLE:
        raise ValueError("past awards are withdrawn by the app that keeps awards")
    storing.lock(imported.policy, imported.table)
    imported = Import.objects.get(pk=imported.pk)
    if imported.withdrawn_at is not None:
        return imported
    live = list(Row.objects.filter(imported=imported, replaced_by=None, withdrawn_at=None).order_by("id"))
    Row.objects.filter(imported=imported, withdrawn_at=None).update(withdrawn_at=Now())
    imported = close_import(actor=actor, imported=imported)
    drafts = _confirmed_or_restored(live)
    for source in sorted({of for of, draft in drafts}):
        storing.write(imported.policy, imported.table, source, [draft for of, draft in drafts if of == source])
    storing.recount_columns(imported.policy, imported.table)
    data = {"policy": imported.policy, "table": imported.table, "rows": len(live), "restored": len(drafts)}
    data["reason"] = reason
    audit.record(actor=actor, kind="register.withdrawn", subject=imported, data=data)
    return imported


@action
def close_import(*, actor: Any, imported: Import) -> Import:
    """Mark an import as withdrawn, so that its file can be imported again."""
    imported.withdrawn_at, imported.withdrawn_by = Now(), actor
    imported.save(update_fields=["withdrawn_at", "withdrawn_by"])
    imported.refresh_from_db()
    return imported


def _confirmed_or_restored(withdrawn: list[Row]) -> list[tuple[str, Draft]]:
    """Return what now holds on the days of withdrawn rows, with its source."""
    ids = [row.pk for row in withdrawn]
    confirmed: dict[int, int] = {}
    found = Confirmation.objects.filter(row_id__in=ids, imported__withdrawn_at=None).order_by("-id")
    confirmed.update(found.values_list("row_id", "imported_id"))
    drafts: list[tuple[str, Draft]] = []
    todo: list[tuple[Row, Span]] = []
    known = {known.id: known for known in storing.known_of(withdrawn)}
    for row in withdrawn:
        span = storing.span_of(row)
        if row.pk in confirmed:
            drafts.append((row.source, Draft(row.key, span, known[row.pk].content, confirmed[row.pk], (), row.pk)))
        else:
            todo.append((row, span))
    while todo:
        before = _replaced_by([row for row, _ in todo])
        further: list[tuple[Row, Span]] = []
        for row, span in todo:
            rows = before.get(row.pk, [])
            stated = [(known_row, r.withdrawn_at is not None) for r, known_row in rows]
            by_id = {r.pk: r for r, _ in rows}
            for old, days, gone in restored(span, stated):
                at = by_id[old.id]
                if gone:
                    further.append((at, days))
                else:
                    drafts.append((at.source, Draft(at.key, days, old.content, at.imported_id, (), at.pk)))
        todo = further
    return drafts


def _replaced_by(rows: list[Row]) -> dict[int, list[tuple[Row, Known]]]:
    """Return id -> the rows that it replaced, itself or as a copy of an earlier row."""
    origins = {row.pk: {row.pk} for row in rows}
    step_ = {row.pk: row.copy_of_id for row in rows if row.copy_of_id is not None}
    while step_:
        for pk, origin in step_.items():
            origins[pk].add(origin)
        copies = dict(Row.objects.filter(pk__in=set(step_.values())).values_list("pk", "copy_of_id"))
        step_ = {pk: copies[origin] for pk, origin in step_.items() if copies.get(origin) is not None}
    wanted = set().union(*origins.values())
    replaced = list(Row.objects.filter(replaced_by__in=wanted).order_by("id"))
    known = {known.id: known for known in storing.known_of(replaced)}
    return {
        pk: [(row, known[row.pk]) for row in replaced if row.replaced_by_id in names] for pk, names in origins.items()
    }
