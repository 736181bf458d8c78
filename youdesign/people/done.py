"""What was done, in words of the office, from the rows that the changes wrote."""

from django.apps import apps
from django.contrib.admin import AdminSite
from django.utils.text import capfirst

from youdesign.people.models import AuditEntry

# What is not here is said by its own words.
WORDS = {
    "accept": "Said yes",
    "add": "Added",
    "add_cofacilitator": "Added a co-facilitator",
    "answer": "Answered",
    "answer_proposal": "Said whether they are in",
    "answer_wait": "Answered",
    "ask": "Asked to join",
    "ask_to_facilitate": "Asked somebody to facilitate, or nobody for now",
    "arrange_groups": "Moved people in the draft",
    "cancel": "Called off",
    "change": "Changed",
    "change account": "Changed the account",
    "close_asking": "Closed asking to join",
    "close_room": "Closed the room",
    "hide_message": "Hid a message",
    "set_facilitator": "Said who looks after the room",
    "show_message": "Showed a message again",
    "decline": "Said no thanks",
    "delete": "Deleted",
    "end_cofacilitation": "Stopped helping to run a group",
    "end_role": "Ended the role",
    "fit_groups": "Fitted the groups again",
    "grant_role": "Gave the role",
    "hand_on": "Handed on to somebody who joined",
    "hand_over": "Handed over",
    "invite": "Invited",
    "join": "Gave a seat",
    "keep_for_everyone": "Kept for everyone",
    "hold": "Said that it took place",
    "leave": "Ended the seat",
    "move": "Moved on",
    "move_offer": "Moved on",
    "open_room": "Opened the room",
    "pause": "Paused",
    "plan": "Planned",
    "propose_group": "Proposed a group",
    "propose_groups": "Proposed groups",
    "begin_round": "Began a round of matching",
    "rework_round": "Had the round worked out in another way",
    "stop_round": "Stopped working the round out",
    "keep_together": "Chose a mentor for them in a round, or let go of that",
    "keep_apart": "Kept them and a mentor apart in a round",
    "throw_round_away": "Threw the round away",
    "publish_round": "Published the round",
    "publish_groups": "Published the groups",
    "raise": "Somebody told us",
    "ring": "Rang",
    "resume": "Ended the pause",
    "say_who_facilitates": "Said whether they facilitate it",
    "revoke": "Took it back",
    "save a word to choose": "Saved",
    "send_again": "Sent again",
    "start": "Started",
    "throw_draft_away": "Threw the draft away",
    "suggest_mentors": "Looked for mentors",
}


def in_words(entry: AuditEntry) -> str:
    """Return what an entry says: what was done, from where to where, and which boxes were changed."""
    said = WORDS.get(entry.verb) or capfirst(entry.verb.replace("_", " "))
    before, after, fields = (str(entry.facts.get(name) or "") for name in ("before", "after", "fields"))
    if before and after and not before.isdecimal():  # those that hand over are numbers, and named elsewhere
        said += f": from {before} to {after}"
    return (f"{said}: {fields}" if fields else said).replace("_", " ")


def list_called(site: AdminSite, noun: str) -> str:
    """Return what staff call the list that a row stands in."""
    model = apps.get_model(noun)
    return str(getattr(site._registry.get(model), "list_name", capfirst(model._meta.verbose_name_plural)))
