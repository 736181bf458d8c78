"""Of what the site is composed: apps, middleware, and what answers for the apps below; settings.py takes it over."""

# From the bottom up.
LOCAL_APPS = [
    "youdesign.people",
    "youdesign.notices",
    "youdesign.conversations",
    "youdesign.involvement",
    "youdesign.practice",
    "cohorts",
    "mentoring",
]
INSTALLED_APPS = [
    "youdesign.apps.YouDesignConfig",
    *LOCAL_APPS,
    "youdesign.apps.YouDesignAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "csp",
    "django_structlog",
]
MIDDLEWARE = [
    "youdesign.logs.requests.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "youdesign.static.static_files",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "youdesign.middleware.no_microphone_unless_said",
    "youdesign.middleware.no_store_when_signed_in",
    "youdesign.middleware.person_time_zone",
    "youdesign.middleware.rooms_look_again",
    "youdesign.middleware.no_empty_page",
    "youdesign.people.second_step_first.second_step_first",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

TELLABLE = [
    "youdesign.colleagues.tellable",
    "cohorts.tellable",
    "mentoring.tellable",
]  # see youdesign/people/tellable.py
ABOUTS = ["cohorts.about_sessions", "mentoring.about_talks"]  # what a debrief can be about, see cohorts/abouts.py
CIRCLES = "youdesign.circles.circles_between"  # how near people stand, see youdesign/people/faces.py
DUTIES = ["cohorts.duties", "youdesign.people.answering"]  # what always needs somebody, see youdesign/people/duties.py
ENDINGS = ["mentoring.endings"]  # what ends with a place or a role, see cohorts/endings.py
ACCOUNT_ENDINGS = [
    "cohorts.account_endings",
    "youdesign.conversations.account_endings",
    "mentoring.account_endings",
]  # what ends with an account, see youdesign/people/endings.py
ACCOUNT_TRACES = ["mentoring.account_endings"]  # what others keep of one that is erased, see the same file
EVENT_ENDINGS = ["mentoring.event_endings"]  # what hangs on a date, see youdesign/involvement/endings.py
QUIET_FOR = ["cohorts.quiet"]  # who is to be left in peace, see youdesign/notices/quiet.py
NOTICE_KINDS = [
    "youdesign.notices.notice_kinds",
    "youdesign.notices.digests",
    "youdesign.conversations.notice_kinds",
    "youdesign.notices.troubles",
    "cohorts.notice_kinds",
    "mentoring.notice_kinds",
    "youdesign.my_data.notice_kinds",
]
LOOKED_AFTER = ["cohorts.looking_after"]  # whose messages staff see, see youdesign/notices/looking_after.py
STAFF_ROOMS = ["cohorts.staff_rooms", "mentoring.staff_rooms"]  # which rooms staff see as facts
CALENDARS = [
    "cohorts.calendars",
    "youdesign.involvement.calendars",
    "mentoring.calendars",
]  # whose dates, see youdesign/notices/feeds.py
SECOND_STEP_FOR = ["cohorts.trust"]  # who looks after others, besides staff: see youdesign/people/second_step.py
