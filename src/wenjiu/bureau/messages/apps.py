"""Django's application configuration of this package."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages in the system and the outbox of SMS and mail."""

    name = "wenjiu.bureau.messages"
    # Django's own app for what a page says once has the label "messages".
    label = "notes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wenjiu.bureau.cases import effects
        from wenjiu.bureau.messages.following import (
            follow_case,
            follow_complaint,
            follow_delegation,
            follow_mentions,
            follow_panel,
        )
        from wenjiu.bureau.messages.of_programmes import follow_programme
        from wenjiu.bureau.programmes import effects as of_programmes

        if follow_case not in effects.on_event:
            effects.on_event.append(follow_case)
            effects.on_mentioned.append(follow_mentions)
            effects.on_complaint.append(follow_complaint)
            effects.on_delegated.append(follow_delegation)
        if follow_programme not in of_programmes.on_event:
            of_programmes.on_event.append(follow_programme)
            of_programmes.on_panel.append(follow_panel)
