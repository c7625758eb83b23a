"""The background worker."""

import os

import celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cae.settings")

app = celery.Celery("cae")
app.config_from_object("django.conf:settings", namespace="CELERY")
