"""A kind that would say who told us something."""

from tests.notices.kinds_for_tests import compose_letter
from youdesign.notices.kinds import Kind

KINDS = (Kind("secret", "An answer for you", "You told us something.", compose_letter, is_private=True),)
