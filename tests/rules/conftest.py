"""How many random cases: a usual run, `--hypothesis-profile=mutation` (few, repeatable), `=campaign` (many)."""

from hypothesis import HealthCheck, settings

_UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("unhurried", **_UNHURRIED)  # type: ignore[arg-type]
settings.register_profile("mutation", max_examples=40, derandomize=True, database=None, **_UNHURRIED)  # type: ignore[arg-type]
settings.register_profile("campaign", max_examples=5000, **_UNHURRIED)  # type: ignore[arg-type]
settings.load_profile("unhurried")
