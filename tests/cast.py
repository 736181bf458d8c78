"""The cast, the same in every test: each of them is made when first asked for."""

from functools import cached_property

from cohorts.models import Cohort, LearningGroup, Programme
from mentoring.models import Match, MentorOffer
from tests import factories
from youdesign.people.models import Person


class Cast:
    """Who and what the tests are about."""

    def again(self) -> "Cast":
        """Return the cast as the database has it: what a test does to its people is not there for the next."""
        fresh = Cast()
        vars(fresh).update({name: type(row)._base_manager.get(pk=row.pk) for name, row in vars(self).items()})
        return fresh

    @cached_property
    def coordinator(self) -> Person:
        """Priya, who runs the programme and is staff."""
        facts = {"is_staff": True, "phone": "0117 496 0182", "phone_hours": "Monday to Thursday"}
        return factories.PersonFactory(name="Priya Nair", email="priya@cast.test", **facts)

    @cached_property
    def mentor(self) -> Person:
        """Ruth, who mentors Maureen and facilitates her group."""
        return factories.PersonFactory(name="Ruth Adeyemi", email="ruth@cast.test")

    @cached_property
    def leader(self) -> Person:
        """Maureen, a patient leader with a place in the cohort."""
        facts = {"person__name": "Maureen Webb", "person__email": "maureen@cast.test"}
        return factories.MembershipFactory(cohort=self.cohort, **facts).person

    @cached_property
    def stranger(self) -> Person:
        """Sol, a patient leader in another programme."""
        return factories.MembershipFactory(person__name="Sol Marsh", person__email="sol@cast.test").person

    @cached_property
    def host_contact(self) -> Person:
        """Helen, who works for a host."""
        person = factories.PersonFactory(name="Helen Price", email="helen@cast.test")
        contacts = factories.HostFactory(name="Riverside NHS Trust").contacts
        contacts.create(person=person, name=person.name, email=person.email)
        return person

    @cached_property
    def programme(self) -> Programme:
        """Leading Together, run by Priya."""
        programme = factories.ProgrammeFactory(name="Leading Together", coordinator=self.coordinator)
        factories.RoleGrantFactory(person=self.coordinator, programme=programme, role="coordinator")
        return programme

    @cached_property
    def cohort(self) -> Cohort:
        """Autumn 2026."""
        return factories.CohortFactory(programme=self.programme, name="Autumn 2026")

    @cached_property
    def group(self) -> LearningGroup:
        """Maureen's learning group, facilitated by Ruth."""
        people = {"facilitator": self.mentor, "members": [self.leader]}
        return factories.LearningGroupFactory(cohort=self.cohort, name="Tuesday group", **people)

    @cached_property
    def offer(self) -> MentorOffer:
        """Ruth's offer to mentor."""
        facts = {"programme": self.programme, "own_words": "Bring the thing you could not say."}
        return factories.MentorOfferFactory(mentor=self.mentor, **facts)

    @cached_property
    def match(self) -> Match:
        """Ruth said yes to Maureen's hello, and Maureen chose her."""
        room = factories.RoomFactory(title="Maureen and Ruth")
        for person in (self.leader, self.mentor):
            factories.RoomMemberFactory(room=room, person=person)
        then = self.mentor.joined_at
        facts = {"state": "accepted", "chosen_at": then, "decided_at": then, "room": room}
        return Match.objects.create(leader=self.leader, offer=self.offer, **facts)
