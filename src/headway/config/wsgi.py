"""Pages and API as WSGI; config.asgi is the front door before it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.config.settings")
application = get_wsgi_application()
