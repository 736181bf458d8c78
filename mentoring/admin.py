"""What programme staff do with mentors' offers and matches: names, states and reasons, never what two people wrote."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cohorts.admin.scope import ScopedAdmin, do_to_each, programmes_of
from cohorts.models import Membership, RoleGrant
from mentoring.actions import answer_wait, move_offer, suggest_mentors
from mentoring.models import Match, MentorOffer, MentorWait
from mentoring.problems import WaitIsOver
from mentoring.reasons import spoken
from youdesign.people.models import Code, Person
from youdesign.people.requests import PersonRequest

BREAK = SafeString("<br>")
LISTS = {
    "helps_with": ("goal_theme",),
    "ways_of_working": ("mentor_style",),
    "channels": ("contact_channel",),
    "times": ("easy_time",),
    "places_known": ("level", "place", "involvement_role", "host_kind"),
    "meets": ("must_have",),
}


@admin.register(MentorOffer)
class MentorOfferAdmin(ScopedAdmin):
    """Mentors: what they offer, how many places are taken, and whether leaders can ask them."""

    programme: ClassVar[str] = "programme"
    lists = "Mentors and what they offer"
    list_display = ("mentor", "programme", "state", "room", "supervised_by")
    list_filter = (
        "state",
        ("programme", admin.RelatedOnlyFieldListFilter),
        ("supervised_by", admin.EmptyFieldListFilter),
    )
    list_select_related = ("mentor", "programme", "supervised_by")
    search_fields = ("mentor__name",)
    fields = ("mentor", "programme", "state", "places", "own_words", *LISTS, "supervised_by")
    readonly_fields = ("state",)
    actions = ("preparing", "ready", "available", "resting", "stepped_down")
    why_needed = ("stepped_down",)
    adds = "Write down what a mentor offers"

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
        return ("state", "mentor", "programme") if obj else ("state",)

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
        """Give the mentor's own words room; a list is added to where lists are kept."""
        if db_field.name == "own_words":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 4})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in LISTS:
            field.widget.can_add_related = False
        return field

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


@admin.register(Match)
class MatchAdmin(ScopedAdmin):
    """Who was suggested to whom, why, and what came of it. A leader chooses; staff can only look again for them."""

    programme: ClassVar[str] = "offer__programme"
    is_changed_by_actions = True
    list_display = ("leader", "mentor", "state", "suggested_at", "chosen_at", "answered_at")
    list_filter = ("state", ("offer__programme", admin.RelatedOnlyFieldListFilter), "suggested_at")
    list_select_related = ("leader", "offer__mentor")
    search_fields = ("leader__name", "offer__mentor__name")
    fields = ("leader", "mentor", "state", "why", "suggested_at", "chosen_at", "answered_at", "declined_at")
    readonly_fields = fields
    actions = ("look_again",)

    def named(self, obj: Any) -> str:
        """Who was suggested to whom."""
        return f"{obj.offer.mentor} for {obj.leader}"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Without the hello, which is between the two."""
        return super().get_queryset(request).defer("hello")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leaders choose; nobody is matched by hand."""
        return False

    @admin.display(ordering="offer__mentor__name")
    def mentor(self, match: Match) -> Person:
        """Whose offer it is."""
        return match.offer.mentor

    @admin.display(description="why")
    def why(self, match: Match) -> SafeString:
        """The reasons, as the leader read them."""
        return format_html_join(BREAK, "{}", ((spoken(reason),) for reason in match.reasons))

    @admin.action(description="Look again for these leaders: suggest up to three people now", permissions=["view"])
    def look_again(self, request: PersonRequest, queryset: models.QuerySet[Match]) -> None:
        """Suggest to each leader once, in place of what they have not answered."""
        places = Membership.objects.taking_part().filter(cohort__programme__in=programmes_of(request.user))
        leaders = Person.objects.filter(pk__in=queryset.values("leader")).filter(pk__in=places.values("person"))
        do_to_each(request, leaders, lambda leader: suggest_mentors(leader=leader, by=request.user), "Looked again")


class WaitForm(forms.ModelForm):
    """What the coordinator answers."""

    class Meta:
        model = MentorWait
        fields = ("answer",)
        widgets: ClassVar[dict[str, forms.Widget]] = {"answer": AdminTextareaWidget(attrs={"rows": 4})}
        help_texts: ClassVar[dict[str, str]] = {
            "answer": "They read this on their page, and get a message that it is there."
        }

    def clean_answer(self) -> str:
        """An answer has words."""
        answer = str(self.cleaned_data["answer"]).strip()
        if not answer:
            raise forms.ValidationError("Write what happens next, and when.")
        if self.instance.over_at is not None:
            raise forms.ValidationError(WaitIsOver.words)
        return answer


@admin.register(MentorWait)
class MentorWaitAdmin(ScopedAdmin):
    """Leaders who wait for a mentor, the one whose answer is due first on top."""

    programme: ClassVar[str] = "programme"
    form = WaitForm
    list_display = ("leader", "programme", "told_at", "answer_by", "answered_at", "over_at")
    list_filter = (
        ("over_at", admin.EmptyFieldListFilter),
        ("answered_at", admin.EmptyFieldListFilter),
        ("programme", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("leader", "programme")
    search_fields = ("leader__name",)
    fields = ("leader", "programme", "told", "told_at", "answer_by", "answer", "answered_by", "answered_at", "over_at")
    readonly_fields = tuple(name for name in fields if name != "answer")
    saved = "They can read your answer now: {}."

    def named(self, obj: Any) -> str:
        """Who waits, and where."""
        return f"{obj.leader}'s wait for a mentor in {obj.programme}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leaders say that they wait."""
        return False

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Answer them."""
        answer_wait(wait=obj, by=request.user, answer=form.cleaned_data["answer"])


def move_each(request: PersonRequest, offers: models.QuerySet[MentorOffer], to: MentorOffer.State) -> None:
    """Move each offer that may be moved there."""
    do_to_each(request, offers, lambda offer: move_offer(offer=offer, to=to, by=request.user), to.label)
