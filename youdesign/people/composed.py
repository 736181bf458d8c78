"""How a lower app asks what it may not import: settings name the modules of the apps above that answer."""

from importlib import import_module
from types import ModuleType

from django.conf import settings


def modules(setting: str) -> tuple[ModuleType, ...]:
    """Return the modules that a setting names, in its order."""
    return tuple(import_module(name) for name in getattr(settings, setting))
