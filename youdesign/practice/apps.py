"""The app's configuration."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """youdesign.practice."""

    name = "youdesign.practice"
    label = "practice"
