"""Who may do what to facts about a person."""

from django.contrib.auth.models import AnonymousUser

from youdesign.people.models import Block, Concern, Person


def can_change_profile(by: Person | AnonymousUser, person: Person) -> bool:
    """Only the person says what they bring and need."""
    return by.is_authenticated and by.pk == person.pk


def are_apart(one: Person, other: Person) -> bool:
    """Whether either keeps the other away."""
    return Block.objects.among([one.pk, other.pk]).exists()


def has_blocked(one: Person, other: Person) -> bool:
    """Whether the first keeps the second away."""
    return Block.objects.filter(blocker=one, blocked=other).exists()


def can_move_concern(by: Person | AnonymousUser, concern: Concern) -> bool:
    """The named responder, and staff who answer concerns; never whoever it is about, or whoever raised it."""
    if not by.is_authenticated or not by.is_active or by.pk in (concern.said_by_id, concern.raised_by_id):
        return False
    return concern.responder_id == by.pk or by.has_perm("people.change_concern")


def can_change_account(by: Person | AnonymousUser, person: Person) -> bool:
    """Staff who look after accounts; an account with more rights than theirs is not theirs to change."""
    if not by.is_authenticated or not by.is_staff or not by.has_perm("people.change_person"):
        return False
    return by.is_superuser or not person.is_superuser


def can_change_code(by: Person | AnonymousUser) -> bool:
    """Staff who look after the lists that people choose from."""
    return by.is_authenticated and by.is_active and by.is_staff and by.has_perm("people.change_code")


def can_ask_about_own_data(by: Person | AnonymousUser, person: Person) -> bool:
    """Only the person asks for everything about them, or to be erased."""
    return by.is_authenticated and by.is_active and by.pk == person.pk
