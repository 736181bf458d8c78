"""The app's configuration."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """youdesign.people."""

    name = "youdesign.people"
    label = "people"
