"""URLs of the pages of programmes, for each of the two places."""

from __future__ import annotations

from django.urls import URLPattern, path

from wenjiu.web.programmes import answers, applying, files, index, opening, page, panel, people, records, results
from wenjiu.web.programmes.face import Face


def patterns(face: Face) -> list[URLPattern]:
    """Return the URLs of a place."""
    one = "programmes/<slug:number>/"
    return [
        *_of_one_place(face, one),
        path("programmes/", face.opened(index.index), name="programmes"),
        path("programmes/new/<slug:kind>/", face.opened(opening.new), name="new_programme"),
        path("programmes/answers/", face.opened(answers.answers), name="programme_answers"),
        path(one, face.opened(page.page), name="programme"),
        path(f"{one}edit/", face.opened(opening.edit), name="edit_programme"),
        path(f"{one}people/", face.opened(people.people, takes_a_file=True), name="programme_people"),
        path(f"{one}people/<int:no>/", face.opened(people.entry), name="programme_entry"),
        path(f"{one}list.xlsx", face.opened(files.template), name="programme_template"),
        path(f"{one}files/<str:token>/", face.opened(files.previewed), name="programme_file"),
        path(f"{one}files/<str:token>/errors/", face.opened(files.errors), name="programme_errors"),
        path(f"{one}records/<slug:what>/", face.opened(records.records), name="programme_records"),
        path(f"{one}results/", face.opened(results.results), name="programme_results"),
    ]


def _of_one_place(face: Face, one: str) -> list[URLPattern]:
    """Return the page of the panel at the desk, and that of applying in the workspace."""
    if face.desk:
        return [path(f"{one}panel/", face.opened(panel.panel), name="programme_panel")]
    return [path(f"{one}apply/", face.opened(applying.apply), name="programme_apply")]
