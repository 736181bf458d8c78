"""What a person must hand over before they can be erased, in kind sentences."""

from cohorts.models import LearningGroup, NeedPlan, Programme
from youdesign.people.models import Concern, Person


def to_hand_over(person: Person) -> list[str]:
    """Return a sentence for each thing that others lean on this person for; none means that nothing stands in the way."""
    groups = LearningGroup.objects.filter(facilitator=person).exclude(state=LearningGroup.State.ENDED)
    programmes = Programme.objects.filter(coordinator=person).exclude(state=Programme.State.CLOSED)
    plans = NeedPlan.objects.filter(who=person).select_related("programme")
    concerns = Concern.objects.filter(responder=person).exclude(state=Concern.State.CLOSED).count()
    sentences = [f"You facilitate {group}. Ask your coordinator to find its next facilitator." for group in groups]
    sentences += [f"You coordinate {programme}. Ask a colleague to take it over." for programme in programmes]
    sentences += [f"People in {plan.programme} wait for what you said you would do: {plan.what}." for plan in plans]
    if concerns:
        messages = "a message that is" if concerns == 1 else f"{concerns} messages that are"
        sentences.append(f"You are named to answer {messages} not closed. Close them, or ask another lead to answer.")
    return sentences
