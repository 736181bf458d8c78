"""What two people agree: wording a clause, and signing."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mentoring import policies
from mentoring.actions.going_on import go_on
from mentoring.actions.holding import locked
from mentoring.agreements import Agreement, first_words
from mentoring.models import AgreementSignature, ClauseWording, Match
from mentoring.problems import AgreementReworded
from youdesign.notices.actions import owe_notice
from youdesign.people import audit
from youdesign.people.models import Person

CHANGES_SETTLE = datetime.timedelta(minutes=15)  # several changes in a row are one message


def held_agreement(match: Match, by: Person) -> Agreement:
    """Return the agreement of a match that is held until the end of the transaction, its words stored."""
    match = locked(match)
    if not policies.can_change_our_agreement(by, match):
        raise PermissionDenied
    if not match.clause_wordings.exists():
        ClauseWording.objects.bulk_create(first_words(match))
    return Agreement(match)


@transaction.atomic
def word_clause(
    *, match: Match, clause: str, by: Person, text: str, mark: str, now: datetime.datetime
) -> ClauseWording:
    """Put new words in place of those of one clause, which are kept, and ask the other to read and sign.

    Raises AgreementReworded when the clause has other words than those with this mark.
    """
    agreement = held_agreement(match, by)
    before = next((each for each in agreement.clauses if each.clause == clause), None)
    if before is None:
        raise PermissionDenied
    if before.text == text and before.is_own:
        return before  # pressed twice, or both wrote the same
    if before.mark != mark:
        raise AgreementReworded
    after = ClauseWording.objects.create(
        match=agreement.match,
        clause=clause,
        position=before.position,
        title=before.title,
        text=text,
        number=agreement.number + 1,
        written_by=by,
        written_at=now,
    )
    audit.record("word", after, by=by, about=match.other_than(by), match=match.pk, clause=clause, number=after.number)
    ask_other_to_sign(agreement.match, after.number, by=by, now=now)
    return after


@transaction.atomic
def sign_agreement(*, match: Match, by: Person, mark: str, now: datetime.datetime) -> AgreementSignature:
    """Sign the words that were shown. Raises AgreementReworded when they are others by now."""
    agreement = held_agreement(match, by)
    if agreement.mark != mark:
        raise AgreementReworded
    facts = {"match": agreement.match, "person": by, "number": agreement.number}
    signature, is_new = AgreementSignature.objects.get_or_create(**facts, defaults={"signed_at": now})
    if is_new:
        audit.record("sign", signature, by=by, about=match.other_than(by), match=match.pk, number=agreement.number)
        if not agreement.has_signed(match.other_than(by)):
            ask_other_to_sign(agreement.match, agreement.number, by=by, now=now)
        go_on(agreement.match, by=by, now=now)
    return signature


def ask_other_to_sign(match: Match, number: int, *, by: Person, now: datetime.datetime) -> None:
    """Owe the other of the two the news, once for each change."""
    owe_notice(
        "match_agreement",
        object_id=match.pk,
        person=match.other_than(by),
        occurrence=str(number),
        due_at=now + CHANGES_SETTLE,
    )
