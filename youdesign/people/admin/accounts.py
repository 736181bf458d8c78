"""Accounts for programme staff."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from youdesign.people.actions import change_account
from youdesign.people.admin.plain import PlainAdmin, in_sentence
from youdesign.people.admin.rows import staff
from youdesign.people.answering import held_by
from youdesign.people.concerns import RESPONDERS
from youdesign.people.duties import Duty, HandOverFirst, check_can_stop, duties_of, staff_duties_of
from youdesign.people.models import Person
from youdesign.people.policies import can_change_account

RIGHTS = ("is_staff", "is_superuser", "groups")


class AccountForm(forms.ModelForm):
    """What staff change on an account."""

    class Meta:
        model = Person
        fields = ("is_superuser", "groups")
        labels = {"is_superuser": "Has every right", "groups": "Rights on the staff pages"}
        help_texts = {
            "is_superuser": "Opens every list here and changes every right. Keep it to very few.",
            "groups": "Which lists they open, and what they change there.",
        }

    def clean_is_active(self) -> bool:
        """Say first what the action would refuse."""
        is_active = bool(self.cleaned_data["is_active"])
        if self.instance.is_active and not is_active:
            self.check(duties_of(self.instance))
        return is_active

    def clean_is_staff(self) -> bool:
        """The same for the staff pages."""
        is_staff = bool(self.cleaned_data["is_staff"])
        if self.instance.is_staff and not is_staff:
            self.check(staff_duties_of(self.instance))
        return is_staff

    def clean_groups(self) -> QuerySet[Group]:
        """The same for answering concerns, which goes with a set of rights."""
        groups: QuerySet[Group] = self.cleaned_data["groups"]
        answers = {group.name for group in self.instance.groups.all()} - {group.name for group in groups}
        if RESPONDERS in answers:
            self.check(held_by(self.instance))
        return groups

    def check(self, left: list[Duty]) -> None:
        """Turn what has to be handed over into the box's error."""
        try:
            check_can_stop(self.instance, left)
        except HandOverFirst as first:
            raise forms.ValidationError(in_sentence(first)) from first


@admin.register(Person)
class PersonAdmin(PlainAdmin):
    """Accounts: people join by themselves, by invitation; passwords and private words are not here."""

    lists = "Accounts"
    form = AccountForm
    list_display = ("name", "email", "is_active", "is_staff", "joined_at", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("name", "email")
    fields = ("name", "email", "time_zone", "phone", "phone_hours", "is_active", "is_staff", "is_superuser", "groups")
    filter_horizontal = ("groups",)
    readonly_fields = ("email",)
    actions = ("switch_off", "switch_on")
    why_needed = ("change", "switch_off")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """Leave the password where it is, so that saving an account never touches it."""
        return super().get_queryset(request).defer("password")

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> tuple[str, ...]:
        """Only a superuser gives or takes rights, and nobody shuts themselves out."""
        if obj == request.user:
            return ("email", "is_active", *RIGHTS)
        return ("email", *(() if getattr(request.user, "is_superuser", False) else RIGHTS))

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

    def save_model(self, request: HttpRequest, obj: Person, form: forms.ModelForm, change: bool) -> None:
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
        done: list[str] = []
        for person in allowed:
            person.is_active = is_active
            try:
                change_account(person=person, by=by, changed=["is_active"])
            except HandOverFirst as first:
                messages.error(request, in_sentence(first))
            else:
                done.append(str(person))
        if done:
            messages.success(request, f"{'Switched on again' if is_active else 'Switched off'}: {', '.join(done)}.")
        if len(queryset) > len(allowed):
            messages.warning(request, "Nobody switches off their own account, or one with more rights than theirs.")


admin.site.unregister(Group)  # Django registers its own when GroupAdmin is imported


@admin.register(Group)
class RightsAdmin(PlainAdmin, GroupAdmin):
    """Which rights coordinators and safeguarding leads have; not to be mistaken for learning groups."""

    lists = "Rights of staff"
    adds = "Add a set of rights"
    why_needed = ("add", "change")
