"""People and organisations apply to a call themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.access import scopes
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes import access, values
from wenjiu.bureau.programmes.actions import people as listing
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import kind_of
from wenjiu.bureau.programmes.lists import own_fields
from wenjiu.bureau.programmes.models import REMOVED, Programme
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes import shown
from wenjiu.web.programmes.face import Face

LONGEST = 1200


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Show a call and apply to it. POST: ``party``, and the fields of an entry."""
    programme: Programme | None = access.calls(request.user).filter(number=number).first()
    if programme is None:
        raise scopes.Forbidden(f"call {number}")
    kind, lang = kind_of(programme), policy_language()
    parties = list(
        Party.objects.filter(pk__in=scopes.parties_of(request.user), merged_into=None).order_by("kind", "name")
    )
    typed = {name: str(value)[:LONGEST] for name, value in request.POST.items()}
    party = next((p for p in parties if str(p.pk) == typed.get("party", "")), parties[0] if len(parties) == 1 else None)
    problems: dict[str, str] = {}
    problem = ""
    if request.method == "POST":
        try:
            if party is None:
                raise ProgrammeRefused(_("请选择用谁的名义申报。"), code="party")
            listing.apply(actor=request.user, programme_id=programme.pk, party=party, given=typed)
        except values.FieldsRefused as refused:
            problems, problem = refused.problems, _("有%(n)s处要改。") % {"n": len(refused.problems)}
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            messages.success(request, _("已申报。结果会在这里公布。"))
            return face.to_page("programme_apply", number=number)
    mine = programme.entries.filter(party__in=scopes.parties_of(request.user)).exclude(state=REMOVED)
    context = {
        "programme": shown.programme(programme),
        "kind": {"intro": kind.intro(lang), "clause": kind.clause},
        "said": shown.said(kind.fields, programme.fields),
        "closed": listing.closed(programme),
        "parties": parties if len(parties) > 1 else [],
        "party": party,
        "fields": shown.fields_of(own_fields(programme), typed, problems),
        "mine": [shown.entry(entry, programme) for entry in mine.select_related("party")],
        "problem": problem,
        "problems": problems,
    }
    return face.render(request, "apply.html", context, 422 if problem else 200)
