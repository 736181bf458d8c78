"""The Celery application: beat knocks, workers drain what is due; no truth lives in the broker."""

import os

from celery import Celery
from django.conf import settings

from youdesign.logs.tasks import log_tasks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youdesign.settings")

app = Celery("youdesign")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(lambda: [*settings.LOCAL_APPS, "youdesign.my_data"])
log_tasks(app)
