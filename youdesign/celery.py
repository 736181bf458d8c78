"""The Celery application: beat knocks, workers drain what is due; no truth lives in the broker."""

import os
from typing import Any

from celery import Celery
from django.conf import settings

from youdesign.logs.tasks import log_tasks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youdesign.settings")

app = Celery("youdesign")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(lambda: [*settings.LOCAL_APPS, "youdesign.my_data"])
log_tasks(app)


def every(seconds: float, task: str) -> dict[str, Any]:
    """Return one knock; one that nobody has answered by the next is let go, because the next asks for the same."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds - 1}}


app.conf.beat_schedule = {
    "send what is due": every(15, "youdesign.notices.tasks.send_due_notices"),
    "let search learn what staff reworded": every(60, "youdesign.people.tasks.freshen_directory"),
    "let search forget what nobody says": every(600, "youdesign.people.tasks.tidy_directory"),
    "forget what nobody came back to": every(3600, "youdesign.people.tasks.forget_drafts"),
    "tell of what is new in rooms": every(900, "youdesign.conversations.tasks.tell_of_news"),
    "forget what is kept no longer": every(3600, "cohorts.tasks.forget_old_messages"),
    "forget what is kept no longer, of pairs": every(3600, "mentoring.tasks.forget_old_messages"),
    "tell leaders when no mentor answered": every(600, "mentoring.tasks.let_hellos_lapse"),
    "tell leaders when no meeting buddy is found": every(600, "mentoring.tasks.settle_buddies"),
    "work out rounds of matching": every(15, "mentoring.tasks.work_out_rounds"),
    "look for pairs that have gone quiet": every(3600, "mentoring.tasks.look_for_quiet_pairs"),
    "ask mentors how their load is": every(3600, "mentoring.tasks.ask_how_load_is"),
    "end debriefs that are forgotten, or that nobody began": every(60, "cohorts.tasks.end_forgotten_debriefs"),
    "offer places that have come free": every(60, "cohorts.tasks.fill_free_places"),
    "carry turns over that had no time": every(600, "cohorts.tasks.carry_turns_over"),
    "do what people asked about their data": every(15, "youdesign.my_data.tasks.do_what_people_asked"),
}
