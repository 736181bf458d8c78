"""Words that somebody looks for: sealed in their session, so that they stand in no address, no log and no history.

A form sends them, and the page of results has a name for them in its address. It can be turned, loaded again and gone
back to while they are signed in; afterwards the name means nothing.
"""

from base64 import b64decode, b64encode
from secrets import token_hex

from youdesign.people.private_text import seal, unseal
from youdesign.people.requests import PersonRequest

HELD = "looked_for"
MOST = 10  # of one session; the oldest go first
TABLE = "django_session"


def keep_words(request: PersonRequest, words: str) -> str:
    """Keep the words for this session, and return the name under which they are found. Raises CannotOpen."""
    name = token_hex(8)
    sealed = b64encode(seal(words, owner=request.user, table=TABLE, row=name)).decode()
    held = request.session.get(HELD, {})
    request.session[HELD] = dict([*held.items(), (name, sealed)][-MOST:])
    return name


def words_kept(request: PersonRequest, name: str) -> str:
    """Return the words under this name, nothing where they are there no more. Raises CannotOpen."""
    sealed = request.session.get(HELD, {}).get(name, "")
    return unseal(b64decode(sealed), owner=request.user, table=TABLE, row=name) if sealed else ""
