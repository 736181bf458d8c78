"""Load what a new site starts with: code lists, skills, scenes, the group agreement, groups of staff, a key."""

from pathlib import Path
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import models, transaction

from cohorts import starter as cohorts_starter
from cohorts.admin.scope import ScopedAdmin
from cohorts.models import DebriefStep, DebriefTemplate
from mentoring import starter as mentoring_starter
from mentoring.models import Case
from youdesign.conversations.models import Room, RoomMember
from youdesign.involvement.models import Host, HostContact
from youdesign.notices import push
from youdesign.notices.models import Notice
from youdesign.people import starter as people_starter
from youdesign.people.concerns import RESPONDERS
from youdesign.people.models import Code, Concern
from youdesign.practice import starter as practice_starter
from youdesign.practice.models import Scene, Skill

CONTENT = Path(__file__).resolve().parents[2] / "starter"
COORDINATORS = "Coordinators"
STAFF_MAY = ("view", "add", "change")
# What belongs to no programme. Everything else that coordinators get is limited to their own programmes; accounts and
# the audit are for superusers.
CONTENT_OF_ALL = (Case, Code, DebriefStep, DebriefTemplate, Host, HostContact, Scene, Skill)


class Command(BaseCommand):
    """manage.py load_starter_content"""

    help = "Load the starter content. Safe to run again: what staff reworded or switched off stays as it is."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Load each app's part, then the groups of staff and the key to push services, and say how much was new."""
        starters = (people_starter, practice_starter, cohorts_starter, mentoring_starter)
        added = sum(starter.load(CONTENT) for starter in starters)
        scoped = [model for model, page in admin.site._registry.items() if isinstance(page, ScopedAdmin)]
        let(COORDINATORS, [*scoped, *CONTENT_OF_ALL, Notice, Room, RoomMember])
        let(RESPONDERS, [Concern])
        push.make_key()
        self.stdout.write(f"Starter content is there; {added} entries were new.")


def let(name: str, noun: list[type[models.Model]]) -> None:
    """Let a group of staff see, add and change these in Django admin; nobody deletes there."""
    group, _ = Group.objects.get_or_create(name=name)
    wanted = [(model._meta.app_label, f"{verb}_{model._meta.model_name}") for model in noun for verb in STAFF_MAY]
    there = Permission.objects.order_by().values_list("content_type__app_label", "codename", "pk")
    found = {(app, codename): pk for app, codename, pk in there}
    group.permissions.set([found[key] for key in wanted])
