"""The first page after sign-in of staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wenjiu.bureau.access import scopes
from wenjiu.web.guards import staff


@staff()
def home(request: HttpRequest) -> HttpResponse:
    """Show the posts that the member of staff has today."""
    return render(request, "bureau/desk_home.html", {"posts": scopes.posts_of(request.user)})
