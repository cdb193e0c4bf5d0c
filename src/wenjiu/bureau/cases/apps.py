"""Django's application configuration of this package."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Filings, cases, decisions, awards and notices."""

    name = "wenjiu.bureau.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wenjiu.bureau.cases import listed_people
        from wenjiu.bureau.cases.settings.of_days import Days
        from wenjiu.bureau.cases.settings.of_limits import Limits
        from wenjiu.bureau.cases.settings.of_periods import Periods
        from wenjiu.bureau.programmes import effects
        from wenjiu.bureau.rulebook import kinds

        kinds.declare(Periods(), Days(), Limits())

        if listed_people.past_facts not in effects.past_facts:
            effects.past_facts.append(listed_people.past_facts)
