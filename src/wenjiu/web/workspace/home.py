"""The first page after sign-in of a resident or an agent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenjiu.bureau.access import scopes
from wenjiu.web.guards import agent_or_person


@require_safe
@agent_or_person
def home(request: HttpRequest) -> HttpResponse:
    """Show who is signed in and for whom this person may act."""
    return render(request, "bureau/my_home.html", {"organisations": scopes.organisations_of(request.user)})
