"""What each role means, in the words of an invitation; being a member has a page of its own words."""

from cohorts.models import RoleGrant

Role = RoleGrant.Role
SECOND_STEP = "Because you look after others here, you sign in with a second step."
MEANING: dict[str, tuple[str, ...]] = {
    Role.MENTOR: (
        "You talk with a patient leader who chose you, about the work they do.",
        "You say how many people you have room for. You can rest at any time.",
        "You get time to prepare, and a supervisor of your own.",
    ),
    Role.BUDDY: (
        "You are beside somebody before, during and after one meeting.",
        "You say yes to one meeting at a time.",
    ),
    Role.FACILITATOR: (
        "You hold the time and the agreement when a learning group meets.",
        "You see what the group writes in its room, and what people need so that they can take part.",
        SECOND_STEP,
    ),
    Role.COORDINATOR: (
        "You look after the programme: its places, its groups, its dates.",
        "You never see what people write in private.",
        SECOND_STEP,
    ),
    Role.SUPERVISOR: (
        "You support mentors in what they do.",
        "You see who came and what it was about, never their own notes.",
        SECOND_STEP,
    ),
    Role.COMMISSIONER_VIEWER: (
        "You see the programme's numbers, and none that is so small that it points at a person.",
        "You never see what people write.",
    ),
    Role.HOST_CONTACT: ("You are the one whom patient leaders can ask in your organisation.",),
    Role.SUPPORTER: (
        "You help somebody to take part, in the ways they choose.",
        "You see only what they share with you.",
    ),
}
