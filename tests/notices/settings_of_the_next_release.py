"""The settings of a newer copy of the site, which knows one more kind of notice."""

from tests.notices.settings_with_kinds import *  # noqa: F403  settings are read from one module
from tests.notices.settings_with_kinds import NOTICE_KINDS as KNOWN

NOTICE_KINDS = [*KNOWN, "tests.notices.kinds_of_the_next_release"]
