"""Restrict uploads to form fields. Files are refused, because no page asks for one."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Django's only upload handler here. It refuses a body that is too large before reading it, and refuses every file.

    Raises:
        RequestDataTooBig: the body is longer than ``DATA_UPLOAD_MAX_MEMORY_SIZE`` bytes.
        TooManyFilesSent: the form carries a file.
    """

    def handle_raw_input(
        self, input_data: Any, META: Mapping[str, Any], content_length: int, boundary: bytes, encoding: Any = None
    ) -> None:
        """Check the length that the request declares, files included."""
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("A form is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse a file by its name alone."""
        raise TooManyFilesSent("A form carries a file; no page asks for one.")
