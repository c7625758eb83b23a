"""The door of the web process: static files, then HTTP and WebSockets."""

import os

from channels import routing as channels
from django.core import asgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cae.settings")
http = asgi.get_asgi_application()

from django.conf import settings  # noqa: E402 - consumers need Django, which has started only now

from cae import bodies, routing, static, threshold  # noqa: E402 - as the line above
from calls.protocols import reader  # noqa: E402 - as the line above

# Nobody waits for it later; where there is no good book, stored or shipped, nothing starts.
reader.book()

application = static.served(
    channels.ProtocolTypeRouter(
        {
            "http": threshold.admitting(
                bodies.bounded(http, at_most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            ),
            "websocket": routing.websocket,
        }
    )
)
