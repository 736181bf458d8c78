"""How is your load? Asked once a week, of mentors who chose to be asked."""

import datetime

from django.urls import reverse

from mentoring.desk import desk_for, in_words
from mentoring.load import statement, to_be_asked, token_for
from mentoring.models import LoadSaid
from mentoring.notice_kinds.matches import offers_to_mentor
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice


def load_check(notice: Notice) -> Mail | Withheld:
    """Ask a mentor how their load is, while they want to be asked and have not said."""
    found = to_be_asked().filter(pk=notice.object_id, mentor=notice.person)
    offer = found.select_related("programme__coordinator").first()
    if offer is None:
        return Withheld("You rest, mentor nobody just now, or chose not to be asked.")
    week = datetime.date.fromisoformat(notice.occurrence)
    if LoadSaid.objects.filter(offer=offer, week=week).exists():
        return Withheld("You have said so already.")
    who = in_words(desk_for(offer.programme, offer.mentor_id))
    return Mail(
        subject="How is your load this week?",
        body=(
            f"“{statement()}” How far do you agree? One tap, or none.\n\n"
            f"If you disagree, {who} is asked to get in touch with you, and does not see what you chose."
        ),
        link=reverse("load-link", args=[token_for(offer, week)]),
        link_text="Say it with one tap",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        "load_check",
        "How your load is, once a week",
        "You chose to be asked once a week.",
        load_check,
        is_for=offers_to_mentor,
    ),
)
