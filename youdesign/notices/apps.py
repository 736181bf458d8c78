"""The app's configuration."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """youdesign.notices."""

    name = "youdesign.notices"
    label = "notices"
