"""Who saw what about me, and who changed what: lines in words, from the rows that were written at the time."""

import datetime
from dataclasses import dataclass

from youdesign.people.models import AccessLog, AuditEntry, Person

SOMEONE = "Someone who left"
BY_ITSELF = "The site, by itself"
# What others did about a person, by verb and noun; what is not here is shown by its own words.
DONE = {
    ("change account", "people.person"): "changed something on your account",
    ("move", "cohorts.membership"): "moved your place in a programme on",
    ("pause", "cohorts.membership"): "paused your place in a programme",
    ("resume", "cohorts.membership"): "ended your pause",
    ("grant_role", "cohorts.rolegrant"): "gave you a role",
    ("end_role", "cohorts.rolegrant"): "ended a role of yours",
    ("add_cofacilitator", "cohorts.cofacilitation"): "made you a co-facilitator of a group",
    ("end_cofacilitation", "cohorts.cofacilitation"): "ended that you help to run a group",
    ("join", "cohorts.groupmembership"): "gave you a seat in a group",
    ("leave", "cohorts.groupmembership"): "took your seat in a group back",
    ("add_room_member", "conversations.roommember"): "let you into a room",
    ("remove_room_member", "conversations.roommember"): "took you out of a room",
    ("share", "cohorts.reflectionshare"): "shared a debrief with you",
    ("stop_sharing", "cohorts.reflectionshare"): "stopped sharing a debrief with you",
    ("comment", "cohorts.reflectioncomment"): "said something about a debrief of yours",
    ("choose_mentor", "mentoring.match"): "asked you for a hello, as a mentor",
    ("withdraw_choice", "mentoring.match"): "took back asking you for a hello",
    ("accept_match", "mentoring.match"): "said yes to a hello with you",
    ("decide_for_mentor", "mentoring.match"): "chose you as their mentor",
    ("close_hello", "mentoring.match"): "ended a hello with you",
    ("let_lapse", "mentoring.match"): "ended a hello that was not answered in seven days",
    ("rest_unlisted", "mentoring.mentoroffer"): "gave your offer to mentor a rest",
    ("end_match", "mentoring.match"): "ended your mentoring with them",
    ("word", "mentoring.clausewording"): "changed something in your agreement with them",
    ("sign", "mentoring.agreementsignature"): "signed your agreement with them",
    ("go_on", "mentoring.match"): "went on with your mentoring",
    ("offer_times", "mentoring.talk"): "offered times for a talk with you",
    ("give_up_time", "mentoring.talk"): "asked to move a talk with you",
    ("pick_time", "mentoring.talk"): "picked a time for a talk with you",
    ("keep_time", "mentoring.talk"): "kept the time of a talk with you after all",
    ("call_off", "mentoring.talk"): "called off a talk with you",
    ("say_what_came", "mentoring.talk"): "said what came of a talk with you",
    ("set", "mentoring.nextstep"): "wrote down a next step for the two of you",
    ("move", "mentoring.nextstep"): "said what came of a next step of the two of you",
    ("could_do_with_a_hand", "mentoring.pairtask"): "let your coordinator know to get in touch with you",
    ("needs_no_hand", "mentoring.pairtask"): "let your coordinator know that all is well",
    ("look_after", "mentoring.pairtask"): "got in touch with you about mentoring",
    ("plan_ending", "mentoring.match"): "planned your last talk",
    ("finish", "mentoring.match"): "said that you two have finished",
    ("thank", "mentoring.thankyou"): "said thank you",
    ("answer_not_now", "mentoring.match"): "said not now to being your mentor",
    ("pass_on", "mentoring.match"): "passed your hello on to your coordinator",
    ("tick", "mentoring.checkdone"): "wrote down that a check before mentoring is done",
    ("untick", "mentoring.checkdone"): "took back that a check before mentoring is done",
    ("become_ready", "mentoring.mentoroffer"): "wrote down that you are ready to mentor",
    ("move_offer", "mentoring.mentoroffer"): "moved your offer to mentor on",
    ("keep_together", "mentoring.matchinground"): "chose a mentor to suggest to you, or let go of that",
    ("keep_apart", "mentoring.matchinground"): "chose which mentor not to suggest to you",
    ("answer_wait", "mentoring.mentorwait"): "answered you about a mentor",
    ("ask_buddy", "mentoring.buddyask"): "asked you to be their meeting buddy",
    ("answer_ask", "mentoring.buddyask"): "answered whether they would be your meeting buddy",
    ("write_brief", "mentoring.buddyrequest"): "wrote a brief for you, their meeting buddy",
    ("read_brief", "mentoring.buddyrequest"): "read your brief",
    ("cancel_buddy", "mentoring.buddyrequest"): "cancelled a date with a meeting buddy",
    ("find_nobody", "mentoring.buddyrequest"): "ended looking for a meeting buddy for you",
    ("say_buddy_came", "mentoring.buddyrequest"): "said what came of a date with a meeting buddy",
    ("debrief_with_buddy", "mentoring.buddyrequest"): "looked back at a date with you",
    ("look_after", "mentoring.buddyrequest"): "got in touch with you about a meeting buddy",
    ("suggest_buddy", "mentoring.buddysuggestion"): "suggested a meeting buddy to you",
    ("send_again", "notices.notice"): "sent you a message again that had not arrived",
    ("make my data", "people.dataexport"): "made the download that you asked for",
    ("take my data", "people.dataexport"): "took the download of everything about you",
    ("ask for my data", "people.dataexport"): "asked for everything about you",
    ("start", "cohorts.learninggroup"): "gave you a group to facilitate",
    ("hand_over", "cohorts.learninggroup"): "handed a group over to you",
    ("ask_to_facilitate", "cohorts.proposedgroup"): "asked you to facilitate a new group",
    ("hand_on", "cohorts.proposedgroup"): "handed a new group that they had proposed on to you",
    ("hand_over", "cohorts.programme"): "handed a programme over to you",
    ("hand_over", "cohorts.needplan"): "handed a plan over to you",
}
OWN_SHOWN = {"take my data", "ask for my data"}  # one's own, and still worth knowing when it was not oneself
MOST = 200


@dataclass(frozen=True)
class Line:
    """Who did what, when and why."""

    who: str
    what: str
    at: datetime.datetime
    why: str = ""


def lines_about(person: Person) -> list[Line]:
    """Return the latest looks and changes, the newest first."""
    looks = AccessLog.objects.visible_to(person).select_related("by")[:MOST]
    entries = AuditEntry.objects.filter(about=person).select_related("by")[: MOST * 2]
    lines = [
        Line(str(look.by or SOMEONE), f"looked at: {look.get_what_display().lower()}", look.at, look.why)
        for look in looks
    ]
    for entry in entries:
        if entry.by_id != person.pk or entry.verb in OWN_SHOWN:
            who = "You" if entry.by_id == person.pk else str(entry.by or BY_ITSELF)
            lines.append(Line(who, words_of(entry), entry.at, entry.why))
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MOST]


def words_of(entry: AuditEntry) -> str:
    """Return what an entry says; which fields of an account were changed is said too."""
    words = DONE.get((entry.verb, entry.noun), entry.verb.replace("_", " "))
    fields = entry.facts.get("fields") if entry.verb == "change account" else ""
    return f"{words}: {fields.replace('_', ' ')}" if fields else words
