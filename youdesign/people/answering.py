"""What whoever answers concerns hands over before they stop: each that is open, and that there is anybody to answer."""

from django.urls import reverse

from youdesign.people.concerns import responder
from youdesign.people.duties import Duty
from youdesign.people.models import Concern, Person


def held_by(person: Person) -> list[Duty]:
    """Return the open concerns this person is named to answer, and answering at all where nobody else could."""
    mine = Concern.objects.open().filter(responder=person).order_by("answer_by", "pk")
    duties = [
        Duty(
            f"concern {concern.pk}, which is not closed",
            reverse("admin:people_concern_hand_over", args=[concern.pk]),
            needs_staff=True,
        )
        for concern in mine
    ]
    if responder() == person and responder(person) is None:
        people = reverse("admin:people_person_changelist")
        duties.append(Duty("answering what people tell us", people, needs_staff=True))
    return duties
