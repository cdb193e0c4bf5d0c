"""The lists of people of whom a measure needs only the number: on the page of a draft, and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from wenjiu.bureau.cases import counting, flows
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.counting import Listed
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.cases.queries import filings
from wenjiu.rosters.limits import RosterError
from wenjiu.rules.case.filing import LineColumn, listed_facts, roster_columns, used_listed_facts
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import roster
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.questions import question
from wenjiu.web.workspace.roster import LineForm

#: Before the code of a measure in the field of its file, and in the fields of one more person.
FILE, NEW = "people-", "person-"
#: People that the page shows; the file has all.
SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class ListForm:
    """The list of one measure of a draft, as the roster's files and fields use a form."""

    form: FilingForm
    code: str
    added: LineForm = field(default_factory=LineForm)

    @property
    def policy(self) -> Policy:
        """Return the policy of the filing."""
        return self.form.policy

    @property
    def lang(self) -> str:
        """Return the language of the request."""
        return self.form.lang

    @property
    def filing(self) -> Filing:
        """Return the draft."""
        return self.form.filing

    @property
    def listed(self) -> list[str]:
        """Return the measure, in whose words columns are named."""
        return [self.code]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the people as the draft keeps them."""
        return list(self.filing.draft.get("counted", {}).get(self.code, ()))

    @cached_property
    def columns(self) -> dict[str, LineColumn]:
        """Return the columns after number and name."""
        return {column.id: column for column in roster_columns(self.policy, self.code)[2:]}

    @cached_property
    def people(self) -> list[Listed]:
        """Return the people with what is wrong with each."""
        return counting.people_of(self.policy, self.filing, self.code)

    def column_label(self, column: LineColumn) -> str:
        """Return the header of a column."""
        return column.label(self.lang, self.policy.fill(self.policy.measures[self.code], self.lang))


def lists(form: FilingForm) -> list[ListForm]:
    """Return the lists that a draft needs: of measures whose numbers no register knows, and those that are begun."""
    found = []
    for code in form.codes:
        if code in form.listed or not listed_facts(form.policy, code):
            continue
        if used_listed_facts(form.policy, code, form.known_names(code)) or form.filing.draft.get("counted", {}).get(
            code
        ):
            found.append(ListForm(form, code))
    return found


def sections(form: FilingForm) -> list[dict[str, Any]]:
    """Return the lists for the page of a draft."""
    return [_section(x) for x in lists(form)]


def _section(x: ListForm) -> dict[str, Any]:
    facts = x.policy.accepted_facts(x.policy.measures[x.code])
    used = used_listed_facts(x.policy, x.code)
    fill = x.policy.fill(x.policy.measures[x.code], x.lang)
    numbers = counting.numbers(x.policy, x.filing, x.code)
    wrong = [person for person in x.people if person.faults]
    return {
        "code": x.code,
        "name": x.policy.measures[x.code].name(x.lang),
        "numbers": [
            (fact.name(x.lang, fill), numbers[name])
            for name in used
            if name in numbers and isinstance(fact := facts[name], Fact)
        ],
        "total": len(x.people),
        "counted": len({person.line["party"] for person in x.people if person.counts}),
        "people": [_shown(x, person) for person in x.people[:SHOWN]],
        "more": len(x.people) > SHOWN,
        "wrong": [_shown(x, person) for person in wrong[:10]],
        "faulty": len(wrong),
        "fields": [_field(x, column) for column in x.columns.values()],
    }


def _shown(x: ListForm, person: Listed) -> dict[str, Any]:
    said = person.line["facts"]
    words = [
        column.answers[said[id]](x.lang) if column.answers is not None else str(said[id])
        for id, column in x.columns.items()
        if id in said and (column.answers is None or said[id] in column.answers)
    ]
    return {
        "no": person.no,
        "name": person.line["name"],
        "tail": person.line["tail"],
        "said": _("，").join(words),
        "faults": person.faults,
    }


def _field(x: ListForm, column: LineColumn) -> dict[str, Any]:
    """Return the question of one column, for one more person."""
    if column.fact is None:
        row = roster.own_question(column, x.column_label(column), x.added, x.lang)
    else:
        row = question(x.policy, [x.code], column.id, column.fact, x.added.texts.get(column.id, ""), "", x.lang)
    return {**row, "name": f"{NEW}{x.code}-{column.id}"}


def save(request: HttpRequest, form: FilingForm, problems: list[str]) -> None:
    """Save the files of lists that a page posted, each in place of the list of its measure."""
    for x in lists(form):
        upload = request.FILES.get(f"{FILE}{x.code}")
        if upload is None:
            continue
        try:
            lines, notes = roster.lines_of(x, upload.read())
        except RosterError as error:
            problems.append(f"{upload.name}：{error.message(x.lang)}{error.fix(x.lang)}")
            continue
        faulty = drafts.save_counted(
            actor=request.user, filing_id=form.filing.pk, code=x.code, lines=[_checked(x, line) for line in lines]
        )
        said = ngettext("读入了 %(n)d 行。", "读入了 %(n)d 行。", len(lines)) % {"n": len(lines)}
        if faulty:
            said += _("其中 %(n)d 行有错，已标在名单里。") % {"n": faulty}
        for text in (said, *notes):
            messages.info(request, text, extra_tags=f"people-{x.code}")


def _checked(x: ListForm, line: LineForm) -> dict[str, Any]:
    """Return a line to save, with a fault where a column of the list is empty."""
    kept = line.to_save()
    empty = [
        x.column_label(column)
        for id, column in x.columns.items()
        if column.answers is not None and id not in kept["facts"] and id not in kept["unread"]
    ]
    kept["faults"] += [_("没有写“%(column)s”") % {"column": name} for name in empty]
    return kept


def typed(posted: Mapping[str, Any], form: FilingForm, code: str) -> dict[str, Any] | None:
    """Return the person who was typed into the fields of a list, to save; None where nothing was."""
    x = next((x for x in lists(form) if x.code == code), None)
    if x is None:
        return None
    own = {
        roster.NUMBER: posted.get(f"{NEW}{code}-number", ""),
        roster.NAME: posted.get(f"{NEW}{code}-name", ""),
        **{f"a-{id}": posted.get(f"{NEW}{code}-{id}", "") for id in x.columns},
    }
    line = roster.typed_line(x, own)
    return _checked(x, line) if line.number or line.name else None


@agent_or_person
@require_GET
def template(request: HttpRequest, id: int, code: str) -> HttpResponse:
    """Return the empty file in which a list is filled in."""
    return _attached(roster.template(_list(request, id, code)), f"people-{id}-{code}-template")


@agent_or_person
@require_GET
def people(request: HttpRequest, id: int, code: str) -> HttpResponse:
    """Return a list as a file with a column that says what is wrong in each line."""
    x = _list(request, id, code)
    remarks = {person.no: "；".join(person.faults) for person in x.people if person.faults}
    return _attached(roster.filled(x, remarks), f"people-{id}-{code}")


def _list(request: HttpRequest, id: int, code: str) -> ListForm:
    form = FilingForm(filings.access_filing(request.user, id), flows.lang())
    if code not in form.codes or not listed_facts(form.policy, code):
        raise Http404(f"filing {id} has no list for {code}")
    return ListForm(form, code)


def _attached(content: bytes, stem: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{stem}.xlsx"'}
    )
