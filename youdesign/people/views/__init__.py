"""Pages about a person, in a module per noun."""

from youdesign.people.views.concerns import (
    complain,
    concern_about,
    concern_detail,
    concern_link,
    concern_move,
    concern_raise,
    concern_thanks,
    crisis_help,
)
from youdesign.people.views.consents import consent_list
from youdesign.people.views.drafts import draft_detail, draft_end, draft_keep
from youdesign.people.views.listings import listing
from youdesign.people.views.photos import photo, photo_remove
from youdesign.people.views.profiles import profile, profile_section

__all__ = (
    "complain",
    "concern_about",
    "concern_detail",
    "concern_link",
    "concern_move",
    "concern_raise",
    "concern_thanks",
    "consent_list",
    "crisis_help",
    "draft_detail",
    "draft_end",
    "draft_keep",
    "listing",
    "photo",
    "photo_remove",
    "profile",
    "profile_section",
)
