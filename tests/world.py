"""Everything there is to see: one of each thing of the cast, and the arguments of every address that needs some."""

from typing import Any
from uuid import uuid4

from django.core import signing
from django.urls import URLPattern, URLResolver, get_resolver

from cohorts.actions import invite, share_reflection, write_reflection
from cohorts.links import token_for
from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import factories
from youdesign.conversations.actions import post_message
from youdesign.notices.actions import owe_notice
from youdesign.notices.links import PURPOSE as OFF_TOKEN
from youdesign.people.actions import save_listing
from youdesign.people.models import Listing

ROLES = ("anonymous", "stranger", "leader", "mentor", "coordinator", "host_contact")


def addresses(patterns: Any = None, namespace: str = "") -> dict[str, URLPattern]:
    """Return every named address of the site; where a name is given twice, the one that answers."""
    found: dict[str, URLPattern] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = addresses(
                pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )
        else:
            inner = {f"{namespace}{pattern.name}": pattern}
        for name, address in inner.items():
            found.setdefault(name, address)
    return found


def build(group: LearningGroup, match: Match) -> dict[str, dict[str, Any]]:
    """Make one of each thing around Maureen; return the arguments of each address that has some."""
    leader, mentor, coordinator = match.leader, match.offer.mentor, group.cohort.programme.coordinator
    post_message(room=group.room, by=leader, text="I got to page 12.", client_id=uuid4())
    post_message(room=group.room, by=mentor, text="This sounds like a turn.", client_id=uuid4())
    session = factories.DebriefSessionFactory(group=group)
    involvement = factories.InvolvementFactory(leader=leader, title="The discharge board")
    event = factories.InvolvementEventFactory(involvement=involvement)
    reflection = write_reflection(by=leader, event=event, text="What I wanted to say.")
    share_reflection(reflection=reflection, person=mentor, by=leader)
    invitation = invite(by=coordinator, cohort=group.cohort, group=group, email="new@cast.test", name="Nell")
    owe_notice(
        "invitation", object_id=str(invitation.pk), due_at=invitation.expires_at, person=leader, occurrence="again"
    )
    token = token_for(invitation)
    save_listing(person=leader, by=leader, reach=Listing.Reach.COLLEAGUES, can_be_asked=True)
    by_prefix: dict[str, dict[str, Any]] = {
        "room-": {"pk": group.room.pk},
        "message-post": {"pk": group.room.pk},
        "group-detail": {"pk": group.pk},
        "group-leave": {"pk": group.pk},
        "session-": {"pk": session.pk},
        "involvement-detail": {"pk": involvement.pk},
        "involvement-move": {"pk": involvement.pk},
        "event-": {"pk": event.pk},
        "event-new": {"pk": involvement.pk},
        "colleague-detail": {"pk": leader.pk},
        "reflection-detail": {"pk": reflection.pk},
        "reflection-edit": {"pk": reflection.pk},
        "reflection-share-mentor": {"pk": reflection.pk},
        "reflection-unshare": {"pk": reflection.pk, "person": mentor.pk},
        "invitation-": {"token": token},
        "match-": {"pk": match.pk},
        "profile-section": {"section": "when"},
        "scene-detail": {"slug": factories.SceneFactory().slug},
        "notice-off": {"token": signing.dumps({"person": leader.pk, "kind": "session_reminder"}, salt=OFF_TOKEN)},
        "session-end": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
        "demo-mail": {"name": "none.eml"},
    }
    return {
        name: arguments
        for name in addresses()
        for prefix, arguments in by_prefix.items()
        if name.startswith(prefix) and addresses()[name].pattern.regex.groups
    }
