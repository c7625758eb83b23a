"""The door of the web process: HTTP and WebSockets."""

import os

from django.core import asgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cae.settings")

application = asgi.get_asgi_application()
