"""The one Django app: all tables live in headway.models, in one migration history."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HeadwayConfig(AppConfig):
    """Headway as Django sees it."""

    name = "headway"
    label = "headway"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the database keep its own indexes after every migration."""
        from headway.models.database import ensure

        post_migrate.connect(ensure, sender=self, dispatch_uid="headway.database")
