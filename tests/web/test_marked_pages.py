"""Every page that a mark of the document names exists, so that the policy map leads somewhere."""

import pytest

from wenjiu.policies import DEFAULT
from wenjiu.policies.documents.marks import read_marks

PAGES = sorted({mark.page for s in read_marks(DEFAULT).sentences for mark in s.marks if mark.page})


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_a_mark_names_is_there(client, page):
    assert client.get(page).status_code == 200
