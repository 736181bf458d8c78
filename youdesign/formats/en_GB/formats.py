"""Dates and times as we write them: 21 August 2026, 5:30pm, and 5pm. Our locale says how am and pm are written."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "fa"
DATETIME_FORMAT = "j F Y, fa"
SHORT_DATETIME_FORMAT = "j M Y, fa"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%I:%M%p", "%I%p"]
