"""The app's configuration."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """youdesign.conversations."""

    name = "youdesign.conversations"
    label = "conversations"
