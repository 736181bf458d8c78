"""The scope of a staff member: programmes they coordinate, in lists, in choices and in every change."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import HttpRequest

from cohorts.models import Cohort, LearningGroup, Programme, RoleGrant
from youdesign.people.admin.plain import PlainAdmin, in_sentence
from youdesign.people.duties import HandOverFirst
from youdesign.people.models import Person
from youdesign.people.problems import Problem
from youdesign.people.states import MoveNotAllowed


def programmes_of(person: Person | AnonymousUser) -> models.QuerySet[Programme]:
    """Return the programmes this member of staff works on."""
    return Programme.objects.all() if person.is_superuser else Programme.objects.coordinated_by(person)


def choices_for(person: Person | AnonymousUser) -> dict[type[models.Model], models.QuerySet[Any]]:
    """Return what this member of staff may point at: nothing of a programme that is not theirs."""
    programmes = programmes_of(person)
    roles = RoleGrant.objects.current().filter(programme__in=programmes)
    coordinators = models.Q(pk__in=programmes.values("coordinator"))
    return {
        Programme: programmes,
        Cohort: Cohort.objects.filter(programme__in=programmes),
        LearningGroup: LearningGroup.objects.filter(cohort__programme__in=programmes),
        Person: Person.objects.filter(coordinators | models.Q(pk__in=roles.values("person"))),
    }


class ScopedAdmin(PlainAdmin):
    """Lists, choices and changes within the programmes of whoever is signed in; nothing is deleted here."""

    programme: ClassVar[str]  # the way from the row to its programme
    is_changed_by_actions: ClassVar[bool] = False
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Leave out what belongs to other programmes."""
        found = super().get_queryset(request)
        if request.user.is_superuser:
            return found
        return found.filter(**{f"{self.programme}__in": programmes_of(request.user)})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only what is within the programmes."""
        choices = choices_for(request.user).get(db_field.remote_field.model)
        if choices is not None:
            kwargs["queryset"] = choices
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Rows that only actions change are shown, not edited."""
        return not self.is_changed_by_actions and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Things end or are taken back; what happened stays on record."""
        return False


def do_to_each(request: HttpRequest, rows: Iterable[models.Model], act: Callable[[Any], object], done: str) -> None:
    """Do one thing to each row, and say how many it fitted, and why not the others; they are left as they are."""
    count = left = 0
    for row in rows:
        try:
            act(row)
        except HandOverFirst as first:
            messages.error(request, in_sentence(first))
        except (Problem, MoveNotAllowed):
            left += 1
        else:
            count += 1
    if count:
        messages.success(request, f"{done}: {count}.")
    if left:
        messages.warning(request, f"Left as they are, because this does not fit where they stand: {left}.")
