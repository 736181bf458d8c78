"""What a mail server's answer means: whether to try again, whether to ask the same server, whom it is about."""

from enum import Enum
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

CLOSING = 421  # “service not available, closing the line”
FOR_GOOD = 500
NO_SUCH_ADDRESS = (b"5.1.1", b"5.1.2", b"5.1.3", b"5.1.6", b"5.1.10")  # RFC 3463, said after the text by some servers


class Answer(Enum):
    """How the next try differs from this one."""

    BUSY = "ask the same server later, for this notice"
    AWAY = "the line is lost, or the server takes nothing from us: that is about no notice"
    BOUNCED = "there is nobody at this address"
    UNWANTED = "the server does not take this text"


def meaning_of(error: OSError) -> Answer:
    """Return what a failed sending means; every SMTPException is an OSError."""
    codes = codes_of(error)
    about_this_one = isinstance(error, SMTPRecipientsRefused | SMTPDataError)
    if not codes or CLOSING in codes or not about_this_one:
        return Answer.AWAY
    if min(codes) < FOR_GOOD:
        return Answer.BUSY
    if isinstance(error, SMTPRecipientsRefused) or said(error).startswith(NO_SUCH_ADDRESS):
        return Answer.BOUNCED
    return Answer.UNWANTED


def codes_of(error: OSError) -> list[int]:
    """Return the codes a server answered with; none when it did not answer."""
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _ in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, SMTPResponseException) else []


def said(error: OSError) -> bytes:
    """Return the server's own words."""
    words = error.smtp_error if isinstance(error, SMTPResponseException) else b""
    return words.encode() if isinstance(words, str) else words


def in_words(error: OSError) -> str:
    """Return the code for a sentence that people read; nothing when there was no answer."""
    codes = codes_of(error)
    return f" (code {min(codes)})" if codes else ""


def in_short(error: OSError) -> str:
    """Return the kind of failure and its code; never the server's own words, which may hold an address."""
    code = min(codes_of(error), default=error.errno)
    return f"{type(error).__name__} {code}" if code and code > 0 else type(error).__name__
