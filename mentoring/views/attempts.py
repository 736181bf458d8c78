"""Doing something that may meet a problem."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages

from cohorts.problems import Problem
from youdesign.people.requests import PersonRequest


def attempt(request: PersonRequest, action: Callable[..., Any], **facts: Any) -> Any:
    """Do it, or say kindly on the next page what stood in the way and return nothing."""
    try:
        return action(**facts)
    except Problem as problem:
        messages.warning(request, str(problem))
        return None
