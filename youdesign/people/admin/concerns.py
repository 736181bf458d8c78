"""Concerns for those who answer them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from youdesign.people.actions import hand_over_concern, move_concern
from youdesign.people.admin.filters import Question
from youdesign.people.admin.hand_over import HandedOverAdmin
from youdesign.people.admin.rows import ReadOnly, staff
from youdesign.people.concerns import RESPONDERS
from youdesign.people.models import Concern, Person
from youdesign.people.models.concerns import MOST_URGENT_FIRST
from youdesign.people.policies import can_move_concern
from youdesign.people.states import MoveNotAllowed


class WhenDue(Question):
    """By when an answer was promised."""

    title = "when it is due"
    parameter_name = "due"
    answers = {
        "overdue": ("Overdue", lambda concerns: concerns.overdue(timezone.now())),
        "today": ("Today", lambda concerns: concerns.open().filter(answer_by__date=timezone.localdate())),
        "later": ("Later", lambda concerns: concerns.open().filter(answer_by__date__gt=timezone.localdate())),
        "closed": ("Closed", lambda concerns: concerns.filter(state=Concern.State.CLOSED)),
    }


@admin.register(Concern)
class ConcernAdmin(ReadOnly, HandedOverAdmin):
    """What people told us, the most urgent first; moved on by the buttons above the list."""

    hands_over = "Hand over to somebody else"
    what_happens = (
        "Whoever you choose is named to answer from now on, and gets a message. The person who told us sees the new "
        "name. The one before gets no more messages about it."
    )
    nobody_else = "Nobody else can answer this one. Give somebody the rights of safeguarding leads first."
    found_at = ("Open the accounts", "admin:people_person_changelist")

    list_display = ("due", "state", "category", "responder")
    list_filter = (WhenDue, "state", "category", ("responder", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("responder",)
    fields = (
        "told",
        "category",
        "about",
        "said",
        "said_by",
        "said_at",
        "reach",
        "raised_by",
        "page",
        "responder",
        "state",
        "raised_at",
        "answer_by",
    )
    readonly_fields = ("told", "reach")
    actions = ("seen", "acting", "closed")
    why_needed = actions

    def get_queryset(self, request: HttpRequest) -> QuerySet[Concern]:
        """Never one about the reader's own words."""
        return super().get_queryset(request).exclude(said_by_id=staff(request).pk)

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """The overdue first, then what is due, then what is closed."""
        return MOST_URGENT_FIRST

    @admin.display(description="due", ordering="answer_by")
    def due(self, concern: Concern) -> str:
        """By when it is answered, in words."""
        if concern.state == Concern.State.CLOSED:
            return "Closed"
        promised = date_format(localtime(concern.answer_by), "DATETIME_FORMAT")
        return f"Overdue since {promised}" if concern.is_overdue(timezone.now()) else f"By {promised}"

    def get_fields(self, request: HttpRequest, obj: Concern | None = None) -> tuple[str, ...]:
        """Only what there is to read: few people say all of it."""
        held = {"told": "what", "reach": "contact"}
        return tuple(name for name in self.fields if obj is None or getattr(obj, held.get(name, name)))

    @admin.display(description="what they told us")
    def told(self, concern: Concern) -> str:
        """In their words."""
        return concern.what

    @admin.display(description="how to reach them")
    def reach(self, concern: Concern) -> str:
        """As they said."""
        return concern.contact

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list's buttons need it; the words themselves are never changed."""
        return obj is None and request.user.has_perm("people.change_concern")

    @admin.action(description="I have seen this (or: open it again)", permissions=["change"])
    def seen(self, request: HttpRequest, queryset: QuerySet[Concern]) -> None:
        """Seen."""
        self._move(request, queryset, Concern.State.SEEN)

    @admin.action(description="I am acting on this", permissions=["change"])
    def acting(self, request: HttpRequest, queryset: QuerySet[Concern]) -> None:
        """Being acted on."""
        self._move(request, queryset, Concern.State.ACTING)

    @admin.action(description="Close this", permissions=["change"])
    def closed(self, request: HttpRequest, queryset: QuerySet[Concern]) -> None:
        """Closed."""
        self._move(request, queryset, Concern.State.CLOSED)

    def held_by(self, obj: Concern) -> Person | None:
        """Whoever is named to answer."""
        return obj.responder

    def may_hand_over(self, by: Person, obj: Concern) -> bool:
        """Those who may answer it."""
        return can_move_concern(by, obj)

    def candidates(self, by: Person, obj: Concern) -> QuerySet[Person]:
        """Those who answer concerns, but for whom it is about and who raised it."""
        leads = Q(groups__name=RESPONDERS) | Q(is_superuser=True)
        apart = [pk for pk in (obj.said_by_id, obj.raised_by_id) if pk]
        return Person.objects.filter(leads, is_active=True, is_staff=True).exclude(pk__in=apart).distinct()

    def hand_over(self, obj: Concern, to: Person, by: Person) -> str:
        """By the action."""
        hand_over_concern(concern=obj, to=to, by=by)
        return f"{to} answers {obj} now."

    def _move(self, request: HttpRequest, queryset: QuerySet[Concern], state: Concern.State) -> None:
        for concern in queryset:
            try:
                move_concern(concern=concern, state=state, by=staff(request))
            except MoveNotAllowed:
                now = concern.get_state_display().lower()
                self.message_user(
                    request, f"{concern} is {now}, so it cannot become “{state.label.lower()}”.", messages.WARNING
                )
            else:
                self.message_user(request, f"{concern}: {state.label.lower()}.", messages.SUCCESS)
