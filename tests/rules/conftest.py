"""How many random cases: a usual run or a full one, `--hypothesis-profile=quick`, `=mutation` (repeatable), `=campaign` (many)."""

from hypothesis import HealthCheck, settings
from tests.support.counts import few

_UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("unhurried", max_examples=few(40, 100), **_UNHURRIED)  # type: ignore[arg-type]
settings.register_profile("quick", max_examples=15, **_UNHURRIED)  # type: ignore[arg-type]
settings.register_profile("mutation", max_examples=40, derandomize=True, database=None, **_UNHURRIED)  # type: ignore[arg-type]
settings.register_profile("campaign", max_examples=5000, **_UNHURRIED)  # type: ignore[arg-type]
settings.load_profile("unhurried")
