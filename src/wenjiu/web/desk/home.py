"""The first page after sign-in of staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.funds.duties import READERS
from wenjiu.web.guards import staff


@require_safe
@staff()
def home(request: HttpRequest) -> HttpResponse:
    """Show the posts that the member of staff has today, and the pages for them."""
    page = {
        "posts": scopes.posts_of(request.user),
        "keeps_registers": bool(scopes.districts_of(request.user, Role.REGISTER_KEEPER)),
        "money": scopes.has_role(request.user, *READERS),
    }
    return render(request, "bureau/desk_home.html", page)
