"""Restrict uploads to form fields. Only a view that is marked `takes_a_file` gets a file, and only in memory."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from wenjiu.config.limits import LARGEST_UPLOAD


class FilesInMemory(FileUploadHandler):
    """Django's only upload handler here. It refuses a body that is too large before reading it.

    It refuses every file, except one file for a view with the attribute ``takes_a_file``, and as many as the attribute
    ``takes_files`` of a view says. They are never written to disk. A view with the attribute ``passes_on`` only sends the browser to another page with the same form: its file
    is skipped.

    Raises:
        RequestDataTooBig: the body is longer than ``DATA_UPLOAD_MAX_MEMORY_SIZE`` bytes, or ``LARGEST_UPLOAD`` where the
            view takes a file.
        TooManyFilesSent: the form carries a file that the view does not take, or too many.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.files = 0
        self.content = BytesIO()

    def handle_raw_input(
        self, input_data: Any, META: Mapping[str, Any], content_length: int, boundary: bytes, encoding: Any = None
    ) -> None:
        """Check the length that the request declares, files included."""
        most = LARGEST_UPLOAD if self._most_files() else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > most:
            raise RequestDataTooBig("A form is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse a file by its name alone, unless the view takes one."""
        super().new_file(*args, **kwargs)
        self.files += 1
        if self._of_view("passes_on"):
            raise SkipFile
        if self.files > self._most_files():
            raise TooManyFilesSent("A form carries a file that its page does not ask for.")
        self.content = BytesIO()

    def _most_files(self) -> int:
        return int(self._of_view("takes_files") or bool(self._of_view("takes_a_file")))

    def _of_view(self, attribute: str) -> Any:
        match = getattr(self.request, "resolver_match", None)
        return match is not None and getattr(match.func, attribute, False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a part of the file."""
        self.content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file."""
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name, self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip
