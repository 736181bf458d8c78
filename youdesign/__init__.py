"""You Design: the composition, the only package that knows every app."""

from youdesign.celery import app as celery_app

__all__ = ["celery_app"]
