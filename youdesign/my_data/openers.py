"""How each sealed field is opened for its owner's download."""

from urllib.parse import parse_qsl

from cohorts import reflections
from cohorts.journals import with_abouts
from cohorts.learning import words_of_note
from cohorts.models import LearningNote, NextStep, Reflection, ReflectionComment, ReflectionVersion, Turn
from cohorts.next_steps import words_of_step
from cohorts.reflections import Words
from cohorts.turns import topic_of
from mentoring.choosing_notes import read_words
from mentoring.models import ChoosingNotes, TalkNote
from mentoring.notes import read_note
from youdesign.conversations.models import Attachment
from youdesign.involvement.models import Preparation
from youdesign.involvement.preparing import read_notes
from youdesign.people.drafts import read_draft
from youdesign.people.models import Draft, Person, Photo
from youdesign.people.my_data.gathering import File, Opener
from youdesign.people.private_text import CannotOpen

NOT_NOW = "We cannot open this just now. It is still there. Use “Tell someone” to ask about it."


def open_reflection(reflection: Reflection, person: Person) -> str:
    """Return the words of a debrief, or say that they cannot be opened."""
    try:
        return in_text(reflections.read(reflection, person))
    except CannotOpen:
        return NOT_NOW


def name_about(reflection: Reflection, person: Person) -> str:
    """Return what a debrief is about in words, or nothing where that is gone or not theirs to see any more."""
    [told] = with_abouts([reflection], person)
    return str(told.about or "")


def open_version(version: ReflectionVersion, person: Person) -> str:
    """Return the older words of a debrief, or say that they cannot be opened."""
    try:
        [(_, words)] = reflections.read_versions([version], person)
        return in_text(words)
    except CannotOpen:
        return NOT_NOW


def open_topic(turn: Turn, person: Person) -> str:
    """Return what a turn is about, or say that it cannot be opened."""
    try:
        return topic_of(turn)
    except CannotOpen:
        return NOT_NOW


def in_text(words: Words) -> str:
    """Return what was written and ticked."""
    return "\n\n".join([words.text, *(f"{ask} {answer}" for ask, answer in words.marked())])


def open_comment(comment: ReflectionComment, person: Person) -> str:
    """Return what somebody said about a debrief, or say that it cannot be opened."""
    try:
        return reflections.words_of_comment(comment)
    except CannotOpen:
        return NOT_NOW


def open_learning(note: LearningNote, person: Person) -> str:
    """Return what somebody wrote in a debrief of their group, or say that it cannot be opened."""
    try:
        return words_of_note(note)
    except CannotOpen:
        return NOT_NOW


def open_next_step(step: NextStep, person: Person) -> str:
    """Return the two halves of a step that somebody set, or say that they cannot be opened."""
    try:
        words = words_of_step(step)
    except CannotOpen:
        return NOT_NOW
    return f"If {words.if_words}, then {words.then_words}."


def open_notes(notes: Preparation, person: Person) -> str:
    """Return somebody's notes for a date, or say that they cannot be opened."""
    try:
        return read_notes(notes)
    except CannotOpen:
        return NOT_NOW


def open_talk_note(note: TalkNote, person: Person) -> str:
    """Return somebody's notes about a talk, or say that they cannot be opened."""
    try:
        return read_note(note)
    except CannotOpen:
        return NOT_NOW


def open_choosing_notes(notes: ChoosingNotes, person: Person) -> str:
    """Return a leader's notes for choosing, one after the other, or say that they cannot be opened."""
    try:
        return "\n\n".join(read_words(notes).values())
    except CannotOpen:
        return NOT_NOW


def open_draft(draft: Draft, person: Person) -> str:
    """Return what was in the form, a line for each box, or say that it cannot be opened."""
    try:
        return "\n".join(value for _, value in parse_qsl(read_draft(draft, person)))
    except CannotOpen:
        return NOT_NOW


def photo_file(photo: Photo, person: Person) -> File:
    """Return the photo as it is held."""
    return File("photo.jpg", bytes(photo.large))


def sent_file(attachment: Attachment, person: Person) -> File:
    """Return a file that this person sent into a room, as it is held."""
    return File(attachment.name, bytes(attachment.content))


OPENERS: dict[str, Opener] = {
    "cohorts.learningnote.body": open_learning,
    "cohorts.nextstep.body": open_next_step,
    "cohorts.reflection.body": open_reflection,
    "cohorts.reflectioncomment.body": open_comment,
    "cohorts.reflectionversion.body": open_version,
    "cohorts.turn.topic": open_topic,
    "conversations.attachment.content": sent_file,
    "involvement.preparation.body": open_notes,
    "mentoring.choosingnotes.body": open_choosing_notes,
    "mentoring.talknote.body": open_talk_note,
    "people.photo.large": photo_file,
    "people.draft.sealed": open_draft,
}
NAMERS: dict[str, Opener] = {"cohorts.reflection.about_key": name_about}  # what is held as a number, in words
