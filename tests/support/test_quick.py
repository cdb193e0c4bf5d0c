"""What `make quick` runs starts no Django, no database and no browser, so it works without them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDS_MORE = re.compile(
    r"^(?:from|import) (?:django|psycopg|playwright|wenjiu\.(?:web|api)|tests\.web)\b", re.MULTILINE
)


def test_no_test_of_the_quick_round_imports_the_site_or_the_database():
    folders = re.search(r"^quick := ((?:.*\\\n)*.*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    places = [ROOT / place for place in folders[1].replace("\\\n", " ").split()]
    assert all(place.exists() for place in places)
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("test_*.py"))]
    assert [str(f.relative_to(ROOT)) for f in files if NEEDS_MORE.search(f.read_text("utf-8"))] == []
