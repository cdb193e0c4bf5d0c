"""What holds for every page of the site, as tests that a module takes up for its own pages."""

import re

from django.conf import settings

LANGUAGES = ["zh", "en"]
CHINESE = re.compile(r"[\u3400-\u9fff]+")
#: The number of a Chinese document is quoted in Chinese.
QUOTED = re.compile(r"[\u3400-\u9fff]+〔\d{4}〕\d+号")
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=\"/static/)| style=\"| on\w+=\"|javascript:")


class SoundPages:
    """A module subclasses it below ``@pytest.mark.parametrize("url", ...)``."""

    def test_an_english_page_has_no_chinese_left_but_names_of_documents_and_what_is_marked_as_chinese(self, read, url):
        assert CHINESE.findall(QUOTED.sub("", read(url, "en").text)) == []

    def test_a_page_has_one_main_heading_no_inline_script_or_style_and_no_cookie_but_the_token(self, read, url):
        page = read(url)
        assert page.status == 200
        assert page.body.count("<h1") == 1
        assert not INLINE.search(page.body)
        assert set(page.response.cookies) <= {settings.CSRF_COOKIE_NAME}
