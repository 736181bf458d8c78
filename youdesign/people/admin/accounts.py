"""Accounts for programme staff."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from youdesign.people.actions import change_account
from youdesign.people.admin.rows import staff
from youdesign.people.models import Person
from youdesign.people.policies import can_change_account


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
