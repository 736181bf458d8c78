"""What counts as one e-mail address: written in one way only, so that nobody gets a second account by a look-alike."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 254
PLAIN = re.compile(r"[!-~]+")
NOT_PLAIN = (
    "Use plain letters, numbers and signs only. One in this email address is of another kind, though it may look the "
    "same. Type the address anew."
)
TOO_LONG = "That email address is too long. Check it."
UNFINISHED = "Finish the email address, like maureen@example.org"


def plain_address(text: str) -> str:
    """Return the one way to write this address: full-width letters narrow, everything in lower case.

    Raises ValidationError, with what to do, for what is no address, is too long, or holds letters that cannot be told
    from plain ones or cannot be seen.
    """
    address = unicodedata.normalize("NFKC", text).strip().lower()
    if len(text) > LONGEST or len(address) > LONGEST:
        raise ValidationError(TOO_LONG, code="too_long")
    if address and not PLAIN.fullmatch(address.replace(" ", "")):
        raise ValidationError(NOT_PLAIN, code="not_plain")
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(UNFINISHED, code="invalid") from error
    return address
