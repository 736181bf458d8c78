"""The site's settings with the kinds of these tests, for the processes that tests start."""

from youdesign.settings import *  # noqa: F403  settings are read from one module

NOTICE_KINDS = ["tests.notices.kinds_for_tests", "youdesign.notices.digests", "youdesign.notices.troubles"]
LOOKED_AFTER = ["tests.notices.keepers"]
