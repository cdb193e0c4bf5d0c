"""How much of a file is read, and the error that says what is wrong with it as a whole."""

from __future__ import annotations

from ..rules.language.text import Text

#: People in one roster.
MOST_ROWS = 5_000
#: Rows of one person: each is weighed against the others.
MOST_OF_ONE = 40
#: Bytes of a file, and of everything that a zip file unpacks to.
MOST_BYTES = 8 * 2**20
MOST_UNPACKED = 80 * 2**20
#: Parts of a zip file; a spreadsheet has a dozen.
MOST_PARTS = 500
#: Lines of a text with its empty ones, and cells of a line.
MOST_LINES = 20_000
MOST_CELLS_A_ROW = 256
#: Cells between the first and the last used one of a sheet, which a reader keeps in memory.
MOST_AREA = 2_000_000


class RosterError(ValueError):
    """A file or text that holds no roster. `message` says what is wrong, `fix` what to do."""

    def __init__(self, message: Text, fix: Text) -> None:
        super().__init__(f"{message.en} {fix.en}")
        self.message, self.fix = message, fix
