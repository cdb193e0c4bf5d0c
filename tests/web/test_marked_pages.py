"""Every page that a mark of the document names exists, so that the policy map leads somewhere."""

import pytest
from django.urls import resolve

from wenjiu.policies import DEFAULT
from wenjiu.policies.documents.marks import read_marks

#: Notices, the workspace and the desk are rows.
pytestmark = pytest.mark.django_db
PAGES = sorted({mark.page for s in read_marks(DEFAULT).sentences for mark in s.marks if mark.page})


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_a_mark_names_is_there(client, page):
    """The workspace and the desk lead a visitor to the page where one signs in."""
    resolve(page)
    assert client.get(page, follow=True).status_code == 200
