"""A kind of notice that only a newer copy of the site knows."""

from tests.notices.kinds_for_tests import compose_letter
from youdesign.notices.kinds import Kind

KINDS = (Kind("news", "News", "You asked for news.", compose_letter),)
