"""Who may do what with notices; pure questions."""

from youdesign.notices.kinds import Kind
from youdesign.notices.looking_after import looked_after_by
from youdesign.notices.models import Bounce, Notice
from youdesign.people.models import Person


def can_send_notice_again(person: Person, notice: Notice) -> bool:
    """Whoever looks after a parked notice may start it afresh; any other is sent by itself, or must not be sent."""
    return notice.state == Notice.State.PARKED and looked_after_by(person).filter(pk=notice.pk).exists()


def can_believe_address(person: Person, bounce: Bounce) -> bool:
    """Staff may have an address written to again, once they have asked its person."""
    return person.is_active and person.is_staff and bounce.over_at is None


def can_have_feed(person: Person) -> bool:
    """Anybody with an account may let their calendar read their dates, in a pause too."""
    return person.is_active


def can_switch_notices(person: Person, kind: Kind) -> bool:
    """Anybody with an account may switch off a kind that does not have to reach them."""
    return person.is_active and kind.can_be_off
