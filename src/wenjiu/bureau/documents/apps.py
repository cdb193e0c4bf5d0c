"""Django's application configuration of this package."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Official documents."""

    name = "wenjiu.bureau.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wenjiu.bureau.cases import effects
        from wenjiu.bureau.cases import offices as taking
        from wenjiu.bureau.documents import offices
        from wenjiu.bureau.documents.issuing import follow_case, follow_complaint
        from wenjiu.bureau.documents.settings import Wording
        from wenjiu.bureau.rulebook import kinds

        kinds.declare(Wording())
        if follow_case not in effects.on_event:
            effects.on_event.append(follow_case)
            effects.on_complaint.append(follow_complaint)
            taking.names.append(offices.office_of_area)
