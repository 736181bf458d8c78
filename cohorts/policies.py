"""Who may do what in programmes, groups, sessions and reflections."""

import datetime

from allauth.account.models import EmailAddress
from django.utils import timezone

from cohorts.models import (
    Application,
    CoFacilitation,
    Cohort,
    DebriefSession,
    GroupMembership,
    Invitation,
    LearningGroup,
    LearningNote,
    Membership,
    NextStep,
    Programme,
    ProposedGroup,
    Reflection,
    ReflectionVersion,
    RoleGrant,
    SessionRecap,
    Turn,
)
from cohorts.rotating import note_holder_of
from youdesign.people.models import Person

PUT_RIGHT_FOR = datetime.timedelta(days=14)


def can_coordinate_programme(person: Person, programme: Programme) -> bool:
    """Its coordinators, and staff with every right."""
    return person.is_superuser or Programme.objects.coordinated_by(person).filter(pk=programme.pk).exists()


def can_coordinate_cohort(person: Person, cohort: Cohort) -> bool:
    """Coordinators of its programme."""
    return person.is_superuser or Programme.objects.coordinated_by(person).filter(cohorts=cohort).exists()


def can_invite_to_cohort(person: Person, cohort: Cohort) -> bool:
    """Coordinators of its programme."""
    return can_coordinate_cohort(person, cohort)


def can_revoke_invitation(person: Person, invitation: Invitation) -> bool:
    """Coordinators of its programme."""
    return can_coordinate_cohort(person, invitation.cohort)


def can_send_invitation_again(person: Person, invitation: Invitation) -> bool:
    """Coordinators of its programme."""
    return can_coordinate_cohort(person, invitation.cohort)


def can_accept_invitation(person: Person, invitation: Invitation) -> bool:
    """Whoever proved that the invited address is theirs."""
    owned = EmailAddress.objects.filter(user_id=person.pk, email__iexact=invitation.email, verified=True)
    return bool(owned.exists())


def can_ask_to_join(person: Person) -> bool:
    """Anybody with an account that is not switched off."""
    return person.is_active


def can_answer_application(person: Person, application: Application) -> bool:
    """Coordinators of the programme."""
    return can_coordinate_cohort(person, application.cohort)


def can_take_back_application(person: Person, application: Application) -> bool:
    """Whoever asked."""
    return application.person_id == person.pk


def can_start_group(person: Person, cohort: Cohort) -> bool:
    """Coordinators of its programme."""
    return can_coordinate_cohort(person, cohort)


def can_place_in_group(person: Person, group: LearningGroup) -> bool:
    """Coordinators of its programme; everyone else comes by an invitation."""
    return can_coordinate_cohort(person, group.cohort)


def can_hand_over_group(person: Person, group: LearningGroup) -> bool:
    """Coordinators of its programme."""
    return can_coordinate_cohort(person, group.cohort)


def can_add_cofacilitator(person: Person, group: LearningGroup) -> bool:
    """Coordinators of its programme."""
    return can_coordinate_cohort(person, group.cohort)


def can_end_cofacilitation(person: Person, helps: CoFacilitation) -> bool:
    """Whoever helps, freely, because the group keeps its facilitator; and coordinators of its programme."""
    return helps.person_id == person.pk or can_coordinate_cohort(person, helps.group.cohort)


def can_hand_over_programme(person: Person, programme: Programme) -> bool:
    """Its named coordinator, and staff with every right."""
    return person.is_superuser or programme.coordinator_id == person.pk


def can_leave_group(person: Person, stay: GroupMembership) -> bool:
    """The person, and coordinators on their behalf."""
    return stay.person_id == person.pk or can_coordinate_cohort(person, stay.group.cohort)


def can_change_agreement(person: Person, group: LearningGroup) -> bool:
    """Those round its table, while it goes on; a coordinator has no seat."""
    return bool(LearningGroup.objects.round_the_table_of(person).filter(pk=group.pk).exists())


def can_run_session_of_group(person: Person, group: LearningGroup) -> bool:
    """Those who run it, and coordinators of its programme."""
    return group.is_run_by(person) or can_coordinate_cohort(person, group.cohort)


def can_answer_session(person: Person, session: DebriefSession) -> bool:
    """The people of its group."""
    return session.group.has_member(person)


def can_see_answers_to_session(person: Person, session: DebriefSession) -> bool:
    """The people of its group and those who run it; coordinators see dates, not who is coming."""
    return session.group.is_run_by(person) or session.group.has_member(person)


def can_see_access_needs_of_session(person: Person, session: DebriefSession) -> bool:
    """Whoever runs it, from now until it is over, and nobody else."""
    return session.group.is_run_by(person) and is_open_session(session, timezone.now())


def can_debrief(person: Person, session: DebriefSession) -> bool:
    """Those round the table: the people of its group, and those who run it."""
    return person.is_active and can_see_answers_to_session(person, session)


def can_debrief_straight_after(person: Person, group: LearningGroup) -> bool:
    """Those round its table, while it goes on."""
    return person.is_active and LearningGroup.objects.round_the_table_of(person).filter(pk=group.pk).exists()


def can_answer_pulse(person: Person, session: DebriefSession) -> bool:
    """Members of its group; a facilitator who holds the time is not asked how it holds them."""
    return session.group.has_member(person)


def can_say_if_needs_were_met(person: Person, session: DebriefSession) -> bool:
    """Members of the group, once it has begun; whoever was there or could not be knows best."""
    has_begun = not session.is_cancelled and session.starts_at <= timezone.now()
    return has_begun and session.group.has_member(person)


def is_open_session(session: DebriefSession, now: datetime.datetime) -> bool:
    """Whether it is still to come or going on."""
    return not session.is_cancelled and not session.is_held and not session.is_over(now)


def can_say_who_was_there(person: Person, session: DebriefSession) -> bool:
    """Whoever runs it, facilitator or coordinator."""
    return can_run_session_of_group(person, session.group)


def is_open_to_say_who_was_there(session: DebriefSession, now: datetime.datetime) -> bool:
    """Once it has begun; what was said can be put right for two weeks after it."""
    if session.is_cancelled or session.starts_at > now:
        return False
    return not session.is_held or now < session.ends_at + PUT_RIGHT_FOR


def can_read_recaps_of(person: Person, group: LearningGroup) -> bool:
    """Those with a seat, since whenever, and those who run it; programme staff never."""
    return group.is_run_by(person) or group.has_member(person)


def can_write_recap(person: Person, session: DebriefSession, now: datetime.datetime) -> bool:
    """Those who run it, and whoever held the notes and is still in the group, once it has begun."""
    if session.is_cancelled or session.starts_at > now:
        return False
    if session.group.is_run_by(person):
        return True
    return session.group.has_member(person) and person == note_holder_of(session)


def can_check_recap(person: Person, recap: SessionRecap) -> bool:
    """Members of the group, while nothing is to come out; whoever wrote the words has said so by writing."""
    return recap.withdrawn_at is None and recap.written_by_id != person.pk and recap.session.group.has_member(person)


def can_agree_recap(person: Person, recap: SessionRecap) -> bool:
    """Those who run the group, while nothing is to come out."""
    return recap.withdrawn_at is None and recap.session.group.is_run_by(person)


def sits_at_table(person: Person, session: DebriefSession) -> bool:
    """Whether somebody sat at its table and still sits there, or runs the group."""
    return DebriefSession.objects.sat_at_by(person).filter(pk=session.pk).exists()


def can_write_note(person: Person, session: DebriefSession, kind: str, now: datetime.datetime) -> bool:
    """Those at its table, from when its room is open; notes for oneself before that too, for whoever comes to lead."""
    is_open = session.state == DebriefSession.State.LIVE or session.room_opens_at <= now
    in_time = is_open or kind == LearningNote.Kind.PRIVATE
    return not session.is_cancelled and in_time and sits_at_table(person, session)


def can_change_note(person: Person, note: LearningNote) -> bool:
    """Its author, while they sit at that table; what was written there is not reworded by whoever has left."""
    return note.author_id == person.pk and sits_at_table(person, note.session)


def can_take_back_note(person: Person, note: LearningNote) -> bool:
    """Its author, whenever and wherever they are."""
    return note.author_id == person.pk


def can_read_turns_of(person: Person, group: LearningGroup) -> bool:
    """Those with a seat and those who run it: who brings what, and who has waited; programme staff never."""
    return group.is_run_by(person) or group.has_member(person)


def can_offer_turn(person: Person, session: DebriefSession) -> bool:
    """Members of its group; whoever holds the time brings nothing of their own."""
    return session.group.has_member(person)


def can_pick_turns(person: Person, session: DebriefSession) -> bool:
    """Everybody round the table: the group decides."""
    return can_read_turns_of(person, session.group)


def can_change_turn(person: Person, turn: Turn) -> bool:
    """Whoever brings it, also after they have left."""
    return turn.person_id == person.pk


def can_change_role(person: Person, session: DebriefSession) -> bool:
    """Members of its group, each for themselves."""
    return session.group.has_member(person)


def is_open_to_pick(session: DebriefSession, now: datetime.datetime) -> bool:
    """Until it is over, and for as long as it goes on in our room."""
    return is_open_session(session, now) or session.state == DebriefSession.State.LIVE


def can_change_next_step(person: Person, step: NextStep) -> bool:
    """Its owner."""
    return step.whose_id == person.pk


def can_ask_to_be_rung(person: Person, session: DebriefSession) -> bool:
    """Members of its group, before it and after."""
    return session.group.has_member(person)


def can_move_membership(person: Person, membership: Membership) -> bool:
    """Coordinators of its programme."""
    return can_coordinate_cohort(person, membership.cohort)


def can_pause_membership(person: Person, membership: Membership) -> bool:
    """The person whose place it is, and coordinators on their behalf."""
    return membership.person_id == person.pk or can_coordinate_cohort(person, membership.cohort)


def can_leave_programme(person: Person, membership: Membership) -> bool:
    """The person whose place it is, while it is kept; once it is left, leaving again changes nothing."""
    can_be_left = {*Membership.KEPT, Membership.State.WITHDRAWN}
    return membership.person_id == person.pk and membership.state in can_be_left


def can_grant_role(person: Person, programme: Programme) -> bool:
    """Coordinators of the programme."""
    return can_coordinate_programme(person, programme)


def can_read_reflection(person: Person, reflection: Reflection) -> bool:
    """Its author, and those it is shared with now. Being staff gives no right."""
    return Reflection.objects.visible_to(person).filter(pk=reflection.pk).exists()


def can_change_reflection(person: Person, reflection: Reflection) -> bool:
    """Its author."""
    return reflection.author_id == person.pk


def can_share_reflection(person: Person, reflection: Reflection) -> bool:
    """Its author."""
    return reflection.author_id == person.pk


def can_share_reflection_with_group(person: Person, reflection: Reflection, group: LearningGroup) -> bool:
    """Its author, with a group that they are in."""
    there = GroupMembership.objects.present().filter(group=group, person=person)
    return can_share_reflection(person, reflection) and there.exists()


def can_read_version(person: Person, version: ReflectionVersion) -> bool:
    """The author of the reflection, and nobody it is shared with."""
    return version.reflection.author_id == person.pk


def can_comment_on_reflection(person: Person, reflection: Reflection) -> bool:
    """Those it is shared with now."""
    return reflection.author_id != person.pk and can_read_reflection(person, reflection)


def can_propose_group(person: Person, cohort: Cohort) -> bool:
    """Members of the cohort who take no pause; whoever has just joined may need a group most."""
    places = Membership.objects.taking_part().filter(person=person, cohort=cohort).exclude(state="paused")
    return bool(places.exists())


def can_join_proposal(person: Person, proposal: ProposedGroup) -> bool:
    """Members of the cohort who take no pause; whoever is to facilitate it has no seat in it."""
    places = Membership.objects.taking_part().filter(person=person, cohort=proposal.cohort_id).exclude(state="paused")
    return proposal.facilitator_id != person.pk and places.exists()


def can_facilitate_proposal(person: Person, proposal: ProposedGroup) -> bool:
    """Facilitators of its programme who are not in it themselves."""
    programme = proposal.cohort.programme_id
    roles = RoleGrant.objects.current().filter(person=person, programme=programme, role=RoleGrant.Role.FACILITATOR)
    if not person.is_active or not roles.exists() or proposal.proposed_by_id == person.pk:
        return False
    return not (proposal.pk and proposal.seats.taken().filter(person=person).exists())


def can_ask_to_facilitate(person: Person, proposal: ProposedGroup) -> bool:
    """Whoever proposed it, and coordinators of its programme."""
    return proposal.proposed_by_id == person.pk or can_answer_proposal(person, proposal)


def can_take_back_proposal(person: Person, proposal: ProposedGroup) -> bool:
    """Whoever proposed it."""
    return proposal.proposed_by_id == person.pk


def can_answer_proposal(person: Person, proposal: ProposedGroup) -> bool:
    """Coordinators of its programme."""
    return can_coordinate_cohort(person, proposal.cohort)
