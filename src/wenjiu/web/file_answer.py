"""Send a stored file to the browser, always as a download. Who may have it is decided by the caller."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse

from wenjiu.bureau.files.models import StoredFile
from wenjiu.bureau.files.queries import open_file


def file_answer(stored: StoredFile) -> FileResponse:
    """Return a response with the file as an attachment. A page can still show a picture of it in an ``img``.

    Raises:
        DamagedFile: the file cannot be opened; nothing was sent.
    """
    answer = FileResponse(BytesIO(open_file(stored)), as_attachment=True, filename=stored.name)
    answer["Content-Type"] = stored.media_type
    answer["Content-Length"] = str(stored.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
