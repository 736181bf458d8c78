"""What a person must hand over before they can be erased, in kind sentences."""

from cohorts.models import NeedPlan
from youdesign.people.duties import duties_of
from youdesign.people.models import Person


def to_hand_over(person: Person) -> list[str]:
    """Return a sentence for each thing that others lean on this person for; none means that nothing is in the way."""
    sentences = [f"You look after {duty.words}. Ask for somebody to take it over." for duty in duties_of(person)]
    for plan in NeedPlan.objects.filter(who=person).select_related("programme"):
        sentences.append(f"People in {plan.programme} wait for what you said you would do: {plan.what}.")
    return sentences
