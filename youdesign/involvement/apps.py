"""The app's configuration."""

from django.apps import AppConfig


class InvolvementConfig(AppConfig):
    """youdesign.involvement."""

    name = "youdesign.involvement"
    label = "involvement"
