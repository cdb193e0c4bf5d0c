"""Django's application configuration of this package."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """Budgets, the ledger, payment batches and bank returns."""

    name = "wenjiu.bureau.funds"
    label = "funds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wenjiu.bureau.cases import effects
        from wenjiu.bureau.funds import actions, awaiting, standing
        from wenjiu.bureau.funds.settings import Shares
        from wenjiu.bureau.parties import effects as accounts
        from wenjiu.bureau.rulebook import kinds

        kinds.declare(Shares())

        for listeners, listener in (
            (effects.on_granted, actions.reserve_granted),
            (effects.on_cleared, actions.commit_cleared),
            (effects.on_ended, actions.release_ended),
            (accounts.before_entering, standing.why_not_entered),
            (accounts.before_matching, standing.why_not_right),
            (accounts.after_change, awaiting.follow_account),
            (effects.on_event, awaiting.follow_event),
        ):
            if listener not in listeners:
                listeners.append(listener)  # type: ignore[arg-type]
