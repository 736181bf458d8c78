"""Pages about a person, in a module per noun."""

from youdesign.people.views.concerns import concern_raise, concern_thanks, crisis_help
from youdesign.people.views.listings import listing
from youdesign.people.views.profiles import profile, profile_section

__all__ = ("concern_raise", "concern_thanks", "crisis_help", "listing", "profile", "profile_section")
