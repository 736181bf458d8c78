"""Mentors: what they offer, and whether leaders can ask them."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.text import capfirst

from cohorts.admin.scope import ScopedAdmin, do_to_each, programmes_of
from cohorts.models import RoleGrant
from mentoring.actions import move_offer, tick_checks
from mentoring.models import MentorOffer, RequiredCheck
from mentoring.models.offer_states import OfferState
from mentoring.preparing import missing
from youdesign.people.admin.filters import Question
from youdesign.people.models import Code, Person
from youdesign.people.requests import PersonRequest

LISTS = {
    "helps_with": ("goal_theme",),
    "ways_of_working": ("mentor_style",),
    "channels": ("contact_channel",),
    "times": ("easy_time",),
    "places_known": ("level", "place", "involvement_role", "host_kind"),
    "lived_experience": ("experience_basis",),
    "meets": ("must_have",),
}


class HasSupervisor(Question):
    """Whether somebody supports the mentor."""

    title = "supervisor"
    parameter_name = "supervisor"
    answers = {
        "yes": ("Has one", lambda offers: offers.filter(supervised_by__isnull=False)),
        "no": ("Has none yet", lambda offers: offers.filter(supervised_by__isnull=True)),
    }


class HasRoom(Question):
    """How much of their room is taken."""

    title = "load"
    parameter_name = "load"
    answers = {
        "full": ("Every place taken or asked for", lambda offers: offers.filter(taken__gte=F("places"))),
        "some": ("Some taken, room for more", lambda offers: offers.filter(taken__gt=0, taken__lt=F("places"))),
        "none": ("Nobody yet", lambda offers: offers.filter(taken=0)),
    }


class OfferForm(forms.ModelForm):
    """An offer, with the checks that its programme requires to tick."""

    checks = forms.ModelMultipleChoiceField(
        queryset=RequiredCheck.objects.none(),
        label="Checks that are done",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The day and your name are kept with each. The list is under “Checks before mentoring”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            required = RequiredCheck.objects.filter(programme=self.instance.programme_id)
            done = self.instance.checks_done.values_list("check_required", flat=True)
            self.fields["checks"].queryset = required.filter(Q(is_on=True) | Q(pk__in=done))  # type: ignore[attr-defined]
            self.initial["checks"] = list(done)


@admin.register(MentorOffer)
class MentorOfferAdmin(ScopedAdmin):
    """Mentors: what they offer, how many places are taken, and whether leaders can ask them."""

    programme: ClassVar[str] = "programme"
    form = OfferForm
    lists = "Mentors and what they offer"
    list_display = ("mentor", "programme", "state", "room", "supervised_by")
    list_filter = (
        "state",
        ("programme", admin.RelatedOnlyFieldListFilter),
        HasRoom,
        HasSupervisor,
    )
    list_select_related = ("mentor", "programme", "supervised_by")
    search_fields = ("mentor__name",)
    SHOWN: ClassVar[tuple[str, ...]] = ("mentor", "programme", "state", "places", "own_words", *LISTS, "supervised_by")
    fields = SHOWN
    readonly_fields = ("state", "still_missing")
    actions = ("preparing", "ready", "available", "resting", "stepped_down")
    why_needed = ("stepped_down",)
    adds = "Write down what a mentor offers"
    kept_elsewhere = tuple(LISTS)

    def named(self, obj: Any) -> str:
        """Whose offer, and where."""
        return f"what {obj.mentor} offers in {obj.programme}"

    def whom(self, obj: MentorOffer) -> Person:
        """The mentor."""
        return obj.mentor

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With how many places are taken."""
        found = super().get_queryset(request).values("pk")
        return MentorOffer.objects.with_taken().filter(pk__in=found)

    def get_readonly_fields(self, request: HttpRequest, obj: MentorOffer | None = None) -> tuple[str, ...]:
        """Whose offer it is stays as it is."""
        return ("state", "still_missing", "mentor", "programme") if obj else ("state", "still_missing")

    def get_fields(self, request: HttpRequest, obj: MentorOffer | None = None) -> tuple[str, ...]:
        """Checks are ticked once there is an offer."""
        return (*self.SHOWN, "checks", "still_missing") if obj else self.SHOWN

    @admin.display(description="before they are ready")
    def still_missing(self, offer: MentorOffer) -> str:
        """What is left to do, in words."""
        return capfirst("; ".join(missing(offer))) or "Nothing: all is in place."

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Keep the ticks, each with its own row of the record."""
        super().save_related(request, form, formsets, change)
        if change and "checks" in form.changed_data:
            tick_checks(offer=form.instance, checks=form.cleaned_data["checks"], by=request.user)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Mentors of these programmes offer; their supervisors supervise."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        roles = RoleGrant.objects.current().filter(programme__in=programmes_of(request.user))
        if db_field.name == "mentor":
            field.queryset = Person.objects.filter(pk__in=roles.filter(role="mentor").values("person"))
            field.help_text = "Give somebody the role “Mentor” first to see them here."
        if db_field.name == "supervised_by":
            now = MentorOffer.objects.filter(programme__in=programmes_of(request.user)).values("supervised_by")
            may = roles.filter(role__in=("supervisor", "coordinator")).values("person")
            field.queryset = Person.objects.filter(Q(pk__in=may) | Q(pk__in=now))
            field.help_text = "Supervisors and coordinators of your programmes."
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the list that belongs to each question, as boxes to tick."""
        chosen = db_field.remote_field.through._default_manager.values("code")
        in_use = Q(is_on=True) | Q(pk__in=chosen)  # one that was switched off stays with those who chose it
        kwargs["queryset"] = Code.objects.filter(in_use, listing__in=LISTS[db_field.name])
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Give the mentor's own words room."""
        if db_field.name == "own_words":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 4})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="places taken", ordering="taken")
    def room(self, offer: Any) -> str:
        """How many of the mentor's places are taken or asked for."""
        return f"{offer.taken} of {offer.places}" + (", full" if offer.taken >= offer.places else "")

    @admin.action(description="Mark as preparing", permissions=["change"])
    def preparing(self, request: PersonRequest, queryset: models.QuerySet[MentorOffer]) -> None:
        """Interested becomes preparing."""
        move_each(request, queryset, MentorOffer.State.PREPARING)

    @admin.action(description="Mark as ready: prepared, checked, supervision booked", permissions=["change"])
    def ready(self, request: PersonRequest, queryset: models.QuerySet[MentorOffer]) -> None:
        """Preparing becomes ready."""
        move_each(request, queryset, MentorOffer.State.READY)

    @admin.action(description="Mark as available", permissions=["change"])
    def available(self, request: PersonRequest, queryset: models.QuerySet[MentorOffer]) -> None:
        """Ready or resting becomes available: leaders can be shown this mentor."""
        move_each(request, queryset, MentorOffer.State.AVAILABLE)

    @admin.action(description="Mark as resting: nobody new for now", permissions=["change"])
    def resting(self, request: PersonRequest, queryset: models.QuerySet[MentorOffer]) -> None:
        """Available becomes resting; whom they mentor stays."""
        move_each(request, queryset, MentorOffer.State.RESTING)

    @admin.action(description="Mark as stepped down", permissions=["change"])
    def stepped_down(self, request: PersonRequest, queryset: models.QuerySet[MentorOffer]) -> None:
        """The offer ends."""
        move_each(request, queryset, MentorOffer.State.STEPPED_DOWN)


def move_each(request: PersonRequest, offers: models.QuerySet[MentorOffer], to: OfferState) -> None:
    """Move each offer that may be moved there."""
    do_to_each(request, offers, lambda offer: move_offer(offer=offer, to=to, by=request.user), to.label)
