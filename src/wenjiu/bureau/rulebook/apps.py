"""Django's application configuration of this package."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    """Drafts and confirmed changes of the policies."""

    name = "wenjiu.bureau.rulebook"
    label = "rulebook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wenjiu import policies
        from wenjiu.bureau import writes
        from wenjiu.bureau.rulebook import in_force

        if in_force.amended not in policies.amending:
            policies.amending.append(in_force.amended)
        if in_force.one_policy not in writes.around:
            writes.around.append(in_force.one_policy)
