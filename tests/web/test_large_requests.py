"""Nobody makes the site read or keep more than a page of it can send."""

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

#: What sends the browser to another page with the same form: a file in it goes past, and is not kept.
PASSING = ["/language/", "/print-size/", "/day/"]
FORMS = [
    "/check/",
    "/check/5.2/save.html",
    "/size/",
    "/search/",
    "/nowhere/",
    "/roster/",
    "/roster/hires/result.xlsx",
]
BOUNDARY = "cut"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that temporary files go to."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


class Counted(io.RawIOBase):
    """A body that counts how much of it was read."""

    def __init__(self, content: bytes) -> None:
        self.content, self.read_so_far = io.BytesIO(content), 0

    def read(self, size: int = -1) -> bytes:
        found = self.content.read(size)
        self.read_so_far += len(found)
        return found


def form(name: str, content: bytes, file: str | None = None) -> bytes:
    """A form of one part: a field, or a file of a name."""
    about = f'form-data; name="{name}"' + ("" if file is None else f'; filename="{file}"')
    return (
        f"--{BOUNDARY}\r\nContent-Disposition: {about}\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    )


def send(client: Client, url: str, body: bytes) -> tuple[Any, int]:
    """Post a form; the answer, and how many bytes of the form were read."""
    counted = Counted(body)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    about = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "wsgi.input": counted}
    answer = client.generic("POST", url, **about)
    return answer, counted.read_so_far


def stranger() -> Client:
    """Somebody who never opened a page: a cookie of the right form is enough to have the form read for its token."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return client


@pytest.mark.parametrize("url", FORMS)
def test_a_form_with_a_file_is_refused_without_a_token_and_nothing_is_written(folder: Path, url: str) -> None:
    client = stranger()
    answer, read = send(client, url, form("picture", b"x" * 1_000_000, "picture.png"))
    assert answer.status_code == (404 if url == "/nowhere/" else 400)
    assert read < 200_000
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("url", PASSING)
def test_a_file_in_a_form_that_only_passes_is_kept_nowhere(folder: Path, url: str) -> None:
    body = form("picture", b"x" * 1_000_000, "picture.png")
    refused, _ = send(stranger(), url, body)
    assert refused.status_code == 403
    passed, _ = send(Client(), url, body)
    assert passed.status_code == 303
    assert not passed.wsgi_request.FILES
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("url", [*FORMS, *PASSING])
@pytest.mark.parametrize("file", [None, "picture.png"])
def test_of_a_form_that_is_too_large_no_byte_is_read(folder: Path, url: str, file: str | None) -> None:
    client = stranger()
    answer, read = send(client, url, form("a", b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE, file))
    assert answer.status_code == (404 if url == "/nowhere/" else 400)
    assert read == 0
    assert list(folder.iterdir()) == []


def test_the_refusal_is_a_page_of_the_site_in_the_readers_language(folder: Path) -> None:
    for language, words in (("zh", "送来的内容太多，或者不是本站页面的格式"), ("en", "too large")):
        client = Client(headers={"accept-language": language})
        answer, _ = send(client, "/size/", form("picture", b"x", "picture.png"))
        assert words in answer.content.decode()


def test_a_form_of_fields_alone_is_read_as_before(folder: Path) -> None:
    answer, _ = send(Client(), "/language/", form("language", b"en"))
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_a_file_field_left_empty_is_no_file(folder: Path) -> None:
    answer, _ = send(Client(), "/language/", form("picture", b"", ""))
    assert answer.status_code == 303
