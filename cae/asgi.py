"""The door of the web process: static files, then HTTP and WebSockets."""

import os

from channels import routing as channels
from django.core import asgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cae.settings")
http = asgi.get_asgi_application()

from cae import routing, static  # noqa: E402 - consumers need Django, which has started only now

application = static.served(
    channels.ProtocolTypeRouter({"http": http, "websocket": routing.websocket})
)
