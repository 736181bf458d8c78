"""People for programme staff: accounts, code lists, concerns, and who agreed to and did what."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from youdesign.people.actions import change_account, move_concern
from youdesign.people.models import AuditEntry, Code, Concern, ConsentEvent, Person
from youdesign.people.policies import can_change_account
from youdesign.people.states import MoveNotAllowed


class ReadOnly:
    """Rows that staff read and nobody changes by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are written by the change they tell of."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They stay as they are."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They stay."""
        return False


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    """Accounts: people join by themselves, by invitation; passwords and private words are not here."""

    list_display = ("name", "email", "is_active", "is_staff", "joined_at", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("name", "email")
    fields = ("name", "email", "time_zone", "phone", "phone_hours", "is_active", "is_staff", "is_superuser", "groups")
    filter_horizontal = ("groups",)
    readonly_fields = ("email",)
    actions = ("switch_off", "switch_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """Leave the password where it is, so that saving an account never touches it."""
        return super().get_queryset(request).defer("password")

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> tuple[str, ...]:
        """Only a superuser gives or takes rights."""
        mine: tuple[str, ...] = (
            () if getattr(request.user, "is_superuser", False) else ("is_staff", "is_superuser", "groups")
        )
        return ("email", *mine)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody makes an account for somebody else: invite them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """An account with more rights than theirs is not theirs to change."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or can_change_account(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """Deleting would take a person's own writing with it; erasing is theirs to ask for."""
        return False

    def save_model(self, request: HttpRequest, obj: Person, form: ModelForm, change: bool) -> None:
        """Keep what was changed, by the action that writes it down."""
        change_account(person=obj, by=staff(request), changed=form.changed_data)

    @admin.action(description="Switch off: cannot sign in", permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """Stop these accounts from signing in."""
        self._set_active(request, queryset, is_active=False)

    @admin.action(description="Switch on again", permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """Let these accounts sign in again."""
        self._set_active(request, queryset, is_active=True)

    def _set_active(self, request: HttpRequest, queryset: QuerySet[Person], *, is_active: bool) -> None:
        by = staff(request)
        allowed = [person for person in queryset if person != by and can_change_account(by, person)]
        for person in allowed:
            person.is_active = is_active
            change_account(person=person, by=by, changed=["is_active"])
        self.message_user(request, f"{len(allowed)} of {len(queryset)} accounts were changed.")


@admin.register(Code)
class CodeAdmin(admin.ModelAdmin):
    """Code lists: reword an entry, switch it off, add to them."""

    list_display = ("label", "listing", "position", "is_on")
    list_filter = ("listing", "is_on")
    search_fields = ("label", "slug")
    fields = ("listing", "slug", "label", "hint", "position", "is_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Code | None = None) -> tuple[str, ...]:
        """What an entry is called inside stays, so that answers keep their meaning."""
        return ("listing", "slug") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Code | None = None) -> bool:
        """Switch it off instead: people have chosen it."""
        return False


@admin.register(Concern)
class ConcernAdmin(ReadOnly, admin.ModelAdmin):
    """What people told us, the most urgent first; moved on by the buttons above the list."""

    list_display = ("answer_by", "state", "responder", "raised_at")
    list_filter = ("state", ("responder", admin.RelatedOnlyFieldListFilter), "answer_by")
    list_select_related = ("responder",)
    ordering = ("answer_by", "pk")
    fields = ("what", "contact", "raised_by", "page", "responder", "state", "raised_at", "answer_by")
    actions = ("seen", "acting", "closed")

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


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, admin.ModelAdmin):
    """Who did what, and when."""

    list_display = ("at", "by", "verb", "noun", "noun_id", "about")
    list_filter = ("verb", "noun", "at")
    list_select_related = ("by", "about")
    search_fields = ("by__email", "about__email", "noun_id")
    date_hierarchy = "at"


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnly, admin.ModelAdmin):
    """Who agreed to what, and when."""

    list_display = ("at", "person", "purpose", "version", "is_given")
    list_filter = ("purpose", "is_given")
    list_select_related = ("person",)
    search_fields = ("person__email",)


def staff(request: HttpRequest) -> Person:
    """Return who is at work; Django admin lets nobody else come here."""
    if not isinstance(request.user, Person):
        raise TypeError("Django admin is for people who are signed in.")
    return request.user
