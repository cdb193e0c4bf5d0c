"""Random cases take the time they need."""

from hypothesis import settings
from tests.support.counts import few

settings.register_profile("unhurried", max_examples=few(40, 100), deadline=None)
settings.load_profile("unhurried")
