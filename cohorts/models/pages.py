"""The page of a programme that people read before they ask to join it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from cohorts.models.programmes import Cohort, Programme
from cohorts.times import today
from youdesign.people.models import Person
from youdesign.people.privacy import Privacy, not_personal


class ProgrammePageQuerySet(models.QuerySet["ProgrammePage"]):
    """Finds pages of programmes."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Everybody reads about a programme that can be asked to join; later, those who asked or take part do."""
        found = Q(programme__in=Cohort.objects.open_to_ask(today()).values("programme"))
        if person.is_authenticated:
            found |= Q(programme__in=Programme.objects.visible_to(person))
            found |= Q(programme__cohorts__applications__person=person.pk)
        return self.filter(pk__in=self.filter(found).values("pk"))

    def open_to_ask(self) -> Self:
        """Pages of programmes that can be asked to join today, with the cohorts that can."""
        cohorts = Cohort.objects.open_to_ask(today())
        asked_for = models.Prefetch("programme__cohorts", cohorts.order_by("starts_on", "pk"), "open_cohorts")
        return self.filter(programme__in=cohorts.values("programme")).prefetch_related(asked_for)


class ProgrammePage(models.Model):
    """What a programme says about itself, in staff's words. Without a page nobody can ask to join."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="page")
    what = models.TextField("what it is", max_length=2000)
    for_whom = models.TextField("who it is for", max_length=2000)
    asks = models.TextField("what it asks of you", max_length=2000)
    payment = models.TextField("payment and expenses", max_length=2000)
    who_sees = models.TextField("who sees what", max_length=2000)
    question = models.CharField("the question we ask", max_length=250, blank=True)

    objects = ProgrammePageQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal(
        "id", "programme", "what", "for_whom", "asks", "payment", "who_sees", "question"
    )

    class Meta:
        verbose_name = "page of a programme"
        verbose_name_plural = "pages of programmes"
        ordering = ("programme__name", "pk")

    def __str__(self) -> str:
        return str(self.programme)
