"""Who in the demo lets colleagues find them, and what they say there."""

from dataclasses import dataclass

from cohorts import actions as cohorts
from youdesign.people import actions as people
from youdesign.people.models import Audience, Code, Listing, Person

RESTS = "lorna"
ALL, OURS = Listing.Reach.COLLEAGUES, Listing.Reach.PROGRAMME


@dataclass(frozen=True)
class Found:
    """One demo person as colleagues find them."""

    name: str  # of their address, before the @
    about: str
    assets: str
    region: str = "south_west"
    languages: str = "english"
    levels: str = "organisation"
    reach: Listing.Reach = ALL
    answers: str = ""
    is_new: bool = False


FOUND = (
    Found(
        "asif",
        "Diabetes, and twenty years of night shifts. I read the finance papers first, because that is where it gets decided.",
        "questioning persistence work_skills",
        languages="english urdu panjabi",
        answers="two_days",
    ),
    Found(
        "denise",
        "I care for my mum, who has dementia. I helped the memory clinic write letters that people understand.",
        "caring_skills listening",
        levels="service organisation",
        answers="week",
    ),
    Found(
        "jo",
        "I started a peer group for people with long Covid in Torbay, and I chair it. Ask me how to close a meeting kindly.",
        "organising community_links",
        levels="community service",
        answers="day",
    ),
    Found(
        "bev",
        "Sickle cell. I have told my story often enough to know when not to. I work on consent and on what stories cost.",
        "lived_know_how listening",
        region="london",
        levels="system national",
        answers="when_well",
    ),
    Found(
        "marek",
        "New to all this. I worked in kitchens and I am learning how hospitals decide about food.",
        "creative humour",
        languages="english polish",
        reach=OURS,
        is_new=True,
    ),
    Found(
        "farida",
        "Maternity voices in Bristol. We did coproduction of the new birth plan, from the first question to the last.",
        "whole_journey language_culture",
        languages="english bengali",
        levels="organisation system",
        answers="two_days",
    ),
    Found("tom", "I know how to get paid, and how to ask for it in writing.", "work_skills time", reach=OURS),
    Found(
        "grace",
        "Autistic, and good at spotting what a room makes hard. I look at sensory things before anything else.",
        "lived_know_how digital",
        languages="english bsl",
        answers="two_days",
    ),
    Found(
        "idris",
        "My son uses mental health services. I bring other dads along, two at a time.",
        "community_links caring_skills",
        languages="english somali",
        levels="community",
        reach=OURS,
    ),
    Found(
        "wendy",
        "Thirty years a farmer, then a stroke. Rural transport is my subject: no bus, no clinic.",
        "whole_journey persistence",
        levels="system",
        answers="week",
    ),
    Found(
        "ajay",
        "I care for my wife. We run a co-production circle on hospital discharge along the north coast.",
        "organising caring_skills",
        languages="english gujarati",
        answers="two_days",
    ),
    Found(
        "lorna", "Minutes, agendas, and who wrote them. Resting at the moment.", "digital organising", levels="national"
    ),
    Found(
        "mentor",
        "Fifteen years of boards, panels and kitchens. Bring me the meeting you are dreading.",
        "questioning humour",
        levels="organisation national",
        answers="week",
    ),
)


def make_findable() -> None:
    """Let them say what colleagues read, and choose to be found; one of them is taking a break."""
    for found in FOUND:
        person = Person.objects.get(email=f"{found.name}@demo.test")
        people.save_what_i_bring(
            person=person,
            by=person,
            about_me=found.about,
            assets=codes("asset", found.assets),
            region=codes("region", found.region)[0],
            languages=codes("language", found.languages),
            levels=codes("level", found.levels),
            places=codes("place", "voice_user"),
            is_new=found.is_new,
            audiences=dict.fromkeys(
                ("title", "about_me", "assets", "region", "languages", "work"), Audience(int(found.reach))
            ),
        )
        people.save_listing(
            person=person,
            by=person,
            reach=found.reach,
            can_be_asked=bool(found.answers),
            answers=next(iter(codes("answer_time", found.answers)), None),
        )
    cohorts.take_a_pause(by=Person.objects.get(email=f"{RESTS}@demo.test"))


def codes(listing: str, slugs: str) -> list[Code]:
    """Return the codes of a list by their slugs."""
    return list(Code.objects.filter(listing=listing, slug__in=slugs.split()))
