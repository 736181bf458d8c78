"""A colleague's page, to tell somebody about: what of it this reader may read."""

from youdesign.colleagues.directory import colleague_for
from youdesign.people.models import Person
from youdesign.people.tellable import Shown, Thing


def page_of(reader: Person, pk: int) -> Shown | None:
    """Return the words of somebody else's page as this reader reads them now."""
    colleague = None if pk == reader.pk else colleague_for(reader, pk)
    if colleague is None:
        return None
    parts = [f"{part.label}: {'; '.join(part.words)}" for part in colleague.parts]
    words = "\n".join(filter(None, [str(colleague.person), colleague.title, *parts]))
    return Shown(colleague.person, words)


THINGS = (Thing(code="page", name="page", find=page_of),)
