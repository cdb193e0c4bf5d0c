"""信息有误: somebody types what is right, sees at once what the answer would be, and asks the keeper to put it right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.documents.of_case import phones_of
from wenjiu.bureau.files.errors import RefusedFile
from wenjiu.bureau.offers.logic import standing
from wenjiu.bureau.offers.supposing import Change, with_value
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.corrections import actions, queries
from wenjiu.bureau.registry.corrections.logic import read_value
from wenjiu.bureau.registry.layout import measure_of
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.values import columns_of, registers_of
from wenjiu.rules.ask.typed import Unreadable
from wenjiu.rules.explain.plain import says
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.web.desk.typed import text
from wenjiu.web.file_answer import file_answer
from wenjiu.web.guards import agent_or_person
from wenjiu.web.installed import policy_here
from wenjiu.web.workspace.entitled_rows import WORDS
from wenjiu.web.workspace.questions import LONGEST, in_words, question, register_of
from wenjiu.web.workspace.verdicts import short, verdict

WANTED, REASON, PROOF = "wanted", "reason", "proof"
#: The result of a condition in words.
RESULTS = {
    "met": gettext_lazy("符合"),
    "failed": gettext_lazy("不符合"),
    "unknown": gettext_lazy("还不能确定"),
}
#: Requests of one page.
ROWS = 30


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: HttpRequest, row: int, column: str) -> HttpResponse:
    """Show a registered value; after a POST what would change with another one, or ask for the correction.

    Query: ``measure``, ``of``: the measure and the row of its table from whose page the reader comes.
    POST fields: ``wanted``, ``reason``, ``proof`` (a file); ``do``: ``try`` or ``ask``.
    """
    policy = policy_here()
    held, party = queries.access_own_row(request.user, policy, row)
    fact = columns_of(policy, held.table).facts.get(column)
    if fact is None:
        raise scopes.Forbidden(f"column {column}")
    wanted, reason = text(request.POST, WANTED, LONGEST), text(request.POST, REASON, actions.LONGEST)
    problem, fault, changes = "", "", None
    if request.method == "POST":
        try:
            value = read_value(policy, fact, wanted)
            drafts = list(filings.drafts_of(request.user))
            changes = with_value(policy, party, held, column, value, clock.today(), _of(request, policy), drafts)
            if request.POST.get("do") == "ask":
                _ask(request, policy, held, column, wanted, reason)
                messages.info(request, _("更正申请已经交给登记部门，答复会显示在下面。"))
                return redirect("my:corrections")
        except Unreadable as error:
            fault = f"{error.message(flows.lang())}{error.fix(flows.lang())}"
        except (actions.CorrectionRefused, RefusedFile) as error:
            problem = str(error)
    context = {
        **_about(policy, party, held, column, fact),
        "row": _question(policy, fact, wanted, fault),
        "field": WANTED,
        "reason": reason,
        "longest": actions.LONGEST,
        "changes": None if changes is None else [_change(policy, party, c) for c in changes],
        "problem": problem,
        "wrong": [{"field": WANTED, "label": _("应当是"), "fault": fault}] if fault else [],
    }
    return render(request, "workspace/wrong.html", context, status=422 if problem or fault else 200)


wrong.takes_a_file = True  # type: ignore[attr-defined]  # read by the upload handler


def _of(request: HttpRequest, policy: Policy) -> tuple[str, str] | None:
    """Return the measure and the key of the row from whose page the reader comes, where it is the reader's."""
    code, id = request.GET.get("measure", ""), request.GET.get("of", "")
    if code not in policy.claims or not (id.isascii() and id.isdecimal() and len(id) < 16):
        return None
    row, _party = queries.access_own_row(request.user, policy, int(id))
    return (code, row.key) if registers_of(policy).subject(code).name == row.table else None


def _ask(request: HttpRequest, policy: Policy, held: Row, column: str, wanted: str, reason: str) -> None:
    file = request.FILES.get(PROOF)
    actions.ask_correction(
        actor=request.user,
        policy=policy,
        row_id=held.pk,
        column=column,
        text=wanted,
        reason=reason,
        lang=flows.lang(),
        file=None if file is None else (file.name or "", file.read()),
    )


def _about(policy: Policy, party: Party, held: Row, column: str, fact: Fact) -> dict[str, Any]:
    lang = flows.lang()
    waiting = queries.open_of(held, column)
    return {
        "party": party,
        "label": queries.label_of(policy, held.table, column, lang),
        "now": in_words(policy, fact, held.facts[column], lang) if column in held.facts else "",
        "register": register_of(policy, held.table, lang),
        "source": held.source,
        "since": held.valid.lower,
        "old": not queries.says_now(policy, held, column),
        "waiting": waiting,
        "office": held.street or party.street,
        "phones": phones_of(policy.name),
    }


def _question(policy: Policy, fact: Fact, typed: str, fault: str) -> dict[str, Any]:
    code = measure_of(policy, fact).code
    return {**question(policy, [code], WANTED, fact, typed, fault, flows.lang()), "text": _("应当是")}


def _change(policy: Policy, party: Party, change: Change) -> dict[str, Any]:
    """Return one claim as it stands and as it would stand, with the conditions whose result moves."""
    lang = flows.lang()
    about = change.about
    sides = []
    for answer in (change.before.answer, change.after.answer):
        stands = standing(policy, answer)
        shown = {**verdict(policy, answer, lang), "standing": stands, "word": WORDS[stands]}
        sides.append({"shown": shown, "why": short(policy, answer, lang)})
    return {
        "name": policy.measures[change.code].name(lang),
        "about": about.name if about is not None and about != party else "",
        "before": sides[0],
        "after": sides[1],
        "differs": change.differs,
        "draft": change.draft,
        "moved": [
            {"text": says(new, lang), "before": RESULTS[now["result"]], "after": RESULTS[new["result"]]}
            for now, new in change.moved
            if now["result"] in RESULTS and new["result"] in RESULTS
        ],
    }


# ---- the reader's requests ----


@require_safe
@agent_or_person
def corrections(request: HttpRequest) -> HttpResponse:
    """List the requests of the reader's parties with their answers, the newest first. Query: ``page``."""
    policy = policy_here()
    page = Paginator(queries.own_corrections(request.user, policy), ROWS).get_page(text(request.GET, "page", 9))
    context = {
        "rows": [queries.told(policy, found, flows.lang()) for found in page],
        "page": page,
        "phones": phones_of(policy.name),
    }
    return render(request, "workspace/corrections.html", context)


@require_safe
@agent_or_person
def evidence(request: HttpRequest, id: int) -> HttpResponse:
    """Return the file that was handed in with a request of the reader's parties."""
    found = queries.access_own_correction(request.user, policy_here(), id)
    if found.evidence is None:
        raise scopes.Forbidden(f"correction {id} has no file")
    return file_answer(found.evidence)
