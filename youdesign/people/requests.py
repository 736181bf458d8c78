"""A request of somebody who has signed in: that is every page but the few that are open to all."""

from django.http import HttpRequest

from youdesign.people.models import Person


class PersonRequest(HttpRequest):
    """A request whose user is a person; LoginRequiredMiddleware sees to it."""

    user: Person
