"""Who is in the demo and what they say: words only, so that anybody can make the story better."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Somebody:
    """One demo person and, in the words of the code lists, what they bring and need."""

    name: str
    email: str
    title: str = "patient_leader"
    about: str = ""
    assets: str = "lived_know_how whole_journey"
    channels: str = "video phone"
    times: str = "tuesday_afternoon wednesday_afternoon thursday_afternoon"
    goals: str = "find_voice"
    styles: str = "listen_first ask"
    needs: str = "breaks"
    lived: str = ""  # read by their mentor, and a mentor they ask


LEADER = Somebody(
    "Maureen Webb",
    "leader@demo.test",
    about="I have lived with kidney disease for twenty years and cared for my brother. I sit on the discharge board at Riverside.",
    assets="lived_know_how whole_journey questioning humour",
    goals="influence hard_talk boundaries",
    styles="listen_first challenge",
    needs="breaks papers_early camera_off",
    lived="own_health carer",
)
MENTOR = Somebody(
    "Ruth Adeyemi",
    "mentor@demo.test",
    title="expert_by_experience",
    about="Fifteen years of boards, panels and kitchens.",
)
COORDINATOR = Somebody("Priya Nair", "staff@demo.test")
OUTSIDER = Somebody("Sol Marsh", "outsider@demo.test", title="carer_leader", goals="start find_voice")
HOST = Somebody("Helen Price", "host@demo.test")

TUESDAY = (
    Somebody(
        "Asif Khan",
        "asif@demo.test",
        goals="prepare influence",
        needs="papers_early large_print",
        times="monday_evening tuesday_evening wednesday_afternoon",
    ),
    Somebody(
        "Denise Bright",
        "denise@demo.test",
        title="carer_leader",
        goals="hard_talk find_voice",
        needs="phone_in",
        times="tuesday_evening wednesday_evening thursday_afternoon",
    ),
    Somebody(
        "Jo Tremlett",
        "jo@demo.test",
        title="peer_leader",
        goals="chair_facilitate bring_others",
        times="tuesday_evening wednesday_afternoon wednesday_evening",
    ),
    Somebody(
        "Bev Osei", "bev@demo.test", title="expert_by_experience", goals="boundaries recover", needs="captions breaks"
    ),
    Somebody("Marek Nowak", "marek@demo.test", title="citizen", goals="understand_system start", needs="language"),
)
THURSDAY = (
    Somebody("Farida Rahman", "farida@demo.test", goals="step_up influence"),
    Somebody("Tom Ellery", "tom@demo.test", title="lived_experience_partner", goals="payment understand_system"),
    Somebody("Grace Lin", "grace@demo.test", goals="prepare find_voice", needs="quiet short_sessions"),
    Somebody("Idris Bello", "idris@demo.test", title="carer_leader", goals="bring_others boundaries", lived="carer"),
)
NORTH = (
    Somebody("Wendy Shaw", "wendy@demo.test", goals="start"),
    Somebody("Ajay Patel", "ajay@demo.test", title="carer_leader", goals="find_voice"),
    Somebody("Lorna Reid", "lorna@demo.test", goals="payment"),
)
NORTH_COORDINATOR = Somebody("Ewan Doyle", "ewan@demo.test")

PROPOSED_READY = {
    "name": "New to boards",
    "purpose": "For people who sit on a board for the first time. We read the papers together before a meeting.",
    "meets": "Wednesday evenings, every three weeks",
}
PROPOSED = {
    "name": "Carers who lead",
    "purpose": "How to keep going when somebody at home needs us too.",
    "meets": "A weekday morning, by phone or video",
}


@dataclass(frozen=True)
class Offer:
    """What one mentor offers."""

    who: Somebody
    words: str
    helps_with: str
    styles: str
    channels: str
    times: str
    places: int = 2
    lived: str = ""


OFFERS = (
    Offer(
        MENTOR,
        "I will not tell you what to do. I will ask what you want from the room, and then we work backwards.",
        "influence hard_talk boundaries",
        "listen_first challenge",
        "phone video",
        "tuesday_afternoon wednesday_afternoon thursday_afternoon",
        lived="own_health",
    ),
    Offer(
        Somebody("Gwilym Parry", "gwilym@demo.test", title="expert_by_experience"),
        "It took me a year to learn that being thanked is not the same as being heard.",
        "influence find_voice prepare",
        "listen_first share",
        "phone message",
        "tuesday_morning thursday_morning tuesday_evening wednesday_evening",
        places=3,
    ),
    Offer(
        Somebody("Shabnam Iqbal", "shabnam@demo.test"),
        "Bring the thing you could not say in the meeting. We start there.",
        "find_voice hard_talk recover start",
        "ask challenge",
        "in_person video",
        "tuesday_morning thursday_morning",
    ),
    Offer(
        Somebody("Colin Ashby", "colin@demo.test", title="carer_leader"),
        "Forms, fees, minutes: I like the dull parts, because that is where things get decided.",
        "payment understand_system chair_facilitate step_up",
        "practical share",
        "video message post",
        "tuesday_evening wednesday_evening saturday_morning sunday_afternoon",
        lived="carer",
    ),
)

# Who said what in the Tuesday group's room, and how many hours ago.
TALK = (
    (72, "asif@demo.test", "The committee sent 94 pages at 9pm the night before. I got to page 12. Anyone else?"),
    (
        71,
        "leader@demo.test",
        "Every time. I asked for papers five days early and a one-page summary. They said yes, once I had asked in writing.",
    ),
    (70, "bev@demo.test", "With you, Asif. I printed mine once and it cost me eleven pounds."),
    (
        27,
        "denise@demo.test",
        "Can I borrow that wording, Maureen? I have a panel next week and I do not want to be the one who “holds things up”.",
    ),
    (
        26,
        "mentor@demo.test",
        "This sounds like a turn. Denise, would you like one on Tuesday? It is fine to say not now. Asif has waited longest, so we would ask him first.",
    ),
    (25, "asif@demo.test", "Denise can go first. I am running on empty this week and will listen."),
    (3, "jo@demo.test", "I can keep time on Tuesday, if nobody else is burning to."),
)
ANSWERS = {"denise@demo.test": 2}  # whose line answers which
TAPS = (
    (1, "with_you", ("leader@demo.test", "bev@demo.test", "denise@demo.test")),
    (2, "thank_you", ("asif@demo.test", "jo@demo.test", "mentor@demo.test")),
    (4, "with_you", ("bev@demo.test", "asif@demo.test")),
    (6, "thank_you", ("denise@demo.test", "mentor@demo.test")),
)
PINNED = ("mentor@demo.test", 2)
SECOND_HELLO = "I go to my first panel in January. Could we talk about how to begin?"
WHAT_MATTERS = "Asks before advising.\nHas been new to this once.\nLaughs."
HOW_IT_FELT = "Easy to talk to. Remembered what I had written."
KEPT = ("jo@demo.test", "gwilym@demo.test")  # in the round of matching: a leader and a mentor for her
CHECKS = ("Two references", "A talk with the coordinator")
WHY_HER = "You asked what I wanted to happen next, not what is wrong with me."
HELLO, HELLO_HOURS = "Ruth, could we talk about staying in the room?", 124
PAIR_TALK = (
    (
        120,
        "mentor@demo.test",
        "Hello Maureen. Thank you for asking me. Would Wednesday afternoon suit you for a first talk, by phone?",
    ),
    (
        118,
        "leader@demo.test",
        "Wednesday is good. I would like to start with the discharge board, and how to stay in the room when I am cross.",
    ),
)
NORTH_TALK = (
    (50, "wendy@demo.test", "Hello all. My first time in one of these. What should I bring on Friday?"),
    (48, "outsider@demo.test", "Just yourself, and one thing that is on your mind. You can pass, too."),
)
REFLECTION_SHARED = (
    "The chair thanked me three times and moved on three times.\n\n"
    "What I wanted to say was: who rings people on the first evening at home? I said it in the end, and the ward sister wrote it down.\n\n"
    "Next time I ask for five minutes on the agenda before the meeting, not in it."
)
REFLECTION_PRIVATE = "I was more tired than I let on. I do not want to be the brave one every time."
REFLECTION_COMMENT = (
    "“She wrote it down” is a real change, and you made it. What would you have to do less of, to be less tired after?"
)
REFLECTION_TO_QUESTIONS = (
    ("What happened", "My first meeting with the ward. I said nothing for an hour, and then one sentence."),
    ("So what", "The sentence was the right one. I brought that I have slept in that ward. They listened, kindly."),
    ("Now what", "If I know what I want to say, then I will say it in the first ten minutes."),
    ("Look after me", "Tea, and nobody to be brave for."),
)
# What the programmes do about needs they cannot fill yet.
PLANS = (
    ("mentor", "Three more mentors are in preparation"),
    ("colleagues", "We are asking who would like to be in a directory of colleagues"),
)

# What the programme says to people who think of joining, and what three of them answer to its question.
PAGE = {
    "what": "Ten to sixteen patient leaders start together. For nine months you have a mentor, a learning group that "
    "meets every second Tuesday evening, and somewhere to try things out before the real meeting.\n\n"
    "The real work you do stays in the middle: a board, a panel, a ward, a street.",
    "for_whom": "Anybody who lives with illness or disability, or cares for somebody, and works with the NHS or social "
    "care to change something. It can be your first meeting or your hundredth.\n\n"
    "You need no diagnosis and no training, and nobody asks for papers.",
    "asks": "About four hours in a month: two sessions of ninety minutes, and a talk with your mentor. You choose when. "
    "Unwell? You press one button, and your place is kept.",
    "payment": "Taking part costs nothing. We pay £12.50 for each session, and travel, care and phone costs within a "
    "week. Payment can change some benefits, so ask us for the leaflet before you say yes.",
    "who_sees": "The people in your group see your name. Programme staff see your name and your email address. "
    "What you write in your debriefs is yours: nobody reads it unless you choose.",
    "question": "What would you like to change, and for whom?",
}
ASKERS = (
    Somebody("Rosa Pinto", "rosa@demo.test"),
    Somebody("Harold Finch", "harold@demo.test"),
    Somebody("Siân Morgan", "sian@demo.test"),
)
ASKED = {
    "rosa@demo.test": "Who sits with my mother at night, and whether anybody asks her.",
    "harold@demo.test": "Letters. Nobody I know understands theirs.",
    "sian@demo.test": "I would like the panel I am on to meet when people with jobs can come.",
}

# What a session of the demo is about.
SESSION = {
    "title": "One turn, and what we take from it",
    "agenda": "Welcome, and what we agreed\nA round: one word, and one thing since last time\nOne turn\nA pause\n"
    "What each of us takes from this",
    "bring": "Something to drink, and one thing that is on your mind. Passing is always fine.",
}

PULSE = ((5, 4, 4, 5, 3), (4, 4, 3, 4, 2), (5, 5, 4, 4, 4), (4, 3, 4, 5, 4), (5, 4, 2, 4, 4), (4, 5, 4, 3, 2))

DECISIONS = (
    (
        9,
        "The welcome pack is too long to read on a bad day.",
        "It is two pages now, with the phone numbers on the first. Three of you wrote it with us.",
        "",
    ),
    (
        16,
        "Pay people on the day, not six weeks later.",
        "You can ask for your expenses in cash on the day, up to £40.",
        "Fees still take ten working days: the Trust pays by bank only. We have asked its board, and say here what it answers.",
    ),
    (
        30,
        "Can we meet in the evening as well?",
        "",
        "Nobody could facilitate after 7pm this season. We ask again in spring.",
    ),
)

# What the Tuesday group wrote after its two sessions, what one of them would change, and how they were.
LEARNED = (
    {
        "did": "A round, and one turn about papers that come the night before.",
        "learned": "Asking in writing works better than asking in the room.\n"
        "A one-page summary is a fair thing to want, and nobody is holding anything up by wanting it.\n"
        "It helps to know before the meeting which item you are there for.",
        "next_steps": "If the papers come late, then we say so before the meeting, in writing.",
    },
    {
        "did": "A round, one turn about being thanked and not heard, and ten quiet minutes.",
        "learned": "Being thanked can be the end of a conversation. A question keeps it open.\n"
        "Five minutes on the agenda are worth more than an hour in the room.",
        "next_steps": "If I want something decided, then I ask for five minutes on the agenda first.",
    },
)
TAKEN = (
    "I had stopped asking, because I thought it was only me. It is not only me.",
    "Ask for the one-page summary first, and say thank you second.",
    "I wrote down the question I never get to ask. Having it on paper is half of asking it.",
)
WRITTEN_QUIETLY = ("Five minutes, and a seat at the front half of the table.", "I would like somebody to say my name.")
LEADER_TAKES = "Being thanked is not an answer. Next time I ask what happens next, before the biscuits."
LEADERS_STEPS = (
    ("they thank me and move on", "I will ask who does what, and by when"),
    ("the papers come the night before", "I will write to the chair that I read them after, not before"),
    ("I am too tired to go", "I will say so the day before, and nobody is let down"),
)
OTHERS_STEPS = (("the chair asks for any other business", "I will ask for five minutes next time"),)
NOTES_OF_FACILITATOR = "Two have not had a turn since summer: ask them first, and early. Keep the break."
# Who brings what to the next session, in the order in which they offered it; the group has picked the first.
TURNS = (
    ("denise@demo.test", "They asked what I think after it was decided"),
    ("leader@demo.test", "The discharge board nods, and nothing moves"),
    ("jo@demo.test", "How do I say no to a third panel?"),
)
WOULD_CHANGE = "Could we say “a meeting” and leave out which one?"
RATING = (5, 4, 4, 3, 5, 4)

BUDDY_TIMES = ("thursday_afternoon", "thursday_morning", "monday_morning", "tuesday_morning", "wednesday_morning")
BUDDY_WISH = "My voice goes when six people look at me at once. A friendly face across the table would be plenty."
BUDDY_YES = "Happy to. I will be in the café by the entrance from half past. 0117 496 0131 if you cannot find me."
BRIEF = {
    "what_it_is": "The discharge board: nine of them, two of us. Room 4, two hours, biscuits of no distinction.",
    "to_get_across": "Somebody has to ring people on the second day. If I say only one thing, it is that.",
    "what_helps": "Sit where I can see you. Remind me about the travel money before we go in, not after.",
    "signals": "If I touch my pen, ask for a break. If I look at you, say my name.",
}
