"""The settings of these tests with a beat that knocks each second, where production waits fifteen."""

from tests.notices.settings_with_kinds import *  # noqa: F403  settings are read from one module
from youdesign.settings import CELERY_BEAT_SCHEDULE as AS_EVER

KNOCK = "send what is due"
CELERY_BEAT_SCHEDULE = {KNOCK: {**AS_EVER[KNOCK], "schedule": 1.0}}
